/** One underlying's trade, made wherever among several instruments it costs least. */
import type { ExecutionSettings } from '../domain/config.ts';
import type { Depth, Level } from '../domain/depth.ts';
import { baseSize, type Currency, lotDelta } from '../domain/instrument.ts';
import type { MarketSnapshot, Quote } from '../domain/market.ts';
import { YEAR } from '../units/time.ts';
import { LIFE, legOf, type RouteRequest, type Sized, sizedOf } from './leg.ts';
import type { Choice, ExpectedCost, Leg } from './plan.ts';
import type { BookCandidate, SplitRequest } from './split/candidate.ts';
import type { LegCost } from './split/explain.ts';
import { type SplitLeg, splitOrder } from './split/split.ts';

/** What one underlying's delta is to be traded with: any of several instruments, none of them an option. */
export interface ChoiceRequest {
  readonly underlying: Currency;
  /** Signed, in base units. */
  readonly trade: number;
  /** What made it smaller than the decision asked, if anything did. */
  readonly cutBy: Leg['cutBy'];
  /** Each as if it were to trade all of it by itself. */
  readonly ways: readonly RouteRequest[];
  /** Those that may take no part, and why. */
  readonly left: Choice['left'];
}

/** Expected loss of one standard deviation where only the bad half is filled at: 1/√(2π). */
const LATENCY_COEFFICIENT = 0.4;
/** Less of the trade than this is not worth an order of its own beside others, nor a word where it is left. */
const WORTH_A_LEG = 0.05;
/** Where a quote tells no size, its top is taken to hold whatever is wanted. */
const ANY_SIZE = 1e15;

interface Way {
  readonly request: RouteRequest;
  readonly sized: Sized;
}

function topOf({ bid, ask, bidSize, askSize }: Quote): Depth {
  const level = (price: number, size: number): readonly Level[] =>
    price > 0 ? [{ price, size: size > 0 ? size : ANY_SIZE }] : [];
  return { bids: level(bid, bidSize), asks: level(ask, askSize) };
}

/** The ladder in base units; the top of the book where there is no ladder that is good now. */
function ladderOf({ request, sized }: Way, { depth }: MarketSnapshot): Depth {
  const { instrument } = request;
  const told = depth[instrument.id];
  const { bids, asks } = told?.quality === 'fresh' ? told : topOf(sized.quote);
  const inBase = (level: Level): Level => ({ price: level.price, size: baseSize(instrument, level) });
  return { bids: bids.map(inBase), asks: asks.map(inBase) };
}

/** What one base unit is worth where it is traded, in the unit of its price. */
function fairOf({ request: { instrument, index }, sized }: Way): number {
  // What a dated future is worth beyond the index is its carry, which is neither lost nor won by holding it.
  return instrument.kind === 'future' || !(index > 0) ? sized.price : index;
}

/** Funding that longs pay, as a fraction a year. */
function fundingOf({ request: { instrument } }: Way, snapshot: MarketSnapshot): number {
  const told = snapshot.funding[instrument.id];
  return told?.quality === 'fresh' ? told.rate * (YEAR / told.intervalMs) : 0;
}

/**
 * How much more than its fee and its ladder the way costs that costs least so: what has a spread, stands apart from its
 * index and pays funding does so for whoever must hedge with it. Where to trade is weighed by that; whether to, is
 * decided already.
 */
function leastApart(trade: number, ways: readonly Way[], snapshot: MarketSnapshot): number {
  const sign = Math.sign(trade);
  const apart = ways.map((way) => {
    const { request, sized } = way;
    const held = fundingOf(way, snapshot) * (LIFE / YEAR) * fairOf(way);
    // From the far side of its quote: that is what the bound on slippage counts from.
    const far = sign > 0 ? sized.quote.ask : sized.quote.bid;
    return sign * (far - fairOf(way) + held) * request.rate;
  });
  return Math.max(0, Math.min(...apart));
}

function candidateOf(way: Way, trade: number, snapshot: MarketSnapshot): BookCandidate {
  const { request, sized } = way;
  const { instrument, terms, room, rate } = request;
  const lot = lotDelta(instrument, sized.price);
  return {
    kind: 'book',
    id: instrument.id,
    deltaPerUnit: 1,
    fair: fairOf(way),
    rate,
    lot,
    // What may only reduce has no more room than is held, however little that is.
    minimum: request.reduceOnly ? 0 : WORTH_A_LEG * Math.abs(trade),
    room: room.lots * lot,
    fee: terms.takerFee,
    feePerUnit: 0,
    gas: 0,
    latencyMs: 0,
    fundingPerYear: fundingOf(way, snapshot),
    marginRate: request.marginCost ?? 0,
    depth: ladderOf(way, snapshot),
  };
}

