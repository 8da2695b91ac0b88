/** What a journal says whose writer was killed, beside what the exchange knows. */
import { cashOf, positionLots } from '../src/domain/book.ts';
import type { JournalEntry } from '../src/domain/entry.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import type { EngineState, Outcome } from '../src/engine/state.ts';
import { isLive, type Order } from '../src/execute/order.ts';
import { verify } from '../src/record/chain.ts';
import { sha256 } from '../src/shell/hash.ts';
import { openJournal } from '../src/shell/journals.ts';
import { kernelFor } from '../src/shell/kernel.ts';
import { verifyJournal } from '../src/shell/verify-journal.ts';
import { CURRENCY, SYMBOL, type Truth } from './kill9-exchange.ts';

/** Atoms by which the engine and its venue may differ: each rounds its trades by itself. */
const DUST = 16n;

/** A journal as far as it has been stepped. */
export interface Followed {
  readonly state: EngineState | null;
  /** Alarms since it was looked at before. */
  readonly alarms: readonly string[];
  /** What opening it had to mend, which after a mere kill is nothing. */
  readonly recovered: readonly string[];
  /** The state before the entry that was asked for, if it has been reached. */
  readonly before: EngineState | null;
}

/** Steps what has been written since. `wanted`: the entry before which the state is asked for. */
export type Follower = (wanted: number | null) => Promise<Followed>;

/** Follows the journal at `path`, which nobody else may have open meanwhile. */
export function followJournal(path: string): Follower {
  let state: EngineState | null = null;
  let engine: Engine | undefined;
  return async (wanted) => {
    const journal = openJournal(path);
    try {
      engine ??= createEngine(await kernelFor(journal));
      const from = state === null ? 0 : state.seq + 1;
      const alarms: string[] = [];
      let before: EngineState | null = null;
      for (const { entry } of verify(journal.read(from), sha256, from)) {
        if (entry.seq === wanted) before = state;
        state = engine.step(state, bodyOf(entry)).state;
        alarms.push(...((entry.outcome as Outcome).alarms ?? []).map(({ text }) => text));
      }
      return { state, alarms, recovered: journal.recovered, before };
    } finally {
      await journal.close();
    }
  };
}

/** Whether all of the journal at `path` comes out the same when it is run again; if not, what does not. */
export async function replayed(path: string): Promise<string | null> {
  const journal = openJournal(path);
  try {
    const verdict = verifyJournal(journal, await kernelFor(journal));
    return verdict.kind === 'identical' ? null : JSON.stringify(verdict);
  } finally {
    await journal.close();
  }
}

function bodyOf({ seq, at, cause, body }: JournalEntry): Parameters<Engine['step']>[1] {
  return { seq, at, cause, body };
}

/** Orders of which the engine does not know the end. */
export function liveIn(state: EngineState | null): readonly Order[] {
  return Object.values(state?.orders ?? {}).filter(isLive);
}

/**
 * What `state` has otherwise than the exchange; empty where all agrees. Null where an order is under way that the venue
 * has acknowledged: then it is counted as filled already, and there is nothing to compare.
 */
export function differences(state: EngineState, truth: Truth): readonly string[] | null {
  const live = liveIn(state);
  if (live.some((order) => order.state !== 'unknown')) return null;
  const found = live.map(({ request }) => `${request.id} is in doubt while another is sent`);
  const held = positionLots(state.book, SYMBOL);
  if (held !== truth.lots) found.push(`position ${held}, there ${truth.lots}`);
  const cash = cashOf(state.book, 'deribit', CURRENCY);
  const more = cash - truth.cash;
  if (more > DUST || more < -DUST) found.push(`cash ${cash}, there ${truth.cash}`);
  for (const { request, fills, filled } of Object.values(state.orders)) {
    const there = truth.fills.get(request.id) ?? { count: 0, lots: 0 };
    if (fills.length !== there.count || filled !== there.lots)
      found.push(
        `${request.id}: ${fills.length} fills of ${filled} lots, there ${there.count} of ${there.lots}`,
      );
  }
  for (const label of truth.fills.keys())
    if (label !== '' && state.orders[label] === undefined) found.push(`${label} is in no entry`);
  return found;
}
