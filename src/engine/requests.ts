/** What decisions to trade ask of `route`, with the room that limits leave. */
import type { HedgeDecision } from '../decide/decide.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { lotDelta, notional } from '../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import { type InstrumentExposure, reducibleLots, roomLots } from '../guard/exposure.ts';
import type { RouteRequest } from '../route/route.ts';
import { roundInteger } from '../units/rounding.ts';
import { lots } from '../units/units.ts';
import { type Marks, spotIn } from '../value/marks.ts';
import type { EngineState } from './state.ts';

export type TradingDecision = Exclude<HedgeDecision, { kind: 'hold' }>;

/** One trade of a decision: in the profile's hedge, unless it says in what. */
export type Order = Pick<TradingDecision, 'kind' | 'underlying' | 'trade'> & {
  readonly instrument?: InstrumentId;
};

/** The trades of `decision`, first that of the hedge. */
export function ordersOf(decision: TradingDecision): readonly Order[] {
  const { kind, underlying, trade, also } = decision;
  if (also === undefined) return [decision];
  const others = also.map((one): Order => ({ kind, underlying, ...one }));
  return trade === 0 ? others : [{ kind, underlying, trade }, ...others];
}

type Room = RouteRequest['room'];

const FLAT: InstrumentExposure = { position: 0, buys: 0, sells: 0 };

/** Lots worth `lotWorth` each that fit under `limit`. */
function lotsUnder(limit: number, lotWorth: number): number {
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

/** The request that `order` comes to, or what it lacks. `budget` is what may still be ordered this hour. */
export function requestOf(
  state: EngineState,
  order: Order,
  marks: Marks,
  snapshot: MarketSnapshot,
  exposure: Readonly<Record<InstrumentId, InstrumentExposure>>,
  budget: number,
): RouteRequest | string {
  const { kind, underlying, trade } = order;
  const id = order.instrument ?? state.profiles[underlying]?.hedge ?? '';
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
  return { underlying, trade, instrument, terms, room, reduceOnly: kind === 'halt', rate, index };
}

/**
 * What `request` would turn over if all that it wants and has room for were ordered, in the reporting currency: at the
 * price that the guard will count its leg at. One that a limit keeps from trading takes nothing from the others.
 */
export function spendOf(
  { instrument, trade, room, index, rate }: RouteRequest,
  { quotes }: MarketSnapshot,
): number {
  const quote = quotes[instrument.id];
  if (quote === undefined) return 0;
  const price = mid(quote);
  const size = Math.min(Math.abs(trade), room.lots * lotDelta(instrument, price));
  return size * (instrument.kind === 'option' ? index : price) * rate;
}
