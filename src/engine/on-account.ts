import type { Alarm } from '../domain/alarm.ts';
import { addCash, applySettlement, applyTrade, type Trade } from '../domain/book.ts';
import type { Instrument, VenueId } from '../domain/instrument.ts';
import type { AccountEvent, Fill } from '../domain/order.ts';
import { doubtAll, fold } from '../execute/execute.ts';
import { isLive, type Order, remaining } from '../execute/order.ts';
import { foldSlippage } from '../guard/limits/slippage-budget.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { fromAtoms } from '../units/rounding.ts';
import { later } from '../units/time.ts';
import { atoms, lots, type Millis } from '../units/units.ts';
import { moved, retryingFrom } from './anchor.ts';
import { earnedBy, isCarried } from './carry/carry.ts';
import { booked, edgeOf, feeOf, rateOf, turnedOver } from './ledger.ts';
import { heardOfMargin } from './protection/protection.ts';
import { reconcile } from './reconcile.ts';
import type { EngineState, Outcome, Step } from './state.ts';
import { onTransferNews } from './transfers/news.ts';
import { withMargin } from './venue-margin.ts';

/** Ids remembered so that nothing is booked twice; a repeat comes soon or not at all. */
const BOOKED_REMEMBERED = 256;

function bookTrade(state: EngineState, instrument: Instrument, trade: Trade): EngineState {
  const parts = { fees: feeOf(state, trade), slippage: edgeOf(state, instrument, trade) };
  return turnedOver(booked(state, applyTrade(state.book, instrument, trade), parts), instrument, trade);
}

function bookFill(state: EngineState, order: Order, fill: Fill): EngineState {
  const instrument = state.instruments[order.request.instrument];
  if (instrument === undefined) throw new Error(`order ${order.request.id} is for an unlisted instrument`);
  return slipped(bookTrade(state, instrument, fill), -edgeOf(state, instrument, fill));
}

/** `state` after a fill has cost `cost` against the marks, in the reporting currency. */
function slipped(state: EngineState, cost: number): EngineState {
  const budget = state.config.limits.slippage;
  if (budget === undefined) return state;
  const slippage = foldSlippage(state.slippage, budget, state.at, cost);
  return slippage === undefined ? state : { ...state, slippage };
}

/** Whether what became of an order is a reason to decide anew. That more or less has filled shows in the anchor. */
function isSurprise(then: Order, now: Order): boolean {
  const ended = isLive(then) && !isLive(now) && now.state !== 'filled';
  const cleared = then.state === 'unknown' && now.state !== 'unknown';
  return ended || cleared;
}

/**
 * Whether it ended at once with nothing filled: nobody deals at its price, or what was only to rest would have taken.
 * One that has rested until we had it cancelled has had its time.
 */
function isVain({ state, filled, cancelledAt }: Order): boolean {
  return state === 'cancelled' && filled === 0 && cancelledAt === undefined;
}

/** Whether an order in `instrument` has come to its end that a floor waits for: only then is it known what it holds. */
function isFloors(state: EngineState, instrument: Instrument | undefined, then: Order, now: Order): boolean {
  const { floor } = state.profiles[instrument?.base ?? ''] ?? {};
  return floor !== undefined && instrument?.kind === 'option' && isLive(then) && !isLive(now);
}

/** What changed orders mean for the next decision: a rejection is tried again later, a surprise decided on now. */
function afterOrders(before: EngineState, state: EngineState, at: Millis): EngineState {
  let { bookChanged, watched } = state.decisions;
  for (const [id, now] of Object.entries(state.orders)) {
    const then = before.orders[id];
    if (then === undefined || then === now) continue;
    const isRejected = now.state === 'rejected' && then.state !== 'rejected';
    const instrument = state.instruments[now.request.instrument];
    const { orderLifeMs, ackWithinMs } = state.config.execution;
    if (isRejected) watched = retryingFrom(watched, instrument?.base, later(at, orderLifeMs));
    // Asked again at once, the venue would say the same as fast as it can be asked.
    else if (isSurprise(then, now) && isVain(now))
      watched = retryingFrom(watched, instrument?.base, later(at, ackWithinMs));
    else if (isSurprise(then, now) || isFloors(state, instrument, then, now)) bookChanged = true;
    // What is carried is looked at as soon as one of its legs has come to its end.
    if (isLive(then) && !isLive(now) && isCarried(state, now)) bookChanged = true;
    // What will not fill any more is no longer counted; what was told of has only moved into the book.
    const dropped = remaining(then) - remaining(now) - (now.filled - then.filled);
    watched = moved(state, watched, instrument, -dropped);
  }
  return { ...state, decisions: { ...state.decisions, bookChanged, watched } };
}

