/** What decisions to trade ask of `route`, with the room that limits leave. */
import type { HedgeDecision } from '../decide/decide.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { lotDelta, notional } from '../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import { type InstrumentExposure, reducibleLots, roomLots } from '../guard/exposure.ts';
import type { MarginKnown } from '../guard/protection/barrier.ts';
import type { ChoiceRequest } from '../route/choice.ts';
import type { RouteRequest } from '../route/leg.ts';
import type { Choice } from '../route/plan.ts';
import { roundInteger } from '../units/rounding.ts';
import { lots } from '../units/units.ts';
import { type Marks, spotIn } from '../value/marks.ts';
import { levelOf } from './breakers.ts';
import { isKnown } from './exposure.ts';
import { marginRoomOf } from './protection/room.ts';
import { restsUntil } from './resting.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

export type TradingDecision = Exclude<HedgeDecision, { kind: 'hold' }>;

/** One trade of a decision: in the profile's hedge, unless it says in what. */
export type Order = Pick<TradingDecision, 'kind' | 'underlying' | 'trade'> & {
  readonly instrument?: InstrumentId;
  /** How far outside its region delta is, in half-widths of it. */
  readonly outside: number;
};

function outsideOf({ delta, lower, upper }: TradingDecision['because']): number {
  const beyond = Math.max(0, delta - upper, lower - delta);
  return beyond === 0 ? 0 : (2 * beyond) / (upper - lower);
}

/** The trades of `decision`, first that of the hedge. */
export function ordersOf(decision: TradingDecision): readonly Order[] {
  const { kind, underlying, trade, also = [], because } = decision;
  const outside = outsideOf(because);
  const others = also.map((one): Order => ({ kind, underlying, outside, ...one }));
  return trade === 0 && others.length > 0 ? others : [{ kind, underlying, trade, outside }, ...others];
}

type Room = RouteRequest['room'];

const FLAT: InstrumentExposure = { position: 0, buys: 0, sells: 0 };

/** Lots worth `lotWorth` each that fit under `limit`. */
export function lotsUnder(limit: number, lotWorth: number): number {
  return roundInteger(Math.min(limit / lotWorth, Number.MAX_SAFE_INTEGER), 'down');
}

function smaller(a: Room, b: Room): Room {
  return b.lots < a.lots ? b : a;
}

/** Room in the direction of `sign`, at the same price that the guard will check it at, but for the turnover. */
function roomOf(
  { config }: EngineState,
  kind: Order['kind'],
  sign: number,
  exposure: InstrumentExposure,
  lotWorth: number,
): Room {
  const { maxOrderNotional, maxPositionNotional } = config.limits;
  const order: Room = { lots: lots(lotsUnder(maxOrderNotional, lotWorth)), limit: 'maxOrderNotional' };
  if (kind === 'halt') {
    return smaller(order, { lots: lots(reducibleLots(exposure, sign)), limit: 'reduceOnly' });
  }
  const position = roomLots(exposure, sign, lotsUnder(maxPositionNotional, lotWorth));
  return smaller(order, { lots: lots(position), limit: 'maxPositionNotional' });
}

/** Room to sell and to buy an instrument with `exposure`, whose lots are worth `lotWorth`, before turnover is asked. */
export function roomsOf(
  state: EngineState,
  kind: Order['kind'],
  exposure: InstrumentExposure | undefined,
  lotWorth: number,
): { readonly sell: Room; readonly buy: Room } {
  const room = (sign: number): Room => roomOf(state, kind, sign, exposure ?? FLAT, lotWorth);
  return { sell: room(-1), buy: room(1) };
}

