import type { Instrument } from '../../domain/instrument.ts';
import type { OrderId, OrderRequest } from '../../domain/order.ts';
import { HOUR, later } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { baseOfLot } from '../greeks.ts';
import type { TrueOrder } from '../truth.ts';
import { rateOf } from './exposure.ts';
import { leastWorth } from './limits.ts';
import { outcomeOf } from './overshoot.ts';
import { protectionIn } from './protecting.ts';
import { createStanding } from './standing.ts';
import type { Checker, Finding, Witness } from './witness.ts';

/** For what rounding does to a sum of products. */
const TOLERANCE = 1 + 1e-9;

/** Lots, without sign, that an order has filled or truly may still. */
function lotsOf({ request, state, filled }: TrueOrder, now: Millis): number {
  const isOver = state === 'dead' || (state === 'sent' && request.deadline <= now);
  return Math.abs(isOver ? filled : request.lots);
}

/** The least that a lot was ever worth: what is not traded now may be counted at a price from long ago. */
function leastWorthEver(witness: Witness, instrument: Instrument): number {
  const price = witness.market.mids(instrument.id).reduce((least, { mid }) => Math.min(least, mid), Infinity);
  return baseOfLot(instrument, price) * price * rateOf(witness, instrument.quote);
}

function memoised(work: (instrument: Instrument) => number): (instrument: Instrument) => number {
  const known = new Map<string, number>();
  return (instrument) => {
    const found = known.get(instrument.id) ?? work(instrument);
    known.set(instrument.id, found);
    return found;
  };
}

/** What was truly ordered since `since` and has filled or may still, in the reporting currency, at the least. */
function turnoverSince(witness: Witness, sentAt: ReadonlyMap<OrderId, Millis>, since: Millis): number {
  const worth = memoised((instrument) => leastWorthEver(witness, instrument));
  let sum = 0;
  for (const [id, order] of witness.truth.orders) {
    const instrument = witness.truth.instruments.get(order.request.instrument);
    const at = sentAt.get(id);
    if (instrument === undefined || at === undefined || at < since) continue;
    sum += lotsOf(order, witness.now) * worth(instrument);
  }
  return sum;
}

/** Within no hour is more turned over than is allowed, but for what a halt or a flatten lets pass or saves accounts. */
export function createTurnover(witness: Witness): Checker {
  const standing = createStanding();
  const sentAt = new Map<OrderId, Millis>();

  const faultOf = (order: OrderRequest): Finding => {
    const { id, instrument: of, lots } = order;
    const outcome = outcomeOf(witness, order);
    if (outcome?.closing !== undefined || protectionIn(outcome, order) !== undefined) return null;
    const allowed = witness.config.limits.maxHourlyTurnover ?? Infinity;
    const instrument = witness.truth.instruments.get(of);
    if (instrument === undefined || allowed === Infinity || standing.mode === 'halted') return null;
    const before = turnoverSince(witness, sentAt, later(witness.clock, -HOUR));
    const sum = before + Math.abs(lots) * leastWorth(witness, instrument);
    return sum <= allowed * TOLERANCE ? null : `${id} makes ${sum} in an hour, ${allowed} is allowed`;
  };

  return {
    name: 'turnover',
    flushed(entries) {
      for (const entry of entries) standing.fold(entry);
      return null;
    },
    sending(command) {
      if (command.kind !== 'place') return null;
      const fault = faultOf(command.order);
      sentAt.set(command.order.id, witness.clock);
      return fault;
    },
  };
}
