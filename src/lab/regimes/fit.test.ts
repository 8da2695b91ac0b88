import { describe, expect, it } from 'vitest';
import type { Bar } from '../../domain/market.ts';
import { hmmAhead } from '../../forecast/hmm.ts';
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { fitModel, fitParameters } from './fit.ts';
import { nextHour, WALK_START, type Walk } from './synthetic.ts';
import { traceOf } from './trace.ts';
import { DETECTORS } from './watch.ts';

/** Quiet, lively and wild hours in turn. */
function bars(count: number, seed: number): Bar[] {
  const random = createRandom(seed);
  let walk: Walk = WALK_START;
  return Array.from({ length: count }, (_, i) => {
    const ratio = [0.5, 1, 0.5, 1, 2.5][Math.floor(i / 40) % 5] as number;
    const next = nextHour(walk, ratio, random);
    walk = next.walk;
    return next.bar;
  });
}

const RUNS = [bars(3_000, 1), bars(2_500, 2)];
const TO = 2_400 * HOUR;
const FITTED = fitParameters(RUNS, HOUR, ['X', 'Y'], TO, 12);

describe('fitParameters', () => {
  it('finds three levels apart, and a start that stays', () => {
    const { hmm, change } = FITTED.model;
    const [calm, normal, stress] = hmm.means.map(([level]) => level!) as [number, number, number];
    expect(normal - calm).toBeGreaterThan(0.4);
    expect(stress - normal).toBeGreaterThan(0.5);
    hmmAhead(hmm, hmm.start).forEach((share, k) => {
      expect(share).toBeCloseTo(hmm.start[k]!, 6);
    });
    expect(change.length).toBeGreaterThan(10);
    expect(change.length).toBeLessThan(200);
    expect(FITTED.fitted).toEqual({ bases: ['X', 'Y'], from: 30 * DAY, to: TO });
  });

  it('gives every detector as much time at alarm as stress had', () => {
    const past = RUNS.map((run) =>
      traceOf(
        FITTED.model,
        '',
        run.filter(({ start }) => start < TO),
      ),
    );
    const time = (detector: (typeof DETECTORS)[number]) =>
      past.reduce(
        (sum, { scores }) => sum + scores[detector].filter((x) => x >= FITTED.thresholds[detector]).length,
        0,
      );
    expect(time('held')).toBeGreaterThan(100);
    for (const detector of DETECTORS) expect(Math.abs(time(detector) - time('held'))).toBeLessThan(4);
  });

  it('knows nothing of bars from the last day on', () => {
    const wild = RUNS.map((run) =>
      run.map((bar) => (bar.start < TO ? bar : { ...bar, high: 1e6, close: 1e6, low: 1e-6 })),
    );
    expect(fitParameters(wild, HOUR, ['X', 'Y'], TO, 12)).toEqual(FITTED);
  });

  it('refuses what is too short, or does not vary', () => {
    expect(() => fitModel([[1, 2, 3]], HOUR, 10)).toThrow('cannot be fitted: sequences is 3');
    expect(() => fitModel([Array<number>(100).fill(1)], HOUR, 10)).toThrow('cannot be fitted: feature is 0');
  });
});
