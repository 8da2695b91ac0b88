/** Asks after transfers that are silent, and says when one should long have been there. */
import { chaseTransfer, forgetTransfers, type Transfers, underWay } from '../../execute/transfer.ts';
import { approveTrack } from '../../guard/transfer.ts';
import type { Millis } from '../../units/units.ts';
import type { EngineState, Step } from '../state.ts';
import { withMoved } from './news.ts';
import { withTransfers } from './transfers.ts';

/** When a transfer is next to be looked after; infinite where none is. */
export function nextTransfer({ transfers }: Pick<EngineState, 'transfers'>): number {
  let next = Infinity;
  if (transfers === undefined) return next;
  for (const { nextAt } of Object.values(transfers)) if (nextAt !== null && nextAt < next) next = nextAt;
  return next;
}

/** `state` at `at` with those looked after that are due, and what to ask. */
export function chaseTransfers(state: EngineState, at: Millis): Pick<Step, 'state' | 'commands'> {
  if (state.transfers === undefined) return { state, commands: [] };
  const { ackWithinMs } = state.config.execution;
  const commands: Step['commands'][number][] = [];
  let next = state;
  for (const before of underWay(state.transfers)) {
    if (before.nextAt === null || before.nextAt > at) continue;
    const { transfer, isAsked } = chaseTransfer(before, at, ackWithinMs);
    next = withMoved(next, before, transfer);
    if (isAsked) commands.push(approveTrack(transfer.request));
  }
  const kept = forgetTransfers(next.transfers ?? {}, at);
  return { state: kept === next.transfers ? next : withTransfers(next, kept), commands };
}

/** `transfers` after a start: whatever is under way is asked after at once. */
export function askedAnew(transfers: Transfers | undefined, at: Millis): Pick<EngineState, 'transfers'> {
  if (transfers === undefined) return {};
  const entries = Object.entries(transfers).map(([id, transfer]) => [
    id,
    transfer.nextAt === null ? transfer : { ...transfer, nextAt: at },
  ]);
  return { transfers: Object.fromEntries(entries) };
}
