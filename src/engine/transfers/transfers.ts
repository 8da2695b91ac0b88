/**
 * Money that moves between our own accounts. `transferring` makes requests of what is wanted, and hands them to the
 * guard; `news.ts` books what becomes of them; `in-reports.ts` sees them in what venues report; `overdue.ts` asks after
 * them. While money is under way it is in an account of its own, so that value and delta count it; it is no venue's,
 * and no margin.
 */
import type { Alarm } from '../../domain/alarm.ts';
import { cashOf } from '../../domain/book.ts';
import type { TransferRequest, TransferRoute, TransferWanted } from '../../domain/transfer.ts';
import { transferId } from '../../execute/order-id.ts';
import { begunTransfer, type Transfer, type Transfers, underWay } from '../../execute/transfer.ts';
import type { Refused } from '../../guard/guard.ts';
import { approveTransfer, routeText, type TransferVerdict } from '../../guard/transfer.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { later, MINUTE } from '../../units/time.ts';
import { atoms, type Millis } from '../../units/units.ts';
import type { EngineState, Step } from '../state.ts';

/** `state` with `transfers` for its own; none are not written down. */
export function withTransfers(state: EngineState, transfers: Transfers): EngineState {
  if (Object.keys(transfers).length > 0) return { ...state, transfers };
  const { transfers: _, ...others } = state;
  return others;
}

/** What a transfer is of, in words. */
export function sumText({ request }: Pick<Transfer, 'request'>): string {
  return `${fromAtoms(request.amount)} ${routeText(request)}`;
}

function verdictOf(state: EngineState, request: TransferRequest): TransferVerdict {
  const { config, standing, reconciliation, book, ledger } = state;
  const { from, currency } = request;
  const moving = underWay(state.transfers);
  const leaving = moving.filter(
    ({ stage, request: { from: at, currency: of } }) => stage !== 'left' && at === from && of === currency,
  );
  const promised = leaving.reduce((sum, one) => sum + one.request.amount, 0n);
  return approveTransfer(request, {
    routes: config.transfers ?? [],
    standing,
    underWay: moving.map((one) => one.request),
    cash: atoms(cashOf(book, from, currency) - promised),
    unknown: [...reconciliation.awaiting, ...Object.keys(reconciliation.differences)],
    maxInTransit: config.limits.maxInTransit,
    worths: ledger.marks?.rates ?? {},
  });
}

function refusal(wanted: TransferWanted, { limit, value, allowed, remedy }: Refused): Alarm {
  const what = `${fromAtoms(wanted.amount)} ${routeText(wanted)}`;
  const text = `not moved: ${what}: ${limit}, ${value} against ${allowed}; ${remedy}`;
  return { key: `transfer/${routeText(wanted)}`, severity: 'warning', text, state: limit };
}

/** What an operator is asked to do. */
function handText(transfer: Transfer, { fee, overdueMs }: TransferRoute): string {
  const most = `${fromAtoms(fee)} ${transfer.request.currency}`;
  const minutes = Math.round(overdueMs / MINUTE);
  return `move ${sumText(transfer)} by hand, within ${minutes} minutes; at most ${most} is the fee`;
}

/**
 * Begins the transfers of `wanted` that the guard passes, in the entry of `seq` at `at`: each is in the state, and so
 * on disk, before it leaves. Where nobody but an operator can move the money, an operator is asked to.
 */
export function transferring(
  state: EngineState,
  wanted: readonly TransferWanted[],
  { seq, at }: { readonly seq: number; readonly at: Millis },
): Step {
  const { execution } = state.config;
  const commands: Step['commands'][number][] = [];
  const alarms: Alarm[] = [];
  let refused: Refused | undefined;
  let next = state;
  for (const [i, one] of wanted.entries()) {
    const id = transferId(state.journal, seq, i);
    // An operator has as long as a transfer may take.
    const route = state.config.transfers?.find(
      ({ by, ...to }) => by === 'hand' && routeText(to) === routeText(one),
    );
    const deadline = later(at, route?.overdueMs ?? execution.orderLifeMs);
    const verdict = verdictOf(next, { ...one, id, deadline });
    if (verdict.kind === 'refused') {
      refused ??= verdict;
      alarms.push(refusal(one, verdict));
      continue;
    }
    const { command } = verdict;
    const begun = begunTransfer(command.transfer, verdict.route, at, execution.ackWithinMs);
    next = withTransfers(next, { ...next.transfers, [id]: begun });
    alarms.push({ key: `transfer/${routeText(one)}`, severity: 'info', text: 'moved again', state: null });
    if (begun.by === 'treasury') {
      commands.push(command);
      continue;
    }
    const text = handText(begun, verdict.route);
    alarms.push({ key: `transfer/${id}`, severity: 'critical', text, state: 'asked' });
  }
  return {
    state: next,
    outcome: {
      ...(refused !== undefined && { refused }),
      ...(commands.length > 0 && { commands }),
      ...(alarms.length > 0 && { alarms }),
    },
    commands,
  };
}
