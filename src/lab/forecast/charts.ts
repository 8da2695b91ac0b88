import type { Reading } from '../../forecast/reading.ts';
import { normalQuantile } from '../../math/normal-quantile.ts';
import { DAY } from '../../units/time.ts';
import type { Chart, Series } from '../experiment.ts';
import { type Contest, DEFAULT, WEEKDAY } from './contest.ts';
import type { Inputs } from './inputs.ts';

/** A day's variance as vol in percent a year. */
function vol(variance: number): number {
  return 100 * Math.sqrt(365 * variance);
}

/** QLIKE that the default forecaster has not lost so far, against log-HAR with weekdays. */
function lead({ asset, scores, start }: Contest, readings: readonly Reading[]): Series {
  const [own, other] = [scores.get(DEFAULT)?.qlike ?? [], scores.get(WEEKDAY)?.qlike ?? []];
  let sum = 0;
  const points = own.map((loss, i): readonly [number, number] => {
    sum += (other[i] as number) - loss;
    return [(readings[start + i]?.start ?? 0) + DAY, sum];
  });
  return { name: asset, points };
}

/** What was forecast for each day, its 5 % and 95 % quantiles around it, and what came. */
function forecastAndOutcome({ asset, walks, start, outcomes }: Contest, readings: readonly Reading[]): Chart {
  const z = normalQuantile(0.95);
  const points: (readonly [number, number])[] = [];
  const band: (readonly [number, number])[] = [];
  const came: (readonly [number, number])[] = [];
  for (let t = start; t < outcomes.length; t += 1) {
    const at = (readings[t]?.start ?? 0) + DAY;
    came.push([at, vol(outcomes[t] as number)]);
    const forecast = walks.get(DEFAULT)?.[t] ?? null;
    if (forecast === null) continue;
    const reach = z * Math.sqrt(forecast.spread);
    points.push([at, vol(forecast.variance)]);
    band.push([vol(Math.exp(forecast.log - reach)), vol(Math.exp(forecast.log + reach))]);
  }
  return {
    title: `${asset}: vol of the next day, forecast (5 % to 95 %) and realised`,
    kind: 'line',
    x: 'day',
    y: '% a year',
    time: true,
    series: [
      { name: 'forecast', points, band },
      { name: 'realised', points: came },
    ],
  };
}

/** What the report draws of the one-day contests. */
export function chartsOf(
  contests: readonly Contest[],
  days: readonly (readonly Reading[])[],
  { assets }: Inputs,
): readonly Chart[] {
  const readingsOf = ({ asset }: Contest): readonly Reading[] =>
    days[assets.findIndex(({ name }) => name === asset)] ?? [];
  return [
    {
      title: 'One day ahead: QLIKE gained on log-HAR with weekdays, so far',
      kind: 'line',
      x: 'day',
      y: 'sum of QLIKE',
      time: true,
      series: contests.map((contest) => lead(contest, readingsOf(contest))),
    },
    ...contests.map((contest) => forecastAndOutcome(contest, readingsOf(contest))),
  ];
}
