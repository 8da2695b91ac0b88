/** One order of a plan: its size, its price bound and what it is expected to cost. */
import type { ExecutionSettings, VenueTerms } from '../domain/config.ts';
import type { Level } from '../domain/depth.ts';
import { baseSize, type Instrument, lotDelta, notional } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, type Quote } from '../domain/market.ts';
import { optionFee, optionSlippage } from '../domain/option-terms.ts';
import { toLots, toTick } from '../units/rounding.ts';
import { HOUR, later, YEAR } from '../units/time.ts';
import type { Lots, Millis } from '../units/units.ts';
import type { ExpectedCost, Leg } from './plan.ts';

/** What one underlying's trade is to be made of. */
export interface RouteRequest {
  readonly underlying: string;
  /** Signed trade in base units, of an option in those that it is a claim on. */
  readonly trade: number;
  readonly instrument: Instrument;
  readonly terms: VenueTerms;
  /** Most lots that limits leave room for in the trade's direction, and which limit that is. */
  readonly room: { readonly lots: Lots; readonly limit: NonNullable<Leg['cutBy']> };
  readonly reduceOnly: boolean;
  /** Until when it is to rest at the touch; absent: it takes at once. Of no option. */
  readonly restUntil?: Millis;
  /** What one unit of the instrument's quote is worth in the reporting currency. */
  readonly rate: number;
  /** What one base unit is worth in the instrument's quote: options are sized, charged and bounded by it. */
  readonly index: number;
  /** What the margin that the trade takes up costs a year, as a fraction of its notional; absent: nothing. */
  readonly marginCost?: number;
}

/** How long a hedge is taken to be held where it is asked what holding it costs: the longest funding interval. */
export const LIFE: number = 8 * HOUR;

/**
 * What a taker of `size` base units pays beyond the top of the book, walking `levels`, in quote units; what the
 * ladder does not hold is taken at its last level. `inBase` is what a level's own size comes to in base units.
 */
function walkCost(levels: readonly Level[], size: number, inBase: (level: Level) => number): number {
  const top = levels[0]?.price ?? 0;
  let left = size;
  let cost = 0;
  let last = top;
  for (const level of levels) {
    const taken = Math.min(left, inBase(level));
    cost += taken * Math.abs(level.price - top);
    left -= taken;
    last = level.price;
    if (left <= 0) break;
  }
  return cost + left * Math.abs(last - top);
}

/** Cost of `size` base units beyond the top of the ladder, in units of price; 0 where there is no ladder. */
function depthCost(instrument: Instrument, snapshot: MarketSnapshot, size: number, buys: boolean): number {
  const ladder = snapshot.depth[instrument.id];
  if (ladder === undefined) return 0;
  return walkCost(buys ? ladder.asks : ladder.bids, size, (level) => baseSize(instrument, level));
}

/** Expected cost of `count` lots now, in the reporting currency. `price` is the mid. */
export function expectedCost(
  request: RouteRequest,
  snapshot: MarketSnapshot,
  quote: Quote,
  count: Lots,
  price: number,
): ExpectedCost {
  const { instrument, terms, rate, index } = request;
  const isOption = instrument.kind === 'option';
  const size = Math.abs(count) * lotDelta(instrument, price);
  const worth = notional(instrument, count, price, index) * rate;
  // What one unit of the instrument's price comes to: an inverse option's is a coin.
  const unit = isOption && instrument.inverse ? index * rate : rate;
  const fee = isOption
    ? size * optionFee(instrument, price, index, terms.takerFee) * unit
    : worth * terms.takerFee;
  const spread = ((quote.ask - quote.bid) / 2) * size * unit;
  const depth = depthCost(instrument, snapshot, size, count > 0) * unit;
  const funding = Math.sign(count) * worth * (snapshot.funding[instrument.id]?.rate ?? 0);
  return withMargin(request, worth, { fee, spread, depth, funding, total: fee + spread + depth + funding });
}

/** `cost` of a trade of `worth`, with what holding its margin costs. */
function withMargin({ marginCost = 0 }: RouteRequest, worth: number, cost: ExpectedCost): ExpectedCost {
  if (marginCost === 0) return cost;
  const others = worth * marginCost * (LIFE / YEAR);
  return { ...cost, others, total: cost.total + others };
}

