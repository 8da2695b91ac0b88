import { describe, expect, it } from 'vitest';
import { fitGarch, type GarchFit } from '../../forecast/garch.ts';
import { drawnReadings } from '../../forecast/volatility-fixture.ts';
import { DAY } from '../../units/time.ts';
import { membersWithoutEvidence, rivalsAt } from './rivals.ts';
import { type Walk, walkGarch, walkMean, walkModel, walkRiskMetrics, walkWeighted } from './walk.ts';

const readings = drawnReadings(260, 'walks');
const variances = readings.map(({ variance }) => variance);

describe('walkRiskMetrics', () => {
  it('keeps .94 of the old and takes .06 of the new', () => {
    const walk = walkRiskMetrics(readings, 'variance');
    const third = 0.94 * (0.94 * variances[0]! + 0.06 * variances[1]!) + 0.06 * variances[2]!;
    expect(walk[2]!.variance).toBeCloseTo(third, 14);
    const moves = walkRiskMetrics(readings, 'move');
    expect(moves[0]!.variance).toBe(readings[0]!.move * readings[0]!.move);
    expect(walkRiskMetrics([{ ...readings[0]!, move: 0 }], 'move')).toEqual([null]);
  });
});

describe('walkGarch', () => {
  it('waits for a hundred returns, and forecasts the fit on all before', () => {
    const walk = walkGarch(readings, 1);
    expect(walk.findIndex((forecast) => forecast !== null)).toBe(99);
    const fit = fitGarch(readings.slice(0, 241).map(({ move }) => 100 * move)) as GarchFit;
    expect(walk[240]!.variance).toBeCloseTo(fit.next / 1e4, 12);
  });

  it('returns to the mean over a longer horizon', () => {
    const [near, far] = [walkGarch(readings, 1)[240]!.variance, walkGarch(readings, 200)[240]!.variance];
    const fit = fitGarch(readings.slice(0, 241).map(({ move }) => 100 * move)) as GarchFit;
    const mean = fit.omega / (1 - fit.alpha - fit.beta) / 1e4;
    expect(Math.abs(far - mean)).toBeLessThan(Math.abs(near - mean) + 1e-12);
  });
});

describe('walkMean and walkWeighted', () => {
  const point = (variance: number) => ({ variance, log: Math.log(variance), spread: 0.5 });
  const right: Walk = readings.map((_, t) =>
    t + 1 < variances.length ? point(variances[t + 1]!) : point(1e-3),
  );
  const wrong: Walk = readings.map(() => point(0.5));

  it('average, and have nothing where one has nothing', () => {
    expect(walkMean([right, wrong])[5]!.variance).toBeCloseTo((variances[6]! + 0.5) / 2, 14);
    expect(walkMean([right, [null, ...wrong.slice(1)]])[0]).toBeNull();
    expect(walkMean([])).toEqual([]);
  });

  it('learn who was right, after the fact', () => {
    const walk = walkWeighted([right, wrong], readings);
    expect(walk[0]!.variance).toBeCloseTo((variances[1]! + 0.5) / 2, 14);
    // One that says again what just came would look right if it were scored a period late.
    const stale: Walk = variances.map(point);
    const mixed = walkWeighted([right, stale], readings);
    const share = mixed.slice(100, 250).map((forecast, i) => {
      const [truth, last] = [variances[101 + i]!, variances[100 + i]!];
      return (forecast!.variance - last) / (truth - last);
    });
    expect(Math.min(...share)).toBeGreaterThan(0.6);
    expect(walk[200]!.variance / variances[201]!).toBeLessThan(1.2);
    expect(walkWeighted([right, readings.map(() => null)], readings)[7]).toBeNull();
  });
});

describe('every walk', () => {
  const later = drawnReadings(260, 'another');
  const lead = 30;
  const walks: Readonly<Record<string, (from: typeof readings) => Walk>> = {
    riskMetrics: (from) => walkRiskMetrics(from, 'variance'),
    garch: (from) => walkGarch(from, 7),
    ...Object.fromEntries(
      (['day', 'week', 'month'] as const).flatMap((horizon) => [
        ...Object.entries(rivalsAt(horizon, lead)).map(([name, spec]) => [
          `${horizon} ${name}`,
          (from: typeof readings) => walkModel(spec, from, DAY),
        ]),
      ]),
    ),
    members: (from) =>
      walkMean(membersWithoutEvidence('day', lead).map((spec) => walkModel(spec, from, DAY))),
    weighted: (from) =>
      walkWeighted(
        Object.values(rivalsAt('day', 1))
          .slice(0, 3)
          .map((spec) => walkModel(spec, from, DAY)),
        from,
      ),
  };

  it.each(Object.keys(walks))('knows nothing that has not happened: %s', (name) => {
    const cut = 180;
    const run = walks[name]!;
    const corrupt = readings.map((reading, t) => (t < cut ? reading : later[t]!));
    expect(run(corrupt).slice(0, cut)).toEqual(run(readings).slice(0, cut));
  });

  it('has a name of its own and one scale', () => {
    for (const horizon of ['hour', 'day', 'week', 'month'] as const) {
      const specs = rivalsAt(horizon, lead);
      expect(Object.keys(specs)).toContain('log-HAR');
      for (const { terms, scale } of Object.values(specs))
        expect(terms.some(({ kind }) => kind === 'level')).toBe(scale === 'level');
    }
  });
});