/** The request that `order`, made with `id` alone, comes to, or what it lacks. */
function requestIn(
  id: InstrumentId,
  state: EngineState,
  order: Order,
  { marks, snapshot, exposure, budget, margin }: Knowing,
): RouteRequest | string {
  const { kind, underlying, trade } = order;
  const instrument = state.instruments[id];
  const quote = snapshot.quotes[id];
  if (instrument === undefined || quote === undefined) return `${id} is not listed, or has no price`;
  // The guard would refuse it, and with it all that else is to be traded.
  if (quote.quality !== 'fresh') return `the price of ${id} is ${quote.quality}`;
  const terms = state.config.venues.find((venue) => venue.id === instrument.venue);
  if (terms === undefined) return `the terms of venue ${instrument.venue} are not known`;
  const rate = marks.rates[instrument.quote];
  if (rate === undefined) return `the rate of ${instrument.quote} is not known`;
  const index = spotIn(marks, instrument.base, instrument.quote) ?? 0;
  const lotWorth = notional(instrument, lots(1), mid(quote), index) * rate;
  if (!(lotWorth > 0 && lotWorth < Infinity)) return `what a lot of ${id} is worth is not known`;
  const plain = roomOf(state, kind, Math.sign(trade), exposure[id] ?? FLAT, lotWorth);
  const left: Room = { lots: lots(lotsUnder(Math.max(0, budget), lotWorth)), limit: 'maxHourlyTurnover' };
  const room = kind === 'halt' ? plain : smaller(plain, left);
  const request = { underlying, trade, instrument, terms, room, reduceOnly: kind === 'halt', rate, index };
  if (kind === 'halt') return request;
  const wanted = trade / lotDelta(instrument, mid(quote));
  const known = margin === undefined ? undefined : marginRoomOf(margin, instrument, wanted, lotWorth, marks);
  const isCautious = levelOf(state) === 'cautious';
  // While the breakers are cautious, or the account is near liquidation, only what makes a position smaller may take.
  const isBarred = isCautious || typeof known?.bar === 'string';
  const reducible = isBarred ? reducibleLots(exposure[id] ?? FLAT, Math.sign(trade)) : 0;
  if (reducible > 0) {
    const least = smaller(room, { lots: lots(reducible), limit: 'reduceOnly' });
    return { ...request, room: least, reduceOnly: true };
  }
  if (typeof known?.bar === 'string') return known.bar;
  if (instrument.kind === 'option' && isCautious)
    return `the breakers are cautious: ${id} may not be opened by taking`;
  const free: Room = { lots: lots(known?.lots ?? Number.MAX_SAFE_INTEGER), limit: 'freeCollateral' };
  const cost = (known?.rate ?? 0) * (state.config.capitalCost ?? 0);
  const priced = { ...request, room: smaller(room, free), ...(cost > 0 && { marginCost: cost }) };
  if (instrument.kind === 'option') return priced;
  const restUntil = restsUntil(state, id, snapshot.at, order.outside);
  return restUntil === null ? priced : { ...priced, restUntil };
}

/** What requests are made of beside the decision. */
export interface Knowing {
  readonly marks: Marks;
  readonly snapshot: MarketSnapshot;
  readonly exposure: Readonly<Record<InstrumentId, InstrumentExposure>>;
  /** What may still be ordered this hour, in the reporting currency. */
  readonly budget: number;
  /** How accounts stand; absent where none is protected. */
  readonly margin?: MarginKnown | undefined;
}

/** The request that `order` comes to, or what it lacks. */
export function requestOf(
  state: EngineState,
  order: Order,
  knowing: Knowing,
): RouteRequest | ChoiceRequest | string {
  const profile = state.profiles[order.underlying];
  if (order.instrument !== undefined) return requestIn(order.instrument, state, order, knowing);
  if (profile?.orHedge === undefined) return requestIn(profile?.hedge ?? '', state, order, knowing);
  const ways: RouteRequest[] = [];
  const left: Choice['left'][number][] = [];
  for (const id of waysOf(profile)) {
    const venue = state.instruments[id]?.venue ?? '';
    const found = isKnown(state, venue)
      ? requestIn(id, state, order, knowing)
      : `venue ${venue} has yet to report`;
    if (typeof found === 'string') left.push({ instrument: id, why: found });
    else ways.push(found);
  }
  if (ways.length === 0) return left.map(({ instrument, why }) => `${instrument}: ${why}`).join('; ');
  const taking = ways.filter(({ restUntil }) => restUntil === undefined);
  if (taking.length === 0) return cheapestRest(ways);
  return { underlying: order.underlying, ways: taking, left, ...cutTo(order, taking, knowing.budget) };
}

/** Nobody knows where others will come to us first: what rests does so where it costs the least. */
function cheapestRest(ways: readonly RouteRequest[]): RouteRequest {
  return ways.reduce((best, way) => (way.terms.makerFee < best.terms.makerFee ? way : best));
}

/** The trade of `order`, no more of it than the hour's `budget` pays for. */
function cutTo(
  { kind, trade }: Order,
  ways: readonly RouteRequest[],
  budget: number,
): Pick<ChoiceRequest, 'trade' | 'cutBy'> {
  const worth = Math.max(...ways.map(({ index, rate }) => index * rate));
  const most = kind === 'halt' || !(worth > 0) ? Infinity : Math.max(0, budget) / worth;
  return Math.abs(trade) <= most
    ? { trade, cutBy: null }
    : { trade: Math.sign(trade) * most, cutBy: 'maxHourlyTurnover' };
}

/**
 * What `request` would turn over if all that it wants and has room for were ordered, in the reporting currency: at the
 * price that the guard will count its leg at. One that a limit keeps from trading takes nothing from the others.
 */
export function spendOf(request: RouteRequest | ChoiceRequest, snapshot: MarketSnapshot): number {
  if ('ways' in request) {
    // All of the trade at the dearest, but no more than there is room for together.
    const ways = request.ways.map((way) => ({ ...way, trade: request.trade }));
    const room = ways.reduce((sum, way) => sum + spendOf(way, snapshot), 0);
    return Math.min(room, Math.abs(request.trade) * Math.max(...ways.map(({ index, rate }) => index * rate)));
  }
  const { instrument, trade, room, index, rate } = request;
  const { quotes } = snapshot;
  const quote = quotes[instrument.id];
  if (quote === undefined) return 0;
  const price = mid(quote);
  const size = Math.min(Math.abs(trade), room.lots * lotDelta(instrument, price));
  return size * (instrument.kind === 'option' ? index : price) * rate;
}
