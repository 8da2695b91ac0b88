/** What decisions to trade ask of `route`, with the room that limits leave. */
import type { HedgeDecision } from '../decide/decide.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { lotDelta } from '../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import { type InstrumentExposure, reducibleLots, roomLots } from '../guard/exposure.ts';
import type { RouteRequest } from '../route/route.ts';
import { roundInteger } from '../units/rounding.ts';
import { lots } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import type { EngineState } from './state.ts';

export type TradingDecision = Exclude<HedgeDecision, { kind: 'hold' }>;
type Room = RouteRequest['room'];

const FLAT: InstrumentExposure = { position: 0, buys: 0, sells: 0 };

/** Lots worth `lotWorth` each that fit under `limit`. */
function lotsUnder(limit: number, lotWorth: number): number {
  return roundInteger(Math.min(limit / lotWorth, Number.MAX_SAFE_INTEGER), 'down');
}

function smaller(a: Room, b: Room): Room {
  return b.lots < a.lots ? b : a;
}

/** Room in the direction of `sign`, at the same price that the guard will check it at. */
function roomOf(
  state: EngineState,
  decision: TradingDecision,
  exposure: InstrumentExposure,
  lotWorth: number,
  budget: number,
): Room {
  const { maxOrderNotional, maxPositionNotional } = state.config.limits;
  const sign = Math.sign(decision.trade);
  const order: Room = { lots: lots(lotsUnder(maxOrderNotional, lotWorth)), limit: 'maxOrderNotional' };
  if (decision.kind === 'halt') {
    return smaller(order, { lots: lots(reducibleLots(exposure, sign)), limit: 'reduceOnly' });
  }
  const position = roomLots(exposure, sign, lotsUnder(maxPositionNotional, lotWorth));
  const room = smaller(order, { lots: lots(position), limit: 'maxPositionNotional' });
  return smaller(room, { lots: lots(lotsUnder(Math.max(0, budget), lotWorth)), limit: 'maxHourlyTurnover' });
}

/** The request that `decision` comes to, or what it lacks. `budget` is what may still be ordered this hour. */
export function requestOf(
  state: EngineState,
  decision: TradingDecision,
  marks: Marks,
  snapshot: MarketSnapshot,
  exposure: Readonly<Record<InstrumentId, InstrumentExposure>>,
  budget: number,
): RouteRequest | string {
  const { underlying, trade } = decision;
  const hedge = state.profiles[underlying]?.hedge ?? '';
  const instrument = state.instruments[hedge];
  const quote = snapshot.quotes[hedge];
  if (instrument === undefined || quote === undefined) return `${hedge} is not listed, or has no price`;
  const terms = state.config.venues.find((venue) => venue.id === instrument.venue);
  if (terms === undefined) return `the terms of venue ${instrument.venue} are not known`;
  const rate = marks.rates[instrument.quote];
  if (rate === undefined) return `the rate of ${instrument.quote} is not known`;
  const price = mid(quote);
  const lotWorth = lotDelta(instrument, price) * price * rate;
  const room = roomOf(state, decision, exposure[hedge] ?? FLAT, lotWorth, budget);
  return { underlying, trade, instrument, terms, room, reduceOnly: decision.kind === 'halt', rate };
}
