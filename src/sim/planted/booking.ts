/** Bugs in what is booked. */
import { addCash } from '../../domain/book.ts';
import { settleValue } from '../../domain/instrument.ts';
import { toAtoms } from '../../units/rounding.ts';
import { atoms, lots, millis } from '../../units/units.ts';
import { ENGINE } from '../host.ts';
import { after, before, type Planted, retold, stepping, withState } from './plant.ts';

export const BOOKING_BUGS: readonly Planted[] = [
  retold('a fill that is told twice is booked twice', 'fill', (event, { state }) => {
    const known = state.orders[event.order]?.fills ?? [];
    return known.includes(event.fill) ? { ...event, fill: `${event.fill}/${known.length}` } : event;
  }),
  retold('the fills in a report are booked again', 'report', (event) => ({
    ...event,
    orders: event.orders.map((order) => ({
      ...order,
      fills: order.fills.map((fill) => ({ ...fill, fill: `${fill.fill}/reported` })),
    })),
  })),
  retold('a sale is booked as a purchase', 'fill', (event) => ({
    ...event,
    lots: lots(Math.abs(event.lots)),
  })),
  retold('a deal that is told twice is booked twice', 'deal', (event, { state }) => {
    const isKnown = state.booked.some((id) => id.endsWith(event.id));
    return isKnown ? { ...event, id: `${event.id}/${state.booked.length}` } : event;
  }),
  retold('funding is paid where it is received', 'funding', (event) => ({
    ...event,
    amount: atoms(-event.amount),
  })),
  before('gas is not booked', ({ state, entry }) => {
    const { body } = entry;
    const isGas = body.kind === 'account' && body.event.kind === 'gas';
    return isGas ? { state, entry: { ...entry, body: { kind: 'timer' } } } : { state, entry };
  }),
  after('a settlement is paid twice', (result, { state, entry }) => {
    if (entry.body.kind !== 'account' || entry.body.event.kind !== 'settled') return result;
    const { instrument: id, price } = entry.body.event;
    const instrument = state.instruments[id];
    const held = state.book.positions[id];
    if (instrument === undefined || held === undefined) return result;
    const paid = toAtoms(settleValue(instrument, held.lots, price), 'nearest');
    return withState(result, { book: addCash(result.state.book, instrument.venue, instrument.settle, paid) });
  }),
  after('a settlement leaves its option in the book', (result, { state, entry }) => {
    if (entry.body.kind !== 'account' || entry.body.event.kind !== 'settled') return result;
    const { book } = result.state;
    const { instruments } = state;
    return withState(result, { book: { ...book, positions: state.book.positions }, instruments });
  }),
  after('a fee is not counted as a cost', (result, { entry }) => {
    const { explained } = result.outcome;
    if (entry.body.kind !== 'account' || explained === undefined) return result;
    return { ...result, outcome: { ...result.outcome, explained: { ...explained, fees: 0 } } };
  }),
  retold('a report is taken to be as new as its arrival', 'report', (event, { entry }) => ({
    ...event,
    at: entry.at,
  })),
  stepping('a difference is adopted the first time that it is told', () => (state, entry) => {
    const result = ENGINE.step(state, entry);
    const { body } = entry;
    if (state === null || body.kind !== 'account' || body.event.kind !== 'report') return result;
    const { venue } = body.event;
    const seen = result.state.reconciliation.differences[venue];
    if (seen === undefined) return result;
    const differences = { ...state.reconciliation.differences, [venue]: { ...seen, at: millis(0) } };
    return ENGINE.step({ ...state, reconciliation: { ...state.reconciliation, differences } }, entry);
  }),
];
