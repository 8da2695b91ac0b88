import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { normalPdf } from '../math/normal.ts';
import { createRandom } from '../math/random.ts';
import { fitMarkovSwitching, type SwitchingModel, switchingPath } from './markov-switching.ts';

const MODEL: SwitchingModel = { p00: 0.8, p10: 0.1, means: [-1, 1], variance: 0.3, ar: [0.3, -0.2] };

/** A path of regimes and the series that `model` makes on it. */
function simulate(model: SwitchingModel, length: number, seed: number) {
  const random = createRandom(seed);
  const order = model.ar.length;
  const regimes: number[] = [];
  const series: number[] = [];
  for (let t = 0; t < length; t++) {
    const lower = regimes[t - 1] === 0 ? model.p00 : model.p10;
    regimes.push(random.next() < lower ? 0 : 1);
    let value = model.means[regimes[t] as 0 | 1] + Math.sqrt(model.variance) * random.normal();
    for (let i = 1; i <= Math.min(order, t); i++)
      value += model.ar[i - 1]! * (series[t - i]! - model.means[regimes[t - i] as 0 | 1]);
    series.push(value);
  }
  return { regimes, series };
}

/** The same by adding up every path there is: its log-likelihood, and P(regime 1) given all of the series. */
function byEnumeration(model: SwitchingModel, series: readonly number[]) {
  const [order, n] = [model.ar.length, series.length];
  const lower = model.p10 / (1 - model.p00 + model.p10);
  const weights = Array<number>(n).fill(0);
  let total = 0;
  for (let path = 0; path < 1 << n; path++) {
    const at = (t: number): 0 | 1 => ((path >> t) & 1) as 0 | 1;
    let joint = at(0) === 0 ? lower : 1 - lower;
    for (let t = 1; t < n; t++) {
      const down = at(t - 1) === 0 ? model.p00 : model.p10;
      joint *= at(t) === 0 ? down : 1 - down;
    }
    for (let t = order; t < n; t++) {
      let error = series[t]! - model.means[at(t)];
      model.ar.forEach((phi, i) => {
        error -= phi * (series[t - 1 - i]! - model.means[at(t - 1 - i)]);
      });
      joint *= normalPdf(error / Math.sqrt(model.variance)) / Math.sqrt(model.variance);
    }
    total += joint;
    for (let t = 0; t < n; t++) if (at(t) === 1) weights[t] = weights[t]! + joint;
  }
  return { logLikelihood: Math.log(total), smoothed: weights.slice(order).map((weight) => weight / total) };
}

