/**
 * The stages composed: `step` is the only way that `EngineState` changes, so live, paper, backtest, simulation,
 * crash recovery and replay are one path. Nothing here reads a clock, a socket or a random number.
 */
import type { Entry } from '../domain/entry.ts';
import { onAccount } from './on-account.ts';
import { onBar } from './on-bar.ts';
import { onConfigured } from './on-configured.ts';
import { onDecisionDue } from './on-decision.ts';
import { onOperator, onTimer } from './on-timer.ts';
import { type EngineState, quiet, type Step } from './state.ts';

function apply(state: EngineState, entry: Entry): Step {
  const { at, body } = entry;
  switch (body.kind) {
    case 'configured':
      return onConfigured(state, body, at);
    case 'account':
      return onAccount(state, body.event, at);
    case 'bar':
      return onBar(state, body);
    case 'timer':
      return onTimer(state, at);
    case 'decisionDue':
      return onDecisionDue(state, body.snapshot, entry.seq, at);
    case 'operator':
      return onOperator(state, body.action);
    case 'checkpoint':
      // The same state, but with its keys in canonical order: sums run over keys, and a start that goes on from
      // here has no other order to run over.
      return quiet(body.state as EngineState);
  }
}

/**
 * The state after `entry` and what it led to. `state` is null before the first entry, which must be `configured`.
 * Throws on a gap in `seq` or a time that goes back: the journal is then not what it should be.
 */
export function step(state: EngineState | null, entry: Entry): Step {
  if (state === null) {
    if (entry.body.kind !== 'configured' || entry.seq !== 0) {
      throw new Error(`a journal begins with a configured entry 0, not ${entry.body.kind} ${entry.seq}`);
    }
    return onConfigured(null, entry.body, entry.at);
  }
  if (entry.seq !== state.seq + 1) throw new Error(`entry ${entry.seq} follows ${state.seq}: one is missing`);
  if (entry.at < state.at) throw new Error(`entry ${entry.seq} is at ${entry.at}, before ${state.at}`);
  const result = apply(state, entry);
  const isBooked = entry.body.kind === 'account' && result.state.book !== state.book;
  const changedAt = isBooked ? entry.at : result.state.changedAt;
  return { ...result, state: { ...result.state, seq: entry.seq, at: entry.at, changedAt } };
}
