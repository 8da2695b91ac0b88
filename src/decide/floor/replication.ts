import type { Refused } from '../../pricing/refused.ts';
import { endCost, runningCost, shortfall } from './following.ts';
import { puttingFloor, type SyntheticPut } from './synthetic-put.ts';
import { type Need, type Outlook, priced, type Way } from './way.ts';

/**
 * Falls by a tenth that leave no time to trade. Hours that fell so far came on 1.7 days a year for BTC and 4.0 for
 * ETH (hourly bars, 2018 to mid 2025), and some of their way could be traded.
 */
const FALLS_A_YEAR = 2;
/** Share of the loss allowed by which such a fall may at most break the floor, or the hedge is not left to trades. */
const BROKEN_AT_MOST = 0.25;

/** A floor held by trading the hedge instrument alone. */
export interface Replication {
  readonly way: Way;
  /** Delta of the hedge, and by how much it moves with the price; in base units. */
  readonly delta: number;
  readonly gamma: number;
  /** Lost beyond the floor in a sudden fall, as a share of the loss allowed. */
  readonly broken: number;
}

type Known = Outlook & { readonly vol: number };

/** Whether a sudden fall would break the floor by more than is allowed. */
export function isFragile({ broken }: Replication): boolean {
  return broken > BROKEN_AT_MOST;
}

/** What is traded from now on, in money, to get to the put's delta, to follow it and to let go of it at the end. */
function tradingCost(need: Need, put: SyntheticPut, known: Known): number {
  const { costRate, price, hedge } = known;
  const first = costRate * price * Math.abs(need.units * put.delta - hedge);
  const running = put.strike === null ? 0 : runningCost(need, put.strike, known);
  return first + running + endCost(need, put, known);
}

/**
 * Holds the floor by a put that is followed with its delta, at the forecast vol. Its strike is such that the least
 * that it leaves bears what it is expected to cost: its price, which is what its gamma loses, and its trades, a
 * third of which are known only with the strike; so that is found anew twice. As what has been gained and lost so
 * far is in the need, each decision finds the strike that still holds the floor. What it is worth is its price; what
 * it costs is trades, and falls that leave no time to trade. Refuses what the put refuses: a price, vol or time that
 * is none.
 */
export function replicationWay(need: Need, known: Known): Replication | Refused {
  const market = { price: known.price, vol: known.vol, years: need.years };
  let put = puttingFloor(need.perUnit, market);
  for (let i = 0; i < 2; i += 1) {
    if ('kind' in put) return put;
    put = puttingFloor(need.perUnit + tradingCost(need, put, known) / need.units, market);
  }
  if ('kind' in put) return put;
  const lost = shortfall(need, put, known);
  const bill = need.units * put.price;
  const way = priced({
    kind: 'replication',
    outlay: bill,
    worth: bill,
    trading: tradingCost(need, put, known),
    gap: FALLS_A_YEAR * need.years * lost,
    strike: put.strike,
    legs: [],
  });
  const broken = need.loss > 0 ? lost / need.loss : 0;
  return { way, delta: need.units * put.delta, gamma: need.units * put.gamma, broken };
}