/**
 * Worst price that is still accepted: beyond the far side of the quote by what may be slipped, on the grid, never past
 * it. `maxSlippage` is a share of price, of an option its underlying's (see `optionSlippage`).
 */
function limitPrice(request: RouteRequest, quote: Quote, buys: boolean, maxSlippage: number): number {
  const { instrument, index } = request;
  const { tick } = instrument;
  const far = buys ? quote.ask : quote.bid;
  const worst =
    instrument.kind === 'option'
      ? far + (buys ? 1 : -1) * optionSlippage(instrument, far, index, maxSlippage)
      : far * (buys ? 1 + maxSlippage : 1 - maxSlippage);
  return buys ? toTick(worst, tick, 'down') : Math.max(tick, toTick(worst, tick, 'up'));
}

/** A request that can be met: its price and how many lots all of it would take. */
export interface Sized {
  readonly quote: Quote;
  readonly price: number;
  /** Signed. */
  readonly wanted: Lots;
}

/** What `request` comes to at `snapshot`, or why it comes to nothing. */
export function sizedOf(
  { instrument, trade, index }: RouteRequest,
  snapshot: MarketSnapshot,
): Sized | string {
  const quote = snapshot.quotes[instrument.id];
  if (quote === undefined) return `no price of ${instrument.id}`;
  const price = mid(quote);
  if (instrument.kind === 'option' && !(index > 0))
    return `no price of ${instrument.base} for ${instrument.id}`;
  if (trade < 0 && !(quote.bid > 0)) return `nobody bids for ${instrument.id}`;
  // Toward zero: what is less than a lot waits until it has grown to one.
  const wanted = toLots(trade / lotDelta(instrument, price), 1, 'toward-zero');
  return { quote, price, wanted };
}

/** The touch of our own side; undefined where there is none that the other side would not meet. */
function touchOf({ instrument, trade }: RouteRequest, { bid, ask }: Quote): number | undefined {
  const { tick } = instrument;
  const price = trade > 0 ? toTick(bid, tick, 'down') : toTick(ask, tick, 'up');
  const isInside = trade > 0 ? price > 0 && price < ask : price > bid && price < Infinity;
  return isInside ? price : undefined;
}

/** What `count` lots are expected to cost at the touch, where others come to us: a maker's fee, and funding. */
function restingCost(
  request: RouteRequest,
  snapshot: MarketSnapshot,
  count: Lots,
  price: number,
): ExpectedCost {
  const { instrument, terms, rate, index } = request;
  const worth = notional(instrument, count, price, index) * rate;
  const fee = worth * terms.makerFee;
  const funding = Math.sign(count) * worth * (snapshot.funding[instrument.id]?.rate ?? 0);
  return withMargin(request, worth, { fee, spread: 0, depth: 0, funding, total: fee + funding });
}

/** The order of `count` lots that rests at the touch until `request` has it end, or why none can. */
export function restingLegOf(
  request: RouteRequest,
  sized: Sized,
  count: Lots,
  cutBy: Leg['cutBy'],
  snapshot: MarketSnapshot,
  settings: ExecutionSettings,
): Leg | string {
  const limit = touchOf(request, sized.quote);
  if (limit === undefined) return `${request.instrument.id} has no touch to rest at`;
  const cost = restingCost(request, snapshot, count, sized.price);
  const leg = legOf(request, sized, count, { cost, cutBy }, snapshot.at, settings);
  return { ...leg, limit, deadline: request.restUntil ?? leg.deadline, postOnly: true };
}

/** The order of `count` lots, signed and not 0, that `request` leads to. */
export function legOf(
  request: RouteRequest,
  { quote, price }: Sized,
  count: Lots,
  told: Pick<Leg, 'cost' | 'cutBy'>,
  at: Millis,
  settings: ExecutionSettings,
): Leg {
  const { instrument, index, rate } = request;
  return {
    underlying: request.underlying,
    instrument: instrument.id,
    venue: instrument.venue,
    lots: count,
    limit: limitPrice(request, quote, count > 0, settings.maxSlippage),
    deadline: later(at, settings.orderLifeMs),
    reduceOnly: request.reduceOnly,
    reference: price,
    notional: notional(instrument, count, price, index) * rate,
    cost: told.cost,
    cutBy: told.cutBy,
  };
}
