import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { DAY, HOUR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { foldRegime, type RegimeModel, type RegimeState, regimeOf } from './regime.ts';

const MODEL: RegimeModel = {
  intervalMs: HOUR,
  halfLifeMs: 30 * DAY,
  warmUpMs: 7 * DAY,
  hmm: {
    start: [0.4, 0.4, 0.2],
    transition: [
      [0.96, 0.03, 0.01],
      [0.04, 0.93, 0.03],
      [0.01, 0.17, 0.82],
    ],
    means: [[-0.4], [0.2], [1.1]],
    variances: [[0.19], [0.19], [0.19]],
  },
  change: { length: 50, mean: 0, weight: 0.7, shape: 2, scale: 0.2, most: 40 },
  hold: { enter: 0.75, leave: 0.4, holdMs: 6 * HOUR },
};

/** Bars whose log-range is `level(i)` and noise of 0.3. */
function bars(count: number, level: (i: number) => number, seed = 1): Bar[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const half = Math.exp(0.5 * Math.exp(level(i) + 0.3 * random.normal()));
    const [close, high, low] = [100, 100 * half, 100 / half];
    return { instrument: 'X', start: millis(i * HOUR), open: close, high, low, close, volume: 1 };
  });
}

function fold(list: readonly Bar[], from?: RegimeState): (RegimeState | undefined)[] {
  const states: (RegimeState | undefined)[] = [];
  for (const bar of list) states.push(foldRegime(MODEL, states.length === 0 ? from : states.at(-1), bar));
  return states;
}

const QUIET = bars(600, () => -5);
const STORM = bars(640, (i) => (i < 600 ? -5 : -3.6));

describe('foldRegime', () => {
  it('turns to stress within hours of a storm, and was not in it before', () => {
    const views = fold(STORM).map((state) => regimeOf(MODEL, state));
    expect(views.slice(0, 600).filter(({ regime }) => regime === 'stress')).toEqual([]);
    const turned = views.findIndex(({ regime }) => regime === 'stress');
    expect(turned).toBeGreaterThanOrEqual(600);
    expect(turned).toBeLessThan(604);
    expect(views.at(-1)!.regime).toBe('stress');
    expect(views[turned]!.since).toBe((turned + 1) * HOUR);
    expect(views[turned + 2]!.changed).toBeGreaterThan(0.5);
  });

  it('answers probabilities, the mean of those of the two ways', () => {
    for (const state of fold(STORM)) {
      const { probabilities, byHmm, byChange } = regimeOf(MODEL, state);
      for (const odds of [probabilities, byHmm, byChange]) {
        expect(odds.calm + odds.normal + odds.stress).toBeCloseTo(1, 10);
        expect(Math.min(odds.calm, odds.normal, odds.stress)).toBeGreaterThanOrEqual(-1e-12);
      }
      expect(probabilities.stress).toBeCloseTo(0.5 * (byHmm.stress + byChange.stress), 14);
    }
  });

  it('holds normal until it has warmed up, and says so', () => {
    const views = fold(bars(200, (i) => (i < 100 ? -5 : -3))).map((state) => regimeOf(MODEL, state));
    expect(views[120]).toMatchObject({ ready: false, regime: 'normal', since: null });
    expect(views[120]!.probabilities.stress).toBeGreaterThan(0.9);
    expect(views[7 * 24 - 1]).toMatchObject({ ready: true, regime: 'stress' });
    expect(regimeOf(MODEL, undefined)).toMatchObject({ ready: false, regime: 'normal' });
  });

  it('goes on from a checkpoint with the same bits', () => {
    const whole = fold(STORM);
    const cut = JSON.parse(JSON.stringify(whole[609])) as RegimeState;
    expect(fold(STORM.slice(610), cut)).toEqual(whole.slice(610));
  });

  it('knows nothing of what comes later', () => {
    const other = [...STORM.slice(0, 605), ...bars(640, () => -8, 2).slice(605)];
    expect(fold(other).slice(0, 605)).toEqual(fold(STORM).slice(0, 605));
    expect(fold(other)[605]).not.toEqual(fold(STORM)[605]);
  });

  it('forgets over a gap, and passes over what cannot be', () => {
    const stormy = fold(STORM).at(-1)!;
    const [next] = bars(1, () => -4.3);
    const soon = { ...next!, start: millis(640 * HOUR) };
    const late = { ...next!, start: millis(740 * HOUR) };
    const stress = (bar: Bar) => regimeOf(MODEL, foldRegime(MODEL, stormy, bar)).byHmm.stress;
    expect(stress(late)).toBeLessThan(0.8 * stress(soon));
    expect(foldRegime(MODEL, stormy, { ...soon, high: Number.NaN })).toBe(stormy);
    expect(foldRegime(MODEL, stormy, { ...soon, start: millis(3 * HOUR) })).toBe(stormy);
    expect(foldRegime(MODEL, undefined, { ...soon, low: -1 })).toBeUndefined();
  });

  it('stays normal, and finite, where the price never moves', () => {
    const still = QUIET.map((bar) => ({ ...bar, high: 100, low: 100 }));
    const view = regimeOf(MODEL, fold(still).at(-1));
    expect(view).toMatchObject({ regime: 'normal', ready: false });
    expect(Number.isFinite(view.probabilities.stress)).toBe(true);
  });
});
