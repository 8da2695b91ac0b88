/** Random venues for the tests of splitting, and what a plan costs by the plainest of counting. */
import type { Level } from '../../domain/depth.ts';
import type { Random } from '../../math/random.ts';
import type { BookCandidate, Candidate, PoolCandidate, SplitRequest } from './candidate.ts';
import type { PoolLiquidity } from './pool-ranges.ts';

export const REQUEST: SplitRequest = {
  ...{ need: 3, spot: 2_000, vol: 0.7, lifeYears: 2 / 365, capitalCost: 0.1 },
  ...{ latencyCoefficient: 0.4, unhedgedCost: 30 },
};

const TERMS = {
  ...{ deltaPerUnit: 1, fair: 2_000, rate: 1, lot: 0.01, minimum: 0, room: 1e9, fee: 0.0005, feePerUnit: 0 },
  ...{ gas: 0, latencyMs: 0, fundingPerYear: 0, marginRate: 0 },
};

export function ladder(price: number, step: number, sizes: readonly number[]): Level[] {
  return sizes.map((size, i) => ({ price: price + i * step, size }));
}

/** A book about 2,000 with `sizes` on both sides, a spread of 1 and levels of 1. */
export function book(
  id: string,
  sizes: readonly number[] = [5, 5, 5],
  terms: Partial<BookCandidate> = {},
): BookCandidate {
  const depth = { bids: ladder(1_999.5, -1, sizes), asks: ladder(2_000.5, 1, sizes) };
  return { ...TERMS, kind: 'book', id, depth, ...terms };
}

/** A pool about 2,000 with a liquidity of 4,000 in one range. */
export function pool(id: string, terms: Partial<PoolCandidate> = {}): PoolCandidate {
  const root = Math.sqrt(2_000);
  const liquidity: PoolLiquidity = { root, ranges: [{ lower: 40, upper: 50, liquidity: 4_000 }] };
  return { ...TERMS, kind: 'pool', id, pool: liquidity, ...terms };
}

/** What a random case is made of: small ones can be enumerated. */
export interface Shape {
  readonly venues: number;
  readonly levels: number;
  /** Lots in the need, at the most of lots of 0.1. */
  readonly lots: number;
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.int(from.length)] as T;
}

function randomBook(random: Random, id: string, shape: Shape): BookCandidate {
  const side = (sign: number): Level[] => {
    let price = 2_000 + sign * (random.next() * 1.5 - 0.2);
    return Array.from({ length: 1 + random.int(shape.levels) }, () => {
      price += sign * random.next() * pick(random, [0, 1, 4]);
      const size = pick(random, [0.1, 0.1, 0.2, 0.23, 0.6]) * (shape.lots / 10);
      return { price, size };
    });
  };
  const impact = { coefficient: 0.7, dailyVolume: 5_000 };
  return {
    ...book(id),
    ...(random.next() < 0.3 ? { impact } : {}),
    ...{ depth: { bids: side(-1), asks: side(1) }, ...randomTerms(random) },
    fee: pick(random, [-0.0001, 0, 0.0002, 0.0005, 0.001]),
    deltaPerUnit: pick(random, [1, 1, 1, 1, 0.5, -0.45]),
  };
}

function randomTerms(random: Random): Partial<BookCandidate> & Partial<PoolCandidate> {
  return {
    lot: pick(random, [0.1, 0.1, 0.1, 0.2, 0.25, 0.13]),
    minimum: pick(random, [0, 0, 0, 0.3, 0.5]),
    room: pick(random, [1e9, 1e9, 1e9, 0.5]),
    gas: pick(random, [0, 0, 0, 0.5, 2]),
    latencyMs: pick(random, [0, 20, 400]),
    fundingPerYear: pick(random, [0, 0, 0.1, -0.2, 2]),
    marginRate: pick(random, [0, 0.1]),
    feePerUnit: pick(random, [0, 0, 0.1]),
  };
}

function randomPool(random: Random, id: string): PoolCandidate {
  const root = Math.sqrt(2_000 + random.normal());
  const cuts = [root * 0.5, root * 0.9997, root * 0.9999, root * 1.0002, root * 1.0005, root * 2];
  const ranges = cuts
    .slice(1)
    .map((upper, i) => ({ lower: cuts[i] as number, upper, liquidity: random.next() * 2e5 }))
    .filter(() => random.next() < 0.9);
  const whole = [{ lower: 0, upper: Infinity, liquidity: 2e4 + random.next() * 2e5 }];
  return {
    ...pool(id),
    ...{ pool: { root, ranges: random.next() < 0.3 ? whole : ranges }, ...randomTerms(random) },
    fee: pick(random, [0, 0.0001, 0.0005, 0.003]),
  };
}

