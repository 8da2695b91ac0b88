import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { MINUTE } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { barPrices } from './bar-prices.ts';

const START = millis(Date.parse('2026-01-01T00:00:00Z'));
const bars = [
  { open: 100, high: 112, low: 97, close: 109 },
  { open: 109, high: 110, low: 80, close: 90 },
];

function source(pace = 1) {
  const options = { bars: { BTC: bars }, intervalMs: MINUTE, pace, vol: 0.6 };
  return barPrices(options)(createRandom(1), START);
}

/** Prices every second for so many. */
function walk(pace: number, seconds: number): number[] {
  const prices = source(pace);
  return Array.from({ length: seconds }, (_, i) => {
    prices.advance(millis(START + 1_000 * i));
    return prices.price('BTC');
  });
}

describe('barPrices', () => {
  it('touch open, extremes and close of every bar, and nothing beyond', () => {
    const seen = walk(1, 180);
    for (const [i, bar] of bars.entries()) {
      const within = seen.slice(60 * i, 60 * i + 60);
      expect([within[0], Math.min(...within), Math.max(...within)]).toEqual([bar.open, bar.low, bar.high]);
    }
    expect(seen[20]).toBe(97);
    expect(seen[80]).toBe(110);
    expect(new Set(seen.slice(120))).toEqual(new Set([90]));
  });

  it('go through them faster at a pace, and jump when told', () => {
    expect(walk(2, 60)).toEqual(walk(1, 120).filter((_, i) => i % 2 === 0));
    const prices = source();
    prices.jump('BTC', 1.1);
    expect(prices.price('BTC')).toBeCloseTo(110, 10);
    expect([prices.price('USD'), prices.vol('BTC'), prices.usualVol('BTC')]).toEqual([1, 0.6, 0.6]);
  });
});
