/** What protection has planned, done: orders that the guard passes on their own, and transfers. */
import { type InstrumentId, lotDelta } from '../../domain/instrument.ts';
import { mid } from '../../domain/market.ts';
import type { TransferWanted } from '../../domain/transfer.ts';
import type { OrderAction, TransferAction } from '../../guard/protection/action.ts';
import { gravityOf, type Stage } from '../../guard/protection/stage.ts';
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

/** What is to be opened elsewhere, and what is to be closed. */
interface UrgentOrders {
  readonly opening: readonly Urgent[];
  /** Given the instruments in which something was opened. */
  readonly closing: (opened: ReadonlySet<InstrumentId>) => readonly Urgent[];
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

function grouped(state: EngineState, seen: Seeing, actions: readonly OrderAction[]): readonly Urgent[] {
  const groups = new Map<number, { orders: Order[]; maxSlippage: number }>();
  for (const action of actions) {
    const order = orderOf(state, seen, action);
    if (order === null) continue;
    const maxSlippage = slippageAt(state, state.protection?.accounts[action.account]?.ladder.stage);
    const group = groups.get(maxSlippage);
    if (group === undefined) groups.set(maxSlippage, { orders: [order], maxSlippage });
    else group.orders.push(order);
  }
  return [...groups.values()];
}

/** An account that is to be reduced is so whether or not its hedge finds another place. */
function isPastShifting({ protection }: EngineState, account: string): boolean {
  const stage = protection?.accounts[account]?.ladder.stage ?? 'flatten';
  return gravityOf(stage) >= gravityOf('reduce');
}

/** The orders of `watched`. What is shifted is closed only where it was opened elsewhere. */
export function urgentOrders(state: EngineState, seen: Seeing, { actions }: Watched): UrgentOrders {
  const wanted = actions.filter((action) => action.kind === 'order');
  const opens = wanted.filter(({ reduceOnly }) => !reduceOnly);
  const placeOf = new Map(opens.map(({ pair, instrument }) => [pair, instrument]));
  const closes = (opened: ReadonlySet<InstrumentId>) =>
    wanted.filter(({ reduceOnly, pair, account }) => {
      if (!reduceOnly || pair === null || isPastShifting(state, account)) return reduceOnly;
      return opened.has(placeOf.get(pair) ?? '');
    });
  return {
    opening: grouped(state, seen, opens),
    closing: (opened) => grouped(state, seen, closes(opened)),
  };
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