/** `state` with an event of no order's booked, or why it cannot be. */
function bookUnordered(state: EngineState, event: AccountEvent): EngineState | string {
  switch (event.kind) {
    case 'funding': {
      const instrument = state.instruments[event.instrument];
      if (instrument === undefined)
        return `funding ${event.id} of unlisted ${event.instrument} is not booked`;
      const book = addCash(state.book, instrument.venue, event.currency, event.amount);
      const funding = fromAtoms(event.amount) * rateOf(state, event.currency);
      return earnedBy(booked(state, book, { funding }), event);
    }
    case 'gas': {
      const book = addCash(state.book, event.venue, event.currency, atoms(-event.amount));
      return booked(state, book, { gas: -fromAtoms(event.amount) * rateOf(state, event.currency) });
    }
    case 'deal': {
      const { instrument } = event;
      const listed = { ...state, instruments: { ...state.instruments, [instrument.id]: instrument } };
      return decideAnew(bookTrade(listed, instrument, event));
    }
    case 'settled':
      return decideAnew(settle(state, event.instrument, event.price));
    default:
      return state;
  }
}

function settle(state: EngineState, id: string, price: number): EngineState {
  const instrument = state.instruments[id];
  const position = state.book.positions[id];
  if (instrument === undefined || position === undefined) return state;
  const residual = edgeOf(state, instrument, { lots: lots(-position.lots), price });
  const settled = booked(state, applySettlement(state.book, instrument, price), { residual });
  // A late fill of an order in it can still come.
  const isOrdered = Object.values(state.orders).some((order) => order.request.instrument === id);
  if (isOrdered) return settled;
  const { [id]: _expired, ...instruments } = settled.instruments;
  return { ...settled, instruments };
}

function decideAnew(state: EngineState): EngineState {
  return { ...state, decisions: { ...state.decisions, bookChanged: true } };
}

/** What tells an event from all others; venues number theirs without regard to each other. */
function eventId(event: AccountEvent): string | null {
  switch (event.kind) {
    case 'funding':
    case 'settled':
      return `${event.kind}/${event.instrument}/${event.id}`;
    case 'gas':
      return `${event.kind}/${event.venue}/${event.id}`;
    case 'deal':
      return `${event.kind}/${event.instrument.id}/${event.id}`;
    default:
      return null;
  }
}

/** `state` after touch with `venue` was lost: nothing is traded there before it has reported and agrees. */
function suspected(state: EngineState, venue: VenueId, at: Millis): EngineState {
  const { awaiting, lost = [] } = state.reconciliation;
  if (state.config.venues.every(({ id }) => id !== venue)) return state;
  return {
    ...state,
    orders: doubtAll(state.orders, venue),
    reconciliation: {
      ...state.reconciliation,
      ...(awaiting.includes(venue) ? {} : { awaiting: [...awaiting, venue], lost: [...lost, venue] }),
      nextAt: at,
    },
  };
}

function suspicion({ venue, detail }: Extract<AccountEvent, { kind: 'suspect' }>): Alarm {
  const text = `${venue} is suspect: ${detail}`;
  return { key: `venue/${venue}`, severity: 'warning', text, state: 'suspect' };
}

/** Parts of P&L that `after` has explained beyond `before`. */
function explainedSince(before: EngineState, after: EngineState): Outcome {
  const [from, to] = [before.ledger.attribution, after.ledger.attribution];
  if (from === to) return {};
  const parts = Object.entries(to).map(([part, value]) => [part, value - from[part as keyof typeof from]]);
  return { explained: Object.fromEntries(parts) };
}

function told(before: EngineState, after: EngineState, alarms: readonly Alarm[]): Step {
  const outcome = { ...explainedSince(before, after), ...(alarms.length > 0 && { alarms }) };
  return { state: after, outcome, commands: [] };
}

/** Books what a venue told of the account. Anything told twice changes nothing the second time. */
export function onAccount(state: EngineState, event: AccountEvent, at: Millis, kernel: Kernel): Step {
  const id = eventId(event);
  if (id !== null) {
    // No alarm: streams, logs and catching up tell the same things by design.
    if (state.booked.includes(id)) return told(state, state, []);
    const noted = { ...state, booked: [...state.booked, id].slice(-BOOKED_REMEMBERED) };
    const result = bookUnordered(noted, event);
    if (typeof result !== 'string') return told(state, result, []);
    return told(state, noted, [{ key: `unlisted/${id}`, severity: 'critical', text: result }]);
  }
  if (event.kind === 'transfer') {
    const { state: moved, alarms } = onTransferNews(state, event, at);
    return told(state, moved, alarms);
  }
  if (event.kind === 'suspect') return told(state, suspected(state, event.venue, at), [suspicion(event)]);
  const folded = fold(state.orders, event, at, state.config.execution);
  let next: EngineState = { ...state, orders: folded.orders };
  for (const { order, fill } of folded.news) next = bookFill(next, order, fill);
  next = afterOrders(state, next, at);
  if (event.kind !== 'report') return told(state, next, folded.alarms);
  const { state: reconciled, alarms } = reconcile(
    heardOfMargin(next, withMargin(next, event), event),
    event,
    at,
    kernel,
  );
  return told(state, reconciled, [...folded.alarms, ...alarms]);
}
