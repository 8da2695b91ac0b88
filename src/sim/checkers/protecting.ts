import type { OrderRequest } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';

type Action = NonNullable<Outcome['protecting']>[number];

/** What was to be done for an account of which `order` is all or a part; undefined where it is a hedge. */
export function protectionIn(
  outcome: Outcome | undefined,
  order: OrderRequest,
): Extract<Action, { kind: 'order' }> | undefined {
  for (const action of outcome?.protecting ?? []) {
    if (action.kind !== 'order' || action.instrument !== order.instrument) continue;
    const isSame = Math.sign(action.lots) === Math.sign(order.lots) && action.reduceOnly === order.reduceOnly;
    if (isSame && Math.abs(order.lots) <= Math.abs(action.lots)) return action;
  }
  return undefined;
}
