import type { JournalEntry } from '../../domain/entry.ts';
import type { Currency, VenueId } from '../../domain/instrument.ts';
import type { Command } from '../../domain/order.ts';
import type { TransferId, TransferRequest, TransferWanted } from '../../domain/transfer.ts';
import { IN_TRANSIT } from '../../domain/transfer.ts';
import type { Outcome } from '../../engine/state.ts';
import { toAtoms } from '../../units/rounding.ts';
import type { Checker, Finding, Witness } from './witness.ts';

type Told = NonNullable<Outcome['transfers']>[string];

function isGoing({ stage }: Told): boolean {
  return stage === 'sent' || stage === 'taken' || stage === 'left';
}

/** What the journal has said of transfers: those under way at `venue` and in time are why its cash may differ. */
export function createMotion() {
  const told = new Map<TransferId, Told>();
  return {
    /** Notes what `entry` says, and answers it. */
    note({ outcome }: JournalEntry): readonly Told[] {
      const news = (outcome as Outcome).transfers ?? {};
      for (const [id, one] of Object.entries(news)) told.set(id, one);
      return Object.values(news);
    },
    at(venue: VenueId): ReadonlySet<Currency> {
      const going = [...told.values()].filter(
        (one) => isGoing(one) && !one.isOverdue && [one.request.from, one.request.to].includes(venue),
      );
      return new Set(going.map(({ request }) => request.currency));
    },
    on: ({ from, to, currency }: TransferWanted): readonly TransferRequest[] =>
      [...told.values()]
        .filter(isGoing)
        .map(({ request }) => request)
        .filter((one) => one.from === from && one.to === to && one.currency === currency),
  };
}

function keyOf({ from, to, currency, amount }: TransferWanted): string {
  return `${amount} ${currency} from ${from} to ${to}`;
}

/** Collateral that protection has moved, between the venues of its accounts. */
function protectingIn({ outcome }: JournalEntry): readonly TransferWanted[] {
  return ((outcome as Outcome).protecting ?? []).flatMap((action): TransferWanted[] => {
    if (action.kind !== 'transfer') return [];
    const [from = '', to = ''] = [action.from, action.to].map((account) => account.split('/')[0]);
    return [{ from, to, currency: action.currency, amount: toAtoms(action.amount, 'down') }];
  });
}

/**
 * What moves between accounts was wanted, once for each time that it was; goes over a listed route and within its
 * limits, one after the other; and what the engine says has become of it has truly become of it.
 */
export function createMoved(witness: Witness): Checker {
  const wanted = new Map<string, number>();
  const motion = createMotion();

  const claimFault = ({ request, stage, received }: Told): Finding => {
    const truly = witness.transfers().find((one) => one.request.id === request.id);
    const isTrue =
      stage === 'left'
        ? truly !== undefined && truly.stage !== 'taken'
        : stage === 'arrived' || stage === 'failed'
          ? truly?.stage === stage
          : true;
    if (!isTrue) return `${request.id} is said to have ${stage}, and is ${truly?.stage ?? 'nowhere'}`;
    const isOff = truly !== undefined && truly.stage === stage && truly.amount !== received;
    // What a hand has paid is seen in a report, where something else may be missing too.
    const isByHand = witness.config.transfers?.some(
      ({ by, from, to, currency }) =>
        by === 'hand' && from === request.from && to === request.to && currency === request.currency,
    );
    return isOff && stage === 'arrived' && isByHand !== true
      ? `${received} atoms of ${request.id} are said to have arrived, not ${truly.amount}`
      : null;
  };

  const sendFault = (request: TransferRequest): Finding => {
    const text = keyOf(request);
    const left = wanted.get(text) ?? 0;
    if (left === 0) return `${request.id} moves ${text}, once more than was wanted`;
    wanted.set(text, left - 1);
    const route = (witness.config.transfers ?? []).find(
      ({ from, to, currency }) => from === request.from && to === request.to && currency === request.currency,
    );
    if (route === undefined || route.by === 'hand') return `${request.id} goes where nothing may: ${text}`;
    if (request.amount < route.least || request.amount > route.most)
      return `${request.id} is not within its route's limits: ${text}`;
    const other = motion.on(request).find(({ id }) => id !== request.id);
    return other === undefined ? null : `${request.id} leaves while ${other.id} is under way`;
  };

  return {
    name: 'moved',
    flushed(entries) {
      for (const entry of entries) {
        const { body } = entry;
        const all = body.kind === 'transfer' ? [body.wanted] : protectingIn(entry);
        for (const one of all) wanted.set(keyOf(one), (wanted.get(keyOf(one)) ?? 0) + 1);
        for (const one of motion.note(entry)) {
          const fault = claimFault(one);
          if (fault !== null) return fault;
        }
      }
      return null;
    },
    sending: (command: Command) => (command.kind === 'transfer' ? sendFault(command.transfer) : null),
  };
}

/** What is not yet at rest of money that moved: it is still thought to be under way, or is nowhere in the book. */
export function motionFault(witness: Witness): Finding {
  const { state } = witness;
  if (state === null) return 'the process is down';
  const missing = new Map<Currency, bigint>();
  for (const { request, stage, isStuck } of witness.transfers()) {
    const { id, currency, amount } = request;
    if (stage === 'taken') return `transfer ${id} has not left`;
    if (stage !== 'left') continue;
    if (!isStuck) return `transfer ${id} is under way`;
    // It is not the book's any more to say where it is.
    if (state.transfers?.[id]?.stage === 'adopted') continue;
    missing.set(currency, (missing.get(currency) ?? 0n) + amount);
    if (state.raised?.[`transfer/${id}`] !== 'overdue') return `nobody was told that ${id} never arrives`;
  }
  for (const { request, stage } of Object.values(state.transfers ?? {})) {
    const truly = witness.transfers().find((one) => one.request.id === request.id);
    const isOpen = stage === 'sent' || stage === 'taken' || stage === 'left';
    if (isOpen && truly?.isStuck !== true) return `transfer ${request.id} is thought to be ${stage}`;
  }
  for (const [currency, ours] of Object.entries(state.book.cash[IN_TRANSIT] ?? {}))
    if (ours !== (missing.get(currency) ?? 0n))
      return `the book has ${ours} atoms of ${currency} in transit, and ${missing.get(currency) ?? 0n} are`;
  for (const [currency, amount] of missing)
    if ((state.book.cash[IN_TRANSIT]?.[currency] ?? 0n) !== amount)
      return `${amount} atoms of ${currency} are in transit, and not in the book`;
  return null;
}
