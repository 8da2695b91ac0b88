/** A treasury on paper: it moves cash between paper venues, late, or not, and says so. */
import type { Currency, VenueId } from '../../domain/instrument.ts';
import type { TimedAccountEvent } from '../../domain/order.ts';
import type { TransferId, TransferRequest, TransferRoute } from '../../domain/transfer.ts';
import type { Random } from '../../math/random.ts';
import type { Treasury } from '../../ports/treasury.ts';
import { later } from '../../units/time.ts';
import { type Atoms, atoms, type Millis, millis } from '../../units/units.ts';
import { createAgenda } from './agenda.ts';
import { latest } from './drive.ts';
import type { PaperVenue } from './paper.ts';

/** What becomes of a transfer, and when: in ms from when it was taken. */
export interface Fate {
  /** `refused` never leaves, `stuck` neither arrives nor comes back. */
  readonly end: 'arrived' | 'returned' | 'refused' | 'stuck';
  readonly leavesMs: number;
  readonly endsMs: number;
}

/** How likely what goes wrong is, each of it of one transfer. */
export interface TransferLuck {
  /** By how much of its usual time one may take longer. */
  readonly jitter: number;
  readonly refused: number;
  readonly returned: number;
  readonly stuck: number;
}

/** A fate drawn from `random`: money leaves in the first half of its time, and takes up to `jitter` more than usual. */
export function drawFate({ latencyMs }: TransferRoute, luck: TransferLuck, random: Random): Fate {
  const [turn, share, longer] = [random.next(), random.next(), random.next()];
  const endsMs = latencyMs * (1 + luck.jitter * longer);
  const bounds = [luck.refused, luck.refused + luck.returned, luck.refused + luck.returned + luck.stuck];
  const ends = ['refused', 'returned', 'stuck'] as const;
  const end = ends[bounds.findIndex((bound) => turn < bound)] ?? 'arrived';
  return { end, leavesMs: 0.5 * share * endsMs, endsMs };
}

/** A transfer as the treasury keeps it, for good. */
export interface PaperTransfer {
  readonly request: TransferRequest;
  stage: 'taken' | 'left' | 'arrived' | 'failed';
  /** As it is told: see `TransferNews`. */
  amount: Atoms;
  /** It will stay where it is. */
  isStuck: boolean;
}

export interface PaperTreasury extends Treasury {
  /** Lets all that is due up to and including `to` happen; the venues must have been advanced to there. */
  advance(to: Millis): void;
  nextAt(): Millis | null;
  /** What there is to know: for checkers, never for decisions. */
  truth(): readonly PaperTransfer[];
}

export interface PaperTreasuryOptions {
  readonly venues: readonly Pick<PaperVenue, 'id' | 'truth' | 'move'>[];
  readonly routes: readonly TransferRoute[];
  readonly fate: (route: TransferRoute) => Fate;
  /** Those that were under way when the process before this one ended. */
  readonly before?: readonly { readonly request: TransferRequest; readonly stage: 'taken' | 'left' }[];
}

/** A treasury at no time yet. `send` happens at the time advanced to. */
export function createPaperTreasury(options: PaperTreasuryOptions): PaperTreasury {
  const { venues, routes, fate, before = [] } = options;
  const agenda = createAgenda();
  const known = new Map<TransferId, PaperTransfer>();
  let now = millis(0);
  let listener: ((event: TimedAccountEvent) => void) | undefined;

  const tell = ({
    request,
    stage,
    amount,
  }: Omit<PaperTransfer, 'stage'> & { stage: PaperTransfer['stage'] | 'absent' }): void => {
    const { id, from, to, currency } = request;
    listener?.({ at: now, event: { kind: 'transfer', id, from, to, currency, stage, amount, at: now } });
  };

  const reach = (transfer: PaperTransfer, stage: PaperTransfer['stage'], amount: bigint): void => {
    transfer.stage = stage;
    transfer.amount = atoms(amount);
    tell(transfer);
  };

  const move = (at: VenueId, currency: Currency, amount: bigint): void =>
    venues.find(({ id }) => id === at)?.move(currency, atoms(amount));

  const arrive = (transfer: PaperTransfer, { fee }: TransferRoute, isThere: boolean): void => {
    const { from, to, currency, amount } = transfer.request;
    const sum = isThere ? amount - fee : amount;
    move(isThere ? to : from, currency, sum);
    reach(transfer, isThere ? 'arrived' : 'failed', sum);
  };

  const leave = (transfer: PaperTransfer, route: TransferRoute, { end, leavesMs, endsMs }: Fate): void => {
    const { from, currency, amount } = transfer.request;
    const cash = venues.find(({ id }) => id === from)?.truth().cash[currency] ?? 0n;
    if (end === 'refused' || cash < amount) {
      reach(transfer, 'failed', amount);
      return;
    }
    move(from, currency, -amount);
    reach(transfer, 'left', amount);
    transfer.isStuck = end === 'stuck';
    if (!transfer.isStuck)
      agenda.add(later(now, endsMs - leavesMs), () => arrive(transfer, route, end === 'arrived'));
  };

  const routeOf = ({ from, to, currency }: TransferRequest): TransferRoute | undefined =>
    routes.find((one) => one.from === from && one.to === to && one.currency === currency);

  const kept = (request: TransferRequest, stage: PaperTransfer['stage']): PaperTransfer => {
    const transfer: PaperTransfer = { request, stage, amount: request.amount, isStuck: false };
    known.set(request.id, transfer);
    return transfer;
  };

  const take = (request: TransferRequest): void => {
    const before = known.get(request.id);
    if (before !== undefined) {
      tell(before);
      return;
    }
    const { amount, deadline } = request;
    const transfer = kept(request, 'taken');
    const route = routeOf(request);
    if (route === undefined || now > deadline || amount <= route.fee) {
      reach(transfer, 'failed', amount);
      return;
    }
    tell(transfer);
    const drawn = fate(route);
    agenda.add(later(now, drawn.leavesMs), () => leave(transfer, route, drawn));
  };

  /** Goes on with what a treasury before this one had begun. */
  const resume = (request: TransferRequest, stage: 'taken' | 'left'): void => {
    const transfer = kept(request, stage);
    const route = routeOf(request);
    if (route === undefined) return;
    const at = later(request.deadline, route.latencyMs);
    if (stage === 'left') agenda.add(at, () => arrive(transfer, route, true));
    else agenda.add(request.deadline, () => leave(transfer, route, fate(route)));
  };
  for (const { request, stage } of before) resume(request, stage);

  return {
    send(command) {
      const { transfer: request } = command;
      agenda.add(now, () => {
        const { id, amount } = request;
        if (command.kind === 'transfer') take(request);
        else tell(known.get(id) ?? { request, stage: 'absent', amount, isStuck: false });
      });
    },
    listen(to) {
      listener = to;
    },
    advance(to) {
      for (let due = agenda.take(to); due !== null; due = agenda.take(to)) {
        now = latest(due.at, now);
        due.run();
      }
      now = latest(to, now);
    },
    nextAt: () => agenda.nextAt(),
    truth: () => [...known.values()],
    close() {
      agenda.clear();
      listener = undefined;
      return Promise.resolve();
    },
  };
}
