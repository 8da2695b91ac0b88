/** What protection has planned, done: orders that the guard passes on their own, and transfers. */
import { lotDelta } from '../../domain/instrument.ts';
import { mid } from '../../domain/market.ts';
import type { TransferWanted } from '../../domain/transfer.ts';
import type { OrderAction, TransferAction } from '../../guard/protection/action.ts';
import type { Stage } from '../../guard/protection/stage.ts';
import { toAtoms } from '../../units/rounding.ts';
import { boundOf, DOUBLINGS } from '../flatten/closing.ts';
import type { Order } from '../requests.ts';
import type { EngineState } from '../state.ts';
import type { Seeing, Watched } from './protection.ts';

/** Orders of one kind, and how far from the quote they may trade. */
export interface Urgent {
  readonly orders: readonly Order[];
  readonly maxSlippage: number;
}

/** The graver the stage, the worse a price is taken. */
function slippageAt(state: EngineState, stage: Stage | undefined): number {
  const { maxSlippage } = state.config.execution;
  if (stage === 'flatten') return boundOf(maxSlippage, DOUBLINGS);
  return stage === 'reduce' ? boundOf(maxSlippage, 2) : maxSlippage;
}

function orderOf(state: EngineState, { snapshot }: Seeing, action: OrderAction): Order | null {
  const instrument = state.instruments[action.instrument];
  const quote = snapshot.quotes[action.instrument];
  if (instrument === undefined || quote === undefined) return null;
  const { lots, reduceOnly } = action;
  // Half a lot more, so that no rounding of the product leaves one.
  const trade = (lots + 0.5 * Math.sign(lots)) * lotDelta(instrument, mid(quote));
  // It cannot wait for others to come.
  const outside = Number.MAX_VALUE;
  return {
    ...{ kind: reduceOnly ? 'halt' : 'hedge', underlying: instrument.base, instrument: instrument.id },
    ...{ trade, outside },
  };
}

/** The orders of `watched`: what opens first, so that nothing shifted is closed before it is held elsewhere. */
export function urgentOrders(state: EngineState, seen: Seeing, { actions }: Watched): readonly Urgent[] {
  const groups = new Map<string, { orders: Order[]; maxSlippage: number }>();
  const wanted = actions.filter((action) => action.kind === 'order');
  for (const action of [...wanted].sort((a, b) => Number(a.reduceOnly) - Number(b.reduceOnly))) {
    const order = orderOf(state, seen, action);
    if (order === null) continue;
    const maxSlippage = slippageAt(state, state.protection?.accounts[action.account]?.ladder.stage);
    const key = `${action.reduceOnly}/${maxSlippage}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { orders: [order], maxSlippage });
    else group.orders.push(order);
  }
  return [...groups.values()];
}

/** The transfers of `watched`, from venue to venue. */
export function urgentTransfers({ actions, guarded }: Watched): readonly TransferWanted[] {
  const venueOf = (id: string) => guarded.find((each) => each.id === id)?.venue;
  return actions
    .filter((action): action is TransferAction => action.kind === 'transfer')
    .flatMap(({ from, to, currency, amount }) => {
      const [source, target] = [venueOf(from), venueOf(to)];
      if (source === undefined || target === undefined) return [];
      return [{ from: source, to: target, currency, amount: toAtoms(amount, 'down') }];
    });
}
