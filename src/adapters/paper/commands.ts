/** What the venue does with each command, when it arrives. */
import { averageEntry } from '../../domain/book.ts';
import { type Instrument, type InstrumentId, isMargined } from '../../domain/instrument.ts';
import type { OrderId, OrderReport, OrderRequest, VenueCommand } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { admit } from './admission.ts';
import { takeNow, wouldTake } from './matching.ts';
import { end } from './orders.ts';
import { holdings, type PaperOrder, type State } from './state.ts';

/** The order that `request` has become, open, and what it trades; null where it was rejected, which has been told. */
export function enter(
  state: State,
  request: OrderRequest,
): { readonly order: PaperOrder; readonly instrument: Instrument } | null {
  const order: PaperOrder = { request, since: state.now, fills: [], filled: lots(0), end: undefined };
  state.orders.set(request.id, order);
  const admission = admit(state, request);
  if (admission.kind === 'refused') {
    end(state, order, 'rejected', admission.detail);
    return null;
  }
  state.open.add(order);
  return { order, instrument: admission.instrument };
}

function place(state: State, request: OrderRequest): void {
  const entered = enter(state, request);
  if (entered === null) return;
  const { order, instrument } = entered;
  const mayTake = request.postOnly !== true;
  if (mayTake)
    state.agenda.add(request.deadline, () => {
      if (state.open.has(order)) end(state, order, 'expired');
    });
  state.tell({ kind: 'ack', order: request.id });
  if (mayTake) takeNow(state, order, instrument);
  // As real venues have it, what rests stays until we cancel it: its deadline was for getting here.
  else if (wouldTake(state, request)) end(state, order, 'cancelled', 'post-only: it would have taken');
}

function cancel(state: State, id: OrderId): void {
  const order = state.orders.get(id);
  // Neither "cancelled" nor "absent" would be true for an order that may still be on its way: we are to ask.
  if (order === undefined) state.tell({ kind: 'unknown', order: id, detail: 'cancel: no such order here' });
  else if (order.end !== undefined) state.tell(order.end.event, order.end.at);
  else end(state, order, 'cancelled');
}

function reportOf(state: State, id: OrderId): OrderReport {
  const order = state.orders.get(id);
  if (order === undefined) return { order: id, status: 'absent', fills: [] };
  const { reason, detail } = order.end?.event ?? { reason: 'open' as const };
  const known = { order: id, status: reason, fills: [...order.fills] };
  return detail === undefined ? known : { ...known, detail };
}

/** What margined positions were entered at: their gain is paid out only when they close, and is counted from there. */
function entriesOf({ book, instruments }: State): Record<InstrumentId, number> {
  const entries: Record<InstrumentId, number> = {};
  for (const position of Object.values(book.positions)) {
    const instrument = instruments.get(position.instrument);
    if (instrument !== undefined && isMargined(instrument))
      entries[instrument.id] = averageEntry(position, instrument);
  }
  return entries;
}

function report(state: State, ids: readonly OrderId[]): void {
  const orders = ids.map((id) => reportOf(state, id));
  const { settings, now: at } = state;
  const held = { ...holdings(state), entries: entriesOf(state) };
  state.tell({ kind: 'report', venue: settings.venue, at, orders, ...held });
}

/** Does what `command` asks, now. */
export function obey(state: State, command: VenueCommand): void {
  switch (command.kind) {
    case 'place':
      // An id is spent once. Sent again, the order that bears it is reported as it now is.
      if (state.orders.has(command.order.id)) report(state, [command.order.id]);
      else place(state, command.order);
      break;
    case 'cancel':
      cancel(state, command.order);
      break;
    case 'query':
      report(state, command.orders);
      break;
  }
}
