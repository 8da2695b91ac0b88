/**
 * The stages composed: an engine's `step` is the only way that `EngineState` changes, so live, paper, backtest,
 * simulation, crash recovery and replay are one path. Nothing here reads a clock, a socket or a random number.
 */
import type { Entry } from '../domain/entry.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { alerted } from './alarms.ts';
import { levelAlarm, rearmed, watchAccount, watchLag } from './breakers.ts';
import { onFlattenDue } from './flatten/flatten.ts';
import { told } from './flatten/flattening.ts';
import { onAccount } from './on-account.ts';
import { onBar } from './on-bar.ts';
import { onConfigured } from './on-configured.ts';
import { onDecisionDue } from './on-decision.ts';
import { onOperator, onTimer } from './on-timer.ts';
import { restingInHalt, withdrawing } from './resting.ts';
import { type EngineState, quiet, type Step } from './state.ts';
import { withTransfersTold } from './transfers/news.ts';
import { transferring } from './transfers/transfers.ts';

/** An engine that values books with one kernel. */
export interface Engine {
  /** Id of its kernel. */
  readonly kernel: string;
  /**
   * The state after `entry` and what it led to. `state` is null before the first entry, which must be
   * `configured`. Throws on a gap in `seq` or a time that goes back: the journal is then not what it should be.
   */
  step(state: EngineState | null, entry: Entry): Step;
}

function apply(state: EngineState, entry: Entry, kernel: Kernel): Step {
  const { at, body } = entry;
  switch (body.kind) {
    case 'configured':
      return onConfigured(state, body, at, kernel.id);
    case 'account':
      return onAccount(state, body.event, at, kernel);
    case 'bar':
      return onBar(state, body, kernel);
    case 'timer':
      return onTimer(state, at);
    case 'lag':
      return quiet(watchLag(state, body.waitingSince, at));
    case 'decisionDue':
      return state.flatten === undefined
        ? onDecisionDue(state, body.snapshot, entry, kernel)
        : onFlattenDue(state, body.snapshot, entry);
    case 'operator':
      return onOperator(state, at, body.action);
    case 'transfer':
      return transferring(state, [body.wanted], entry);
    case 'checkpoint':
      // The same state, but with its keys in canonical order: sums run over keys, and a start that goes on from
      // here has no other order to run over.
      return quiet(body.state as EngineState);
  }
}

/** `step` with what the breakers make of its entry, and an alarm where that changes what they allow. */
function watched(before: EngineState, step: Step, { at, body }: Entry): Step {
  if (step.state.watch === undefined) return step;
  let { state } = step;
  if (body.kind === 'account') state = watchAccount(state, body.event, at);
  else if (body.kind === 'operator' && body.action === 'rearm') state = rearmed(state, at);
  const { alarms } = levelAlarm(before, state);
  if (alarms === undefined) return { ...step, state };
  // Another level is a reason to decide anew, unless this was a decision.
  if (body.kind !== 'decisionDue') state = { ...state, decisions: { ...state.decisions, bookChanged: true } };
  return {
    ...step,
    state,
    outcome: { ...step.outcome, alarms: [...(step.outcome.alarms ?? []), ...alarms] },
  };
}

/** `step` with an end to what rests and could open something, where nothing may be opened any more. */
function withoutRests(step: Step): Step {
  const { state, commands } = withdrawing(step.state, restingInHalt(step.state));
  if (commands.length === 0) return step;
  const told = [...(step.outcome.commands ?? []), ...commands];
  return { state, outcome: { ...step.outcome, commands: told }, commands: [...step.commands, ...commands] };
}

function step(state: EngineState | null, entry: Entry, kernel: Kernel): Step {
  if (state === null) {
    if (entry.body.kind !== 'configured' || entry.seq !== 0) {
      throw new Error(`a journal begins with a configured entry 0, not ${entry.body.kind} ${entry.seq}`);
    }
    return onConfigured(null, entry.body, entry.at, kernel.id);
  }
  if (entry.seq !== state.seq + 1) throw new Error(`entry ${entry.seq} follows ${state.seq}: one is missing`);
  if (entry.at < state.at) throw new Error(`entry ${entry.seq} is at ${entry.at}, before ${state.at}`);
  const { body, seq, at } = entry;
  const applied = apply(state, entry, kernel);
  // A checkpoint changes nothing, and must not: a start that finds it goes on from what stands in it.
  const result =
    body.kind === 'checkpoint'
      ? applied
      : alerted(state, withTransfersTold(state, withoutRests(watched(state, applied, entry))));
  const isBooked = body.kind === 'account' && result.state.book !== state.book;
  const changedAt = isBooked ? at : result.state.changedAt;
  const next: EngineState = { ...result.state, seq, at, changedAt };
  return { ...result, state: body.kind === 'account' ? told(state, next, body.event, at) : next };
}

/** The engine that values with `kernel`. */
export function createEngine(kernel: Kernel): Engine {
  return { kernel: kernel.id, step: (state, entry) => step(state, entry, kernel) };
}
