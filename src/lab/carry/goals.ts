import type { Goal, Peer } from '../experiment.ts';
import { type Contest, FIXED } from './contest.ts';

const COINS_WANTED = 2;
const EXPOSURE_LEAST = 0.25;

/** Whether ours was there often enough, and returned no less than the best of the fixed rules. */
function isKept({ own, best }: Contest): boolean {
  return own.exposure >= EXPOSURE_LEAST && best.advantage !== null && best.advantage >= 0;
}

export function oosGoal(contests: readonly Contest[]): Goal {
  const kept = contests.filter(isKept).length;
  return {
    id: 'carry.oos',
    target: COINS_WANTED,
    reached: contests.length === 0 ? null : kept,
    met: kept >= COINS_WANTED,
    what:
      'coins on which something was held on a quarter of the days or more, and return over cash was not below ' +
      'that of the best fixed rule at the same expected shortfall; at least the target',
  };
}

export function peersOf(contests: readonly Contest[]): readonly Peer[] {
  return contests.flatMap(({ coin, own, fixed, best }) => [
    { name: `${coin}: exposure, share of days`, reached: own.exposure },
    { name: `${coin}: return over cash a year, as it was held`, reached: own.excess },
    ...FIXED.map((rule) => ({
      name: `${coin}: return over cash a year, ${rule}`,
      reached: fixed.get(rule)?.excess ?? null,
    })),
    {
      name: `${coin}: return a year above ${best.rule} at the lesser shortfall of the two`,
      reached: best.advantage,
    },
    { name: `${coin}: below it lie 5 % of that, resampled`, reached: best.resampled?.low ?? null },
    { name: `${coin}: share of them below 0`, reached: best.resampled?.p ?? null },
  ]);
}