describe('switchingPath', () => {
  it('is the sum over every path of regimes', () => {
    const probability = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const value = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        probability,
        probability,
        value,
        value,
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { maxLength: 3 }),
        fc.array(value, { minLength: 5, maxLength: 8 }),
        (p00, p10, first, second, variance, ar, series) => {
          const model: SwitchingModel = { p00, p10, means: [first, second], variance, ar };
          const path = switchingPath(model, series);
          const exact = byEnumeration(model, series);
          if ('kind' in path) throw new Error(path.remedy);
          expect(path.logLikelihood).toBeCloseTo(exact.logLikelihood, 10);
          expect(path.smoothed).toHaveLength(exact.smoothed.length);
          path.smoothed.forEach((share, i) => {
            expect(share).toBeCloseTo(exact.smoothed[i]!, 10);
          });
          expect(path.filtered.at(-1)).toBeCloseTo(path.smoothed.at(-1)!, 12);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('knows nothing of the future in what it filters', () => {
    const { series } = simulate(MODEL, 60, 1);
    const whole = switchingPath(MODEL, series);
    const cut = switchingPath(MODEL, [...series.slice(0, 30), ...Array<number>(30).fill(3)]);
    if ('kind' in whole || 'kind' in cut) throw new Error('refused');
    expect(cut.filtered.slice(0, 28)).toEqual(whole.filtered.slice(0, 28));
    expect(cut.filtered[28]).not.toBe(whole.filtered[28]);
  });

  it('refuses a series that is too short, or that the model rules out', () => {
    expect(switchingPath(MODEL, [1, 2])).toMatchObject({ kind: 'refused', field: 'series', value: 2 });
    expect(switchingPath(MODEL, [0, 0, 1e200, 0])).toMatchObject({ kind: 'refused', field: 'series' });
    expect(switchingPath(MODEL, [0, 0, Number.NaN])).toMatchObject({ kind: 'refused', field: 'series' });
  });
});

describe('fitMarkovSwitching', () => {
  it('finds what made a long series, and is likelier than it', () => {
    const { series, regimes } = simulate(MODEL, 1_500, 7);
    const fit = fitMarkovSwitching(series, 2);
    const truth = switchingPath(MODEL, series);
    if ('kind' in fit || 'kind' in truth) throw new Error('refused');
    expect(fit.logLikelihood).toBeGreaterThan(truth.logLikelihood);
    expect(fit.logLikelihood - truth.logLikelihood).toBeLessThan(15);
    expect(Math.abs(fit.p00 - MODEL.p00)).toBeLessThan(0.06);
    expect(Math.abs(fit.p10 - MODEL.p10)).toBeLessThan(0.03);
    expect(Math.abs(fit.means[0] - MODEL.means[0])).toBeLessThan(0.1);
    expect(Math.abs(fit.means[1] - MODEL.means[1])).toBeLessThan(0.1);
    expect(Math.abs(fit.ar[0]! - 0.3)).toBeLessThan(0.06);
    expect(Math.abs(fit.ar[1]! + 0.2)).toBeLessThan(0.06);
    const right = fit.smoothed.filter((share, i) => share > 0.5 === (regimes[i + 2] === 1)).length;
    expect(right / fit.smoothed.length).toBeGreaterThan(0.95);
  });

  it('names the regimes by their means, whatever the sign of the series', () => {
    const { series } = simulate({ ...MODEL, ar: [] }, 400, 3);
    const [up, down] = [
      fitMarkovSwitching(series, 0),
      fitMarkovSwitching(
        series.map((y) => -y),
        0,
      ),
    ];
    if ('kind' in up || 'kind' in down) throw new Error('refused');
    expect(up.means[0]).toBeLessThan(up.means[1]);
    expect(down.means[0]).toBeCloseTo(-up.means[1], 4);
    expect(down.p00).toBeCloseTo(1 - up.p10, 4);
    expect(down.p10).toBeCloseTo(1 - up.p00, 4);
  });

  it('refuses what cannot be fitted, and says what could', () => {
    const series = Array.from({ length: 60 }, (_, i) => i % 7);
    expect(fitMarkovSwitching(series, 7)).toMatchObject({ kind: 'refused', field: 'order' });
    expect(fitMarkovSwitching(series.slice(0, 39), 4)).toMatchObject({ field: 'series', value: 39 });
    expect(fitMarkovSwitching([...series, Infinity], 1)).toMatchObject({ field: 'series', value: Infinity });
    expect(fitMarkovSwitching(Array<number>(60).fill(3), 1)).toMatchObject({ field: 'series', value: 0 });
  });
});

describeWithShared("Hamilton's model of GNP", () => {
  const path = sharedPath('data', 'reference', 'hamilton_rgnp.json');

  it('has the published estimates, likelihood and probabilities', () => {
    const { series, order4, ar4_filtered_regime1, ar4_smoothed_regime1 } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    const fit = fitMarkovSwitching(series, 4);
    if ('kind' in fit) throw new Error(fit.remedy);
    const reached = [fit.p00, fit.p10, ...fit.means, fit.variance, ...fit.ar];
    const { p00, p10, mu0, mu1, sigma2, phi } = order4;
    [p00, p10, mu0, mu1, sigma2, ...phi].forEach((value: number, i) => {
      expect(Math.abs(reached[i]! - value)).toBeLessThan(5e-6);
    });
    expect(Math.abs(fit.logLikelihood - order4.loglik)).toBeLessThan(1e-5);
    // The regimes last 4.076 and 10.426 quarters.
    expect(1 / (1 - fit.p00)).toBeCloseTo(4.076, 3);
    expect(1 / fit.p10).toBeCloseTo(10.426, 3);
    for (const [mine, theirs] of [
      [fit.filtered, ar4_filtered_regime1],
      [fit.smoothed, ar4_smoothed_regime1],
    ]) {
      expect(mine).toHaveLength(131);
      mine.forEach((share: number, i: number) => {
        expect(Math.abs(share - theirs[i])).toBeLessThan(1e-5);
      });
    }
  });
});
