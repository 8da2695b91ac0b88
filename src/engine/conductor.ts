import type { EntryBody, OperatorAction } from '../domain/entry.ts';
import type { MarketEvent, MarketSnapshot } from '../domain/market.ts';
import type { Command, TimedAccountEvent } from '../domain/order.ts';
import type { TransferWanted } from '../domain/transfer.ts';
import { seqOfOrder } from '../execute/order-id.ts';
import type { Approved } from '../guard/approved.ts';
import { emptyMarket, type MarketState, observe, rememberedMarket } from '../observe/observe.ts';
import { takeQuotes, takeSnapshot, takeVols } from '../observe/snapshot.ts';
import { type Millis, millis } from '../units/units.ts';
import { anyLive } from './exposure.ts';
import { nextTimer } from './on-timer.ts';
import { createScribe, type ScribeOptions } from './scribe.ts';
import type { EngineState } from './state.ts';
import { createVigil } from './vigil.ts';
import { dueNow, nextAttention } from './watch.ts';

export type Commands = readonly Approved<Command>[];

/**
 * Turns what happens into entries: the part of a host that live, backtest and simulation share. It holds the
 * disposable `MarketState` and the current `EngineState`, and returns the commands that each call led to; they
 * may be sent once the lines appended so far are on disk.
 */
export interface Conductor {
  readonly state: EngineState;
  readonly market: MarketState;
  readonly head: string;
  /** Begins, restarts or reloads. */
  configure(body: Omit<Extract<EntryBody, { kind: 'configured' }>, 'kind' | 'kernel'>, at: Millis): void;
  /** Folds a market event; a bar that is believed becomes an entry. Asks for no decision. */
  observe(event: MarketEvent, at: Millis): void;
  account(timed: TimedAccountEvent): Commands;
  /** After `stop` timers go on, so that what is in flight comes to its end, but nothing more is decided. */
  operate(action: OperatorAction, at: Millis): Commands;
  /** Takes somebody's word that money of ours be moved: the guard may refuse it. */
  transfer(wanted: TransferWanted, at: Millis): Commands;
  /** Tells since when the disk has been behind, or that it has caught up. Nothing where no breaker listens. */
  lag(waitingSince: Millis | null, at: Millis): Commands;
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

/** Of every tick that nothing comes of: no list is made for it. */
const NONE: Commands = [];

/** When the next timer of a state is due: a state is asked once, however many ticks it lives through. */
function createTimer(): { next(state: EngineState): Millis } {
  let asked: EngineState | undefined;
  let next = millis(0);
  return {
    next: (state) => {
      if (state !== asked) next = nextTimer(state);
      asked = state;
      return next;
    },
  };
}

export function createConductor(options: ScribeOptions): Conductor {
  const marks = options.state?.ledger.marks ?? null;
  const market = marks === null ? emptyMarket() : rememberedMarket(marks.prices, marks.at);
  const scribe = createScribe(options);
  const vigil = createVigil();
  const timer = createTimer();
  let attended = options.state?.at ?? millis(0);

  const snapshot = (at: Millis): MarketSnapshot => {
    const { config, instruments } = scribe.state;
    const { staleAfterMs, limits } = config;
    return takeSnapshot(market, at, { staleAfterMs, maxNotional: limits.maxOrderNotional, instruments });
  };

  /** Posts the timers that are due at `at`. */
  const ring = (at: Millis): Commands => {
    const commands: Approved<Command>[] = [];
    for (let i = 0; timer.next(scribe.state) <= at; i += 1) {
      if (i >= ATTENTION_LIMIT) throw new Error(`timers at ${at} never come to rest`);
      commands.push(...scribe.post({ kind: 'timer' }, at, null));
    }
    return commands;
  };
  /** Posts a decision if one is due at `at`. */
  const decide = (at: Millis): Commands => {
    const { staleAfterMs } = scribe.state.config;
    const quotes = takeQuotes(market, at, staleAfterMs);
    const why = dueNow(scribe.state, { quotes, vols: takeVols(market, at, staleAfterMs) }, at);
    if (why === null) return NONE;
    return scribe.post({ kind: 'decisionDue', why, snapshot: snapshot(at) }, at, scribe.state.seq);
  };
  const attendAt = (at: Millis): Commands => {
    const rung = timer.next(scribe.state) <= at ? ring(at) : NONE;
    const decided = vigil.isQuiet(scribe.state, market, at) ? NONE : decide(at);
    if (scribe.isCheckpointDue()) scribe.checkpoint(at);
    attended = at;
    if (decided.length === 0) return rung;
    return rung.length === 0 ? decided : [...rung, ...decided];
  };
  // Time is handed on as it came: choosing between two makes a new object of it, at every tick.
  const attend = (wanted: Millis): Commands =>
    scribe.state.at > wanted ? attendAt(scribe.forward(wanted)) : attendAt(wanted);

  return {
    get state() {
      return scribe.state;
    },
    market,
    get head() {
      return scribe.head;
    },
    configure: (body, at) => {
      scribe.post({ kind: 'configured', kernel: options.engine.kernel, ...body }, at, null);
    },
    observe: (event, at) => {
      const believed = observe(market, event, at, scribe.state);
      if (believed?.kind !== 'bars') return;
      const { intervalMs, bars } = believed;
      scribe.post({ kind: 'bar', intervalMs, bars, snapshot: snapshot(scribe.forward(at)) }, at, null);
    },
    account: ({ at, event }) => {
      const ours = 'order' in event ? event.order : event.kind === 'transfer' ? event.id : null;
      const cause = ours === null ? null : seqOfOrder(scribe.state.journal, ours);
      return scribe.post({ kind: 'account', event }, at, cause);
    },
    operate: (action, at) => scribe.post({ kind: 'operator', action }, at, null),
    transfer: (wanted, at) => scribe.post({ kind: 'transfer', wanted }, at, null),
    lag: (waitingSince, at) =>
      scribe.state.watch === undefined ? NONE : scribe.post({ kind: 'lag', waitingSince }, at, null),
    attend,
    nextAt: () => nextAttention(scribe.state, market, attended),
    checkpoint: scribe.checkpoint,
    anyLive: () => anyLive(scribe.state),
  };
}
