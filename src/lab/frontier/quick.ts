/** The quick check: BTC straddles of a week, one after the other, on 5-minute bars, against figures found before. */
import { mean, standardDeviation } from '../../math/statistics.ts';
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import { DAY, MINUTE } from '../../units/time.ts';
import { emptyEdges, follow } from './follow.ts';
import { lifeReader } from './life.ts';
import type { CoinPath } from './market.ts';
import { policies } from './policies.ts';
import { COST_RATE } from './sweep.ts';
import { BASIS_POINTS } from './walk-forward.ts';

/** Policy, its number, and the cost and error found before, in basis points of notional a roll. */
const CASES: readonly (readonly [policy: string, value: number, cost: number, error: number])[] = [
  ['clock', 1 / 3, 73, 46],
  ['fixed-band', 0.08, 28, 37],
  ['fixed-band', 0.05, 37, 24],
  ['whalley-wilmott', 100, 21, 41],
  ['whalley-wilmott', 1000, 31, 23],
  ['zakamouline', 100, 35, 24],
];
const WEEK = 7 * DAY;
const MONDAY = 4 * DAY;
const BAR = 5 * MINUTE;

/** Places of the closes at which each week begins and ends, as long as bars are of five minutes. */
function weeksOf({ at }: CoinPath): readonly (readonly [number, number])[] {
  const bars = WEEK / BAR;
  const places: (readonly [number, number])[] = [];
  let from = at.findIndex((time) => (time - MONDAY) % WEEK === 0);
  while (from >= 0 && (at[from + bars] as number) - (at[from] as number) === WEEK) {
    places.push([from, from + bars]);
    from += bars;
  }
  return places;
}

/**
 * Cost and standard deviation across rolls of what each hedge gained beyond the free one, marked at realised vol;
 * empty where `path` has no five-minute bars.
 */
export function quickCheck(path: CoinPath): readonly object[] {
  const places = weeksOf(path).filter(([from]) => !Number.isNaN(path.realised[from] as number));
  if (places.length < 2) return [];
  const capacity = WEEK / BAR;
  const reader = lifeReader(typescriptKernel(), capacity);
  const edges = emptyEdges(capacity);
  const costs = CASES.map((): number[] => []);
  const gains = CASES.map((): number[] => []);
  for (const [from, to] of places) {
    const life = reader.read(path, from, to, path.realised);
    for (const [i, [name, value]] of CASES.entries()) {
      policies.find((policy) => policy.name === name)?.prepare(life, COST_RATE)(value, edges);
      const { cost, gain } = follow(life, edges, COST_RATE);
      costs[i]?.push(BASIS_POINTS * cost);
      gains[i]?.push(BASIS_POINTS * gain);
    }
  }
  return CASES.map(([policy, value, costBefore, errorBefore], i) => ({
    ...{ kind: 'quick-check', coin: path.coin, policy, value, rolls: places.length },
    ...{ cost: mean(costs[i] ?? []), costBefore },
    ...{ error: standardDeviation(gains[i] ?? []), errorBefore },
  }));
}
