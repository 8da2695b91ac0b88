/** Bugs in what is thought of orders. */
import type { Command, OrderId } from '../../domain/order.ts';
import type { Step } from '../../engine/state.ts';
import type { Order } from '../../execute/order.ts';
import type { Approved } from '../../guard/approved.ts';
import { later, SECOND } from '../../units/time.ts';
import { ENGINE } from '../host.ts';
import { after, before, eachOrder, isLive, type Planted, retold, stepping, withState } from './plant.ts';

/** `result` with every order that it places changed. */
export function withPlaced(result: Step, change: (request: Order['request']) => Order['request']): Step {
  const changed = new Map<OrderId, Order['request']>();
  const commands = result.commands.map((command) => {
    if (command.kind !== 'place') return command;
    const order = change(command.order);
    changed.set(command.order.id, order);
    return { kind: 'place', order } as Approved<Command>;
  });
  if (changed.size === 0) return result;
  const orders: Record<OrderId, Order> = {};
  for (const [id, order] of Object.entries(result.state.orders)) {
    const request = changed.get(id) ?? order.request;
    orders[request.id] = { ...order, request };
  }
  return { state: { ...result.state, orders }, outcome: { ...result.outcome, commands }, commands };
}

export const ORDER_BUGS: readonly Planted[] = [
  after('silence is taken for a rejection', (result) => {
    const forget = (order: Order): Order =>
      order.state === 'unknown' ? { ...order, state: 'rejected' } : order;
    return withState(result, { orders: eachOrder(result.state.orders, forget) });
  }),
  after('an order in doubt is never asked after', (result) => {
    const isAbout = (command: Command): boolean => command.kind === 'query' && command.orders.length > 0;
    const commands = result.commands.filter((command) => !isAbout(command));
    if (commands.length === result.commands.length) return result;
    return { ...result, commands, outcome: { ...result.outcome, commands } };
  }),
  before('an order is over at its deadline, whatever the venue says', ({ state, entry }) => {
    const end = (order: Order): Order =>
      isLive(order) && order.request.deadline <= entry.at ? { ...order, state: 'expired' } : order;
    return { state: { ...state, orders: eachOrder(state.orders, end) }, entry };
  }),
  after('orders outlive their deadline', (result, { state }) =>
    withPlaced(result, (request) => ({
      ...request,
      deadline: later(request.deadline, 20 * state.config.execution.orderLifeMs),
    })),
  ),
  before('an order of a chain is taken for lost before its deadline', ({ state, entry }) => {
    const isSlow = ({ request, sentAt }: Order): boolean =>
      request.venue === 'chain' && later(sentAt, SECOND) < entry.at;
    const lose = (order: Order): Order =>
      isLive(order) && isSlow(order) ? { ...order, state: 'lost' } : order;
    return { state: { ...state, orders: eachOrder(state.orders, lose) }, entry };
  }),
  retold('an order that ended with fills not told is taken for done', 'closed', (event, { state }) => {
    const known = Math.abs(state.orders[event.order]?.filled ?? event.filled);
    return { ...event, filled: known as typeof event.filled };
  }),
  after('a part filled counts as the whole', (result, { entry }) => {
    if (entry.body.kind !== 'account' || entry.body.event.kind !== 'fill') return result;
    const { order: id } = entry.body.event;
    const order = result.state.orders[id];
    if (order === undefined) return result;
    return withState(result, { orders: { ...result.state.orders, [id]: { ...order, state: 'filled' } } });
  }),
  retold('what the venue has not seen yet is taken for lost', 'report', (event) => ({
    ...event,
    orders: event.orders.map((order) =>
      order.status === 'absent' ? { ...order, status: 'cancelled' } : order,
    ),
  })),
  stepping('order ids are counted from each start', () => {
    let count = 0;
    return (state, entry) => {
      if (entry.body.kind === 'configured' && entry.body.starting) count = 0;
      const journal = state?.journal ?? '';
      return withPlaced(ENGINE.step(state, entry), (request) => {
        count += 1;
        return { ...request, id: `ek-${journal}-${count}-0` };
      });
    };
  }),
  before('what is in flight is not counted', ({ state, entry }) =>
    entry.body.kind === 'decisionDue' ? { state: { ...state, orders: {} }, entry } : { state, entry },
  ),
];