export function randomCase(random: Random, shape: Shape): { request: SplitRequest; venues: Candidate[] } {
  const venues = Array.from({ length: 1 + random.int(shape.venues) }, (_, i) =>
    random.next() < 0.3 ? randomPool(random, `pool ${i}`) : randomBook(random, `book ${i}`, shape),
  );
  const need = (random.next() < 0.5 ? 1 : -1) * (0.05 + random.next()) * shape.lots * 0.1;
  return { request: { ...REQUEST, need, unhedgedCost: pick(random, [0, 3, 10, 30, 1_000, 1_000]) }, venues };
}

/** Cost of base taken out of, or paid into, a pool: range after range by √P alone. */
function poolCost(
  { pool: { root, ranges }, fee = 0, fair }: PoolCandidate,
  units: number,
  buys: boolean,
): number {
  let left = buys ? units : units * (1 - fee);
  let quote = 0;
  for (const { lower, upper, liquidity } of buys ? ranges : ranges.toReversed()) {
    const from = buys ? Math.max(lower, root) : Math.min(upper, root);
    const to = buys ? upper : lower;
    if (liquidity === 0 || (buys ? to <= from : to >= from)) continue;
    const held = liquidity * Math.abs(1 / from - 1 / to);
    const taken = Math.min(left, held);
    const end = 1 / (1 / from + ((buys ? -1 : 1) * taken) / liquidity);
    // L(√b − √a) by the mean of both prices, as the difference of roots loses digits.
    quote += taken * from * end;
    left -= taken;
  }
  if (left > 1e-9) return Infinity;
  return buys ? quote / (1 - fee) - fair * units : fair * units - quote;
}

function bookCost({ depth, fee = 0, fair }: BookCandidate, units: number, buys: boolean): number {
  let left = units;
  let cost = 0;
  for (const { price, size } of buys ? depth.asks : depth.bids) {
    const taken = Math.min(left, size);
    cost += taken * ((buys ? price - fair : fair - price) + fee * price);
    left -= taken;
  }
  return left > 1e-9 ? Infinity : cost;
}

/** What `count` lots of `candidate` cost all in, infinite where it cannot be; written without regard to speed. */
export function plainCost(request: SplitRequest, candidate: Candidate, count: number): number {
  if (count === 0) return 0;
  const { lot, minimum, room, deltaPerUnit, rate, gas, feePerUnit, latencyMs, marginRate } = candidate;
  const units = count * lot;
  if (units < minimum - 1e-9 || units > room + 1e-9) return Infinity;
  const buys = deltaPerUnit > 0 === request.need > 0;
  const delta = units * Math.abs(deltaPerUnit);
  const { spot, vol, lifeYears, capitalCost, latencyCoefficient } = request;
  const traded =
    candidate.kind === 'book' ? bookCost(candidate, units, buys) : poolCost(candidate, units, buys);
  const funding = (buys ? 1 : -1) * candidate.fundingPerYear * lifeYears;
  const margin = marginRate * capitalCost * lifeYears;
  const latency = latencyCoefficient * vol * Math.sqrt(latencyMs / 1_000 / 86_400 / 365);
  let impact = 0;
  if (candidate.kind === 'book' && candidate.impact !== undefined) {
    const { coefficient, dailyVolume } = candidate.impact;
    impact = (2 / 3) * coefficient * (vol / Math.sqrt(365)) * Math.sqrt(delta / dailyVolume);
  }
  return (traded + feePerUnit * units) * rate + gas + (funding + margin + latency + impact) * delta * spot;
}

/** The least that `request` comes to over all whole lots of `venues`, one after the other. */
export function bruteForce(request: SplitRequest, venues: readonly Candidate[]): number {
  const need = Math.abs(request.need);
  const costs = venues.map((venue) => {
    const lot = venue.lot * Math.abs(venue.deltaPerUnit);
    const found: number[] = [];
    for (let count = 0; count * lot <= need + 1e-9 * lot; count += 1)
      found.push(plainCost(request, venue, count));
    return { lot, found };
  });
  let least = Infinity;
  const visit = (place: number, left: number, cost: number): void => {
    const venue = costs[place];
    if (venue === undefined) {
      least = Math.min(least, cost + Math.max(0, left) * request.unhedgedCost);
      return;
    }
    for (
      let count = 0;
      count < venue.found.length && count * venue.lot <= left + 1e-9 * venue.lot;
      count += 1
    ) {
      const added = venue.found[count] ?? Infinity;
      if (added < Infinity) visit(place + 1, left - count * venue.lot, cost + added);
    }
  };
  visit(0, need, 0);
  return least;
}

/** The least that one of `venues` by itself, or none, comes to. */
export function bestAlone(request: SplitRequest, venues: readonly Candidate[]): number {
  const alone = venues.map((venue) => bruteForce(request, [venue]));
  return Math.min(Math.abs(request.need) * request.unhedgedCost, ...alone);
}
