import type { Random } from '../../math/random.ts';
import type { Case, Market } from './cases.ts';
import { createTally, type Entropic } from './entropic.ts';
import type { Optimum } from './optimum.ts';
import { callAt, policyMaker } from './policies.ts';
import { priceGrid, type Regions, resample } from './regions.ts';
import { createBlock, simulate } from './simulate.ts';

/** A case and the best that can be done in it. */
export interface Solved extends Case {
  readonly optimum: Optimum;
}

/** A policy in a case: what it was simulated to need above the optimum. */
export interface PolicyRow extends Omit<Market, 'name'> {
  readonly part: 'policy';
  readonly market: string;
  readonly riskAversion: number;
  readonly policy: string;
  readonly blackScholes: number;
  readonly optimum: number;
  /** As simulated; this and what follows is null where a few paths alone make the expectation. */
  readonly entropicPrice: number | null;
  readonly standardError: number | null;
  /** The same with the optimal policy on the same paths as control variate. */
  readonly controlledPrice: number | null;
  /** Of that above the optimum, in % of the Black-Scholes price. */
  readonly excess: number | null;
  readonly excessError: number | null;
  readonly paths: number;
}

/** The optimal policy itself, simulated. */
export const OPTIMUM = 'optimum';

/** Small enough for a processor's cache to hold all policies' holdings. */
const BLOCK = 2000;
/** Of one pair of paths in an expectation, beyond which there is no telling what that is. */
const LARGEST_SHARE = 0.02;

interface Contestant {
  readonly policy: string;
  readonly solved: Solved;
  readonly regions: Regions;
  /** Of the same case. */
  readonly optimal: Regions;
}

/** How much is simulated. */
export interface Simulated {
  /** Of mirrored paths. */
  readonly pairs: number;
  /** On the grid that regions are known at; odd. */
  readonly prices: number;
}

function contestantsOf(market: Market, cases: readonly Solved[], prices: number): readonly Contestant[] {
  const grid = priceGrid(market, prices);
  const make = policyMaker(market, grid);
  const indifferent = make.indifferent();
  return cases.flatMap((solved) => {
    const optimal = resample(solved.optimum.regions, grid, market.steps);
    const averse = make.averse(solved.riskAversion);
    const all: Readonly<Record<string, Regions>> = { ...indifferent, ...averse, [OPTIMUM]: optimal };
    return Object.entries(all).map(([policy, regions]) => ({ policy, solved, regions, optimal }));
  });
}

function rowOf(market: Market, { policy, solved }: Contestant, found: Entropic, paths: number): PolicyRow {
  const { name, ...terms } = market;
  const blackScholes = callAt(1, market.vol, market.steps * market.step).price;
  const isTold = found.largestShare <= LARGEST_SHARE;
  const told = (value: number): number | null => (isTold ? value : null);
  const percent = 100 / blackScholes;
  return {
    ...{ part: 'policy', market: name, ...terms, riskAversion: solved.riskAversion, policy, paths },
    ...{ blackScholes, optimum: solved.optimum.price },
    ...{ entropicPrice: told(found.price), standardError: told(found.standardError) },
    controlledPrice: told(found.controlled),
    excess: told(percent * (found.controlled - solved.optimum.price)),
    excessError: told(percent * found.controlledError),
  };
}

/** Every policy in every one of `cases`, which are all in `market`, on the same mirrored paths. */
export function contest(
  market: Market,
  cases: readonly Solved[],
  { pairs, prices }: Simulated,
  random: Random,
  onProgress: (share: number) => void,
): readonly PolicyRow[] {
  const contestants = contestantsOf(market, cases, prices);
  const policies = [...new Set(contestants.map(({ regions }) => regions))];
  const tallies = contestants.map(({ solved }) => createTally(solved.riskAversion, solved.optimum.price));
  const blocks = Math.ceil(pairs / BLOCK);
  const block = createBlock(Math.ceil(pairs / blocks), policies.length);
  const lostBy = new Map(policies.map((regions, p) => [regions, block.losses[p] as Float64Array]));
  for (let b = 0; b < blocks; b++) {
    simulate(market, policies, random, block);
    contestants.forEach(({ regions, optimal }, c) => {
      const [own, best] = [lostBy.get(regions), lostBy.get(optimal)];
      if (own !== undefined && best !== undefined) tallies[c]?.add(own, best);
    });
    onProgress((b + 1) / blocks);
  }
  return contestants.flatMap((contestant, c) => {
    const found = tallies[c]?.result();
    return found === undefined ? [] : [rowOf(market, contestant, found, 2 * blocks * block.pairs)];
  });
}
