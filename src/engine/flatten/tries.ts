/** What became of the orders that close positions, and how much farther their bounds go next. */
import type { Alarm } from '../../domain/alarm.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import { isLive, type Order } from '../../execute/order.ts';
import { later } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { EngineState } from '../state.ts';
import { boundOf, DOUBLINGS } from './closing.ts';
import type { Try } from './flattening.ts';

export type Tries = Readonly<Record<InstrumentId, Try>>;

export const FIRST_TRY: Omit<Try, 'notBefore'> = { order: null, widened: 0 };

/**
 * The next try after `order` has ended. One that filled is gone on with at once. One that was cancelled or expired
 * before it had filled met nobody within its bound: the next goes twice as far. One that was refused or never arrived
 * says nothing of prices, and is only not to be repeated as fast as it can be refused.
 */
function after(tried: Try, order: Order | undefined, at: Millis, pauseMs: number): Try {
  const free: Try = { ...tried, order: null };
  if (order === undefined || order.state === 'filled') return free;
  const notBefore = later(at, pauseMs);
  const isShort = order.state === 'cancelled' || order.state === 'expired';
  const widened = isShort ? Math.min(tried.widened + 1, DOUBLINGS) : tried.widened;
  return { ...free, widened, notBefore };
}

function wider(state: EngineState, id: InstrumentId, widened: number): Alarm {
  const bound = boundOf(state.config.execution.maxSlippage, widened);
  const text = `flatten: ${id} was not closed, its bound goes to ${(100 * bound).toFixed(2)} %`;
  return { key: `flatten/${id}`, severity: 'warning', text, state: `widened ${widened}` };
}

/** `tries` at `at`: those whose order has ended are free for another. */
export function followed(
  state: EngineState,
  tries: Tries,
  at: Millis,
): { readonly tries: Tries; readonly alarms: readonly Alarm[] } {
  const next: Record<InstrumentId, Try> = {};
  const alarms: Alarm[] = [];
  for (const [id, tried] of Object.entries(tries)) {
    const order = state.orders[tried.order ?? ''];
    if (tried.order === null || (order !== undefined && isLive(order))) {
      next[id] = tried;
      continue;
    }
    const free = after(tried, order, at, state.config.execution.ackWithinMs);
    const isHeld = state.book.positions[id] !== undefined;
    if (isHeld && free.widened > tried.widened) alarms.push(wider(state, id, free.widened));
    next[id] = free;
  }
  return { tries: next, alarms };
}
