import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../units/time.ts';
import { corrupted, walk } from '../frontier/frontier-fixture.ts';
import type { CoinPath } from '../frontier/market.ts';
import { PARAMETERS } from '../regimes/regimes.ts';
import { CRASHES, markedOf, REGIMES, signalsOf } from './signals.ts';

const MINUTES = 15 * 60_000;
const CALM = walk('BTC', 60, 2, MINUTES);

/** `CALM` with moves and ranges four times as large from day 50 on. */
function stormy(): CoinPath {
  const from = 50 * 96;
  const close = CALM.close.slice();
  for (let i = from; i < close.length; i += 1) {
    const move = Math.log((CALM.close[i] as number) / (CALM.close[i - 1] as number));
    close[i] = (close[i - 1] as number) * Math.exp(4 * move);
  }
  const spread = Math.log((CALM.high[0] as number) / (CALM.close[0] as number));
  const half = (i: number): number => Math.exp(i < from ? spread : 4 * spread);
  return {
    ...CALM,
    close,
    high: close.map((price, i) => price * half(i)),
    low: close.map((price, i) => price / half(i)),
  };
}

describe('signalsOf', () => {
  it('sees a storm at once, and holds stress within hours', () => {
    const { surge, stress, regime } = signalsOf(stormy(), PARAMETERS.model);
    expect(Math.abs(surge[50 * 96 - 1] as number)).toBeLessThan(0.3);
    expect(surge[50 * 96 + 4]).toBeGreaterThan(0.7);
    expect(stress[50 * 96 + 24]).toBeGreaterThan(0.9);
    const turned = regime.findIndex((k) => REGIMES[k] === 'stress');
    expect(turned).toBeGreaterThan(50 * 96);
    expect(turned).toBeLessThan(50 * 96 + 12);
  });

  it('forgets half of what it weighs in an hour', () => {
    const { surge } = signalsOf(stormy(), PARAMETERS.model);
    // In log vol: from calm (1) towards four times that (16 in variance), with a week's worth of nothing new.
    const calm = surge[50 * 96 - 1] as number;
    const weight = (HOUR * Math.LN2) / (7 * DAY);
    const expected = 0.5 * Math.log((0.5 + 0.5 * 16) / (1 + 15 * weight * Math.LN2));
    expect((surge[50 * 96 + 3] as number) - calm).toBeCloseTo(expected, 1);
  });

  it('says nothing before it knows, nor of a price that stands still', () => {
    const still = { ...CALM, high: CALM.close, low: CALM.close };
    expect(signalsOf(still, PARAMETERS.model).surge.every((value) => value === 0)).toBe(true);
    const { surge, stress } = signalsOf(CALM, PARAMETERS.model);
    expect(Array.from(surge.subarray(0, 6 * 96)).every((value) => value === 0)).toBe(true);
    expect(Array.from(stress.subarray(0, 20 * 96)).every((value) => value === 0)).toBe(true);
  });

  it('reads nothing that comes later', () => {
    const after = CALM.at[45 * 96] as number;
    const [told, changed] = [CALM, corrupted(CALM, after)].map((path) => signalsOf(path, PARAMETERS.model));
    for (const key of ['surge', 'stress', 'regime'] as const) {
      expect(changed?.[key].subarray(0, 45 * 96 + 1)).toEqual(told?.[key].subarray(0, 45 * 96 + 1));
      if (key === 'surge') expect(changed?.[key].at(-1)).not.toBe(told?.[key].at(-1));
    }
  });
});

describe('markedOf', () => {
  it('marks a tenth of all hours afterwards, and those that were already known to be volatile', () => {
    const { top, known } = markedOf(stormy());
    const share = (values: Uint8Array): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(share(top)).toBeCloseTo(0.1, 2);
    // A month of 31 days comes before anything is known; of the storm nearly every hour is.
    expect(share(known.subarray(0, 31 * 96 - 1))).toBe(0);
    expect(share(known.subarray(50 * 96))).toBeGreaterThan(0.9);
    expect(top[52 * 96]).toBe(top[52 * 96 + 3]);
  });

  it('knows a month by what came before it', () => {
    const cut = 31 * 96;
    const [told, changed] = [CALM, corrupted(CALM, CALM.at[58 * 96] as number)].map(markedOf);
    expect(changed?.known.subarray(cut, 58 * 96)).toEqual(told?.known.subarray(cut, 58 * 96));
    expect(changed?.top).not.toEqual(told?.top);
  });

  it('marks the weeks of crashes from Monday to Sunday', () => {
    const at = Float64Array.from({ length: 15 * 24 }, (_, i) => Date.UTC(2024, 6, 29) + (i + 1) * HOUR);
    const one = new Float64Array(at.length).fill(1);
    const { crash } = markedOf({ ...CALM, at, close: one });
    const place = 1 + CRASHES.indexOf('2024-08-05');
    expect([crash[7 * 24 - 1], crash[7 * 24], crash[14 * 24 - 1], crash[14 * 24]]).toEqual([
      0,
      place,
      place,
      0,
    ]);
  });
});
