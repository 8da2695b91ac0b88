import type { EntryBody, OperatorAction } from '../domain/entry.ts';
import type { MarketEvent, MarketSnapshot } from '../domain/market.ts';
import type { TimedAccountEvent, VenueCommand } from '../domain/order.ts';
import { seqOfOrder } from '../execute/order-id.ts';
import type { Approved } from '../guard/approved.ts';
import { emptyMarket, type MarketState, observe, rememberedMarket } from '../observe/observe.ts';
import { takeQuotes, takeSnapshot, takeVols } from '../observe/snapshot.ts';
import { decode, encode } from '../record/canonical.ts';
import { type Hasher, seal } from '../record/chain.ts';
import { type Millis, millis } from '../units/units.ts';
import { step } from './engine.ts';
import { anyLive } from './exposure.ts';
import { nextTimer } from './on-timer.ts';
import type { EngineState, Outcome } from './state.ts';
import { dueNow, nextAttention } from './watch.ts';

export type Commands = readonly Approved<VenueCommand>[];

/** One entry as it was appended. */
export interface Appended {
  readonly seq: number;
  readonly at: Millis;
  readonly body: EntryBody;
  readonly outcome: Outcome;
}

export interface ConductorOptions {
  /** Where an earlier run left off; null for a new journal. */
  readonly state: EngineState | null;
  /** Hash of the last line, or the genesis. */
  readonly head: string;
  readonly hash: Hasher;
  /** Takes each line as it is made, before any command of it may be sent. */
  readonly append: (line: string) => void;
  /** Told of each entry, for views and reports. */
  readonly onAppended?: (appended: Appended) => void;
  readonly checkpointEvery: number;
  /** In place of the engine's own: for tests of those who watch it. */
  readonly step?: typeof step;
}

/**
 * Turns what happens into entries: the part of a host that live, backtest and simulation share. It holds the
 * disposable `MarketState` and the current `EngineState`, and returns the commands that each call led to; they
 * may be sent once the lines appended so far are on disk.
 */
export interface Conductor {
  readonly state: EngineState;
  readonly market: MarketState;
  readonly head: string;
  configure(body: Omit<Extract<EntryBody, { kind: 'configured' }>, 'kind'>, at: Millis): void;
  /** Folds a market event; a bar that is believed becomes an entry. Asks for no decision. */
  observe(event: MarketEvent, at: Millis): void;
  account(timed: TimedAccountEvent): Commands;
  /** After `stop` timers go on, so that what is in flight comes to its end, but nothing more is decided. */
  operate(action: OperatorAction, at: Millis): Commands;
  /** Lets timers and decisions that are due at `at` happen. */
  attend(at: Millis): Commands;
  /** When `attend` must be called again at the latest, whatever else happens. */
  nextAt(): Millis;
  checkpoint(at: Millis): void;
  /** Whether more may come of any order. */
  anyLive(): boolean;
}

/** No host asks as many things of one instant; more means that a timer re-arms itself in the past. */
const ATTENTION_LIMIT = 100;

/**
 * `body` as a replay will read it: keys in canonical order, for those kinds whose records the state keeps and
 * sums over. A snapshot's are only looked up, and bars and decisions are too many to copy.
 */
function asRead(body: EntryBody): EntryBody {
  if (body.kind === 'bar' || body.kind === 'decisionDue') return body;
  return decode(encode(body)) as EntryBody;
}

export function createConductor(options: ConductorOptions): Conductor {
  const marks = options.state?.ledger.marks ?? null;
  const market = marks === null ? emptyMarket() : rememberedMarket(marks.prices, marks.at);
  const apply = options.step ?? step;
  let { state, head } = options;
  let sinceCheckpoint = 0;
  let attended = options.state?.at ?? millis(0);

  const current = (): EngineState => {
    if (state === null) throw new Error('the conductor has not been configured');
    return state;
  };

  /** Time never goes back, whatever a clock does: what is done at `at` is done at this. */
  const forward = (at: Millis): Millis => (state !== null && state.at > at ? state.at : at);

  const post = (given: EntryBody, wanted: Millis, cause: number | null): Commands => {
    const body = asRead(given);
    const at = forward(wanted);
    const seq = state === null ? 0 : state.seq + 1;
    const entry = { seq, at, cause, body };
    const result = apply(state, entry);
    const sealed = seal(entry, result.outcome, head, options.hash);
    options.append(sealed.line);
    head = sealed.hash;
    state = result.state;
    sinceCheckpoint += 1;
    options.onAppended?.({ seq, at, body, outcome: result.outcome });
    return result.commands;
  };

  const snapshot = (at: Millis): MarketSnapshot => {
    const { config, instruments } = current();
    const { staleAfterMs, limits } = config;
    return takeSnapshot(market, at, { staleAfterMs, maxNotional: limits.maxOrderNotional, instruments });
  };

  const checkpoint = (at: Millis): void => {
    post({ kind: 'checkpoint', state: current() }, at, null);
    sinceCheckpoint = 0;
  };

  const attend = (wanted: Millis): Commands => {
    const at = forward(wanted);
    const commands: Approved<VenueCommand>[] = [];
    for (let i = 0; nextTimer(current()) <= at; i += 1) {
      if (i >= ATTENTION_LIMIT) throw new Error(`timers at ${at} never come to rest`);
      commands.push(...post({ kind: 'timer' }, at, null));
    }
    const { staleAfterMs } = current().config;
    const quotes = takeQuotes(market, at, staleAfterMs);
    const why = dueNow(current(), { quotes, vols: takeVols(market, at, staleAfterMs) }, at);
    if (why !== null) {
      commands.push(...post({ kind: 'decisionDue', why, snapshot: snapshot(at) }, at, current().seq));
    }
    if (sinceCheckpoint >= options.checkpointEvery) checkpoint(at);
    attended = at;
    return commands;
  };

  return {
    get state() {
      return current();
    },
    market,
    get head() {
      return head;
    },
    configure: (body, at) => {
      post({ kind: 'configured', ...body }, at, null);
    },
    observe: (event, at) => {
      const believed = observe(market, event, at);
      if (believed?.kind !== 'bars') return;
      const { intervalMs, bars } = believed;
      post({ kind: 'bar', intervalMs, bars, snapshot: snapshot(forward(at)) }, at, null);
    },
    account: ({ at, event }) => {
      const cause = 'order' in event ? seqOfOrder(current().journal, event.order) : null;
      return post({ kind: 'account', event }, at, cause);
    },
    operate: (action, at) => post({ kind: 'operator', action }, at, null),
    attend,
    nextAt: () => nextAttention(current(), market, attended),
    checkpoint,
    anyLive: () => anyLive(current()),
  };
}