function costOf({ fee, spread, depth, impact, gas, funding, margin, latency, total }: LegCost): ExpectedCost {
  const others = impact + gas + margin + latency;
  const known = { fee, spread, depth, funding, total };
  return others === 0 ? known : { ...known, others };
}

/**
 * What is asked of the split. Leaving delta unhedged is as dear as the worst price that an order may be met at: the
 * decision has weighed the trade against its usual cost already, and beyond that bound no order would go.
 */
function askOf(
  { trade }: ChoiceRequest,
  ways: readonly Way[],
  snapshot: MarketSnapshot,
  { maxSlippage }: ExecutionSettings,
): SplitRequest {
  const spots = ways.map(
    ({ request, sized }) => (request.index > 0 ? request.index : sized.price) * request.rate,
  );
  const fees = ways.map(({ request }) => request.terms.takerFee);
  const spot = Math.max(...spots);
  return {
    need: trade,
    spot,
    vol: 0,
    lifeYears: LIFE / YEAR,
    // What a way's margin costs comes with it, in its rate.
    capitalCost: 1,
    latencyCoefficient: LATENCY_COEFFICIENT,
    unhedgedCost: spot * (maxSlippage + Math.max(0, ...fees)) + leastApart(trade, ways, snapshot),
  };
}

/** To six figures: for people. */
function rough(value: number): number {
  return Number(value.toPrecision(6));
}

export interface Chosen {
  readonly legs: readonly Leg[];
  readonly choice: Choice;
  /** What is left of the trade, and why; null where nothing is. */
  readonly why: string | null;
}

/** The legs that meet `request` at the least expected cost, or why there is none. */
export function choose(
  request: ChoiceRequest,
  snapshot: MarketSnapshot,
  settings: ExecutionSettings,
): Chosen | string {
  const ways: Way[] = [];
  const left = [...request.left];
  for (const way of request.ways) {
    const sized = sizedOf(way, snapshot);
    if (typeof sized === 'string') left.push({ instrument: way.instrument.id, why: sized });
    else ways.push({ request: way, sized });
  }
  if (ways.length === 0) return left.map(({ instrument, why }) => `${instrument}: ${why}`).join('; ');
  const ask = askOf(request, ways, snapshot, settings);
  const split = splitOrder(
    ask,
    ways.map((way) => candidateOf(way, request.trade, snapshot)),
  );
  if (split.kind === 'refused') return `${split.field} is ${split.value}: wanted ${split.remedy}`;
  for (const { id, why } of split.left)
    left.push({ instrument: id, why: `${why.field} is ${why.value}: wanted ${why.remedy}` });
  const legs = split.legs.flatMap((part) => {
    const way = ways.find(({ request: { instrument } }) => instrument.id === part.id);
    return way === undefined ? [] : [legFor(way, part, request.cutBy, snapshot, settings)];
  });
  const { remainder, because, marginal, cost, gap } = split;
  const choice = {
    underlying: request.underlying,
    need: request.trade,
    remainder,
    because,
    marginal,
    cost,
    gap,
    left,
  };
  // A remainder below a lot waits until it has grown to one, and is nothing to try again for.
  const least = Math.min(
    ...ways.map(({ request: { instrument }, sized }) => lotDelta(instrument, sized.price)),
  );
  const isOpen =
    because !== null && Math.abs(remainder) >= Math.max(least, WORTH_A_LEG * Math.abs(request.trade));
  const why = !isOpen ? null : `${rough(remainder)} of ${rough(request.trade)} is left: ${because}`;
  return { legs, choice, why };
}

function legFor(
  { request, sized }: Way,
  { lots: count, cost }: SplitLeg,
  cutBy: Leg['cutBy'],
  { at }: MarketSnapshot,
  settings: ExecutionSettings,
): Leg {
  const isFull = Math.abs(count) === request.room.lots;
  const told = { cost: costOf(cost), cutBy: isFull ? request.room.limit : cutBy };
  return legOf(request, sized, count, told, at, settings);
}
