/**
 * Kills the engine in the middle of orders, starts it again on the same journal, and compares: whenever it sends its
 * first order after a start, its book has to be what the exchange has at that instant.
 */
import { join } from 'node:path';
import { createRandom, type Random } from '../src/math/random.ts';
import { openSlowExchange, type SlowExchange, type Truth } from './kill9-exchange.ts';
import { differences, type Follower, followJournal, liveIn, replayed } from './kill9-journal.ts';
import { type Killed, type KillReport, reportOf, whereOf } from './kill9-report.ts';
import { type EngineProcess, ORDER_LIFE_MS, startEngine, writeConfig } from './kill9-session.ts';

/**
 * When to kill: an order has been told of and may not be written or sent; it lies in the exchange's queue; it has been
 * dealt with; its answer is on its way or here; it lies in the queue until long after the engine is back; or after any
 * of these a second time, while the engine finds its way back.
 */
const MOMENTS = ['told', 'straggler', 'sent', 'taken', 'straggler', 'answered', 'again'] as const;
type Moment = (typeof MOMENTS)[number];

export interface KillOptions {
  /** How many in the middle of an order. */
  readonly wanted: number;
  readonly seed: number;
  /** Where config and journal are put. */
  readonly folder: string;
  readonly onKill?: (kill: number, moment: string) => void;
}

/** What a trial is made with. */
interface Bench {
  readonly exchange: SlowExchange;
  readonly follow: Follower;
  readonly random: Random;
  readonly config: string;
  readonly journal: string;
  readonly faults: string[];
  readonly kills: Killed[];
  engine: EngineProcess | null;
  known: ReadonlySet<string>;
  compared: number;
  isUp: boolean;
}

/** The price moves again where no order comes for so long; after so many times the engine is stuck. */
const PAUSE_MS = 6_000;
const PATIENCE = 5;
const QUEUE_MS = 40;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Moves the price to where it was before, or away from there, by a bit more than a percent. */
function jump(bench: Bench): void {
  const factor = 1.01 + 0.005 * bench.random.next();
  bench.exchange.jump(bench.isUp ? 1 / factor : factor);
  bench.isUp = !bench.isUp;
}

/** The first order of a session. */
interface FirstOrder {
  readonly label: string;
  /** What the exchange had just before. */
  readonly truth: Truth;
  /** Orders of sessions before that might still fill: no other may be sent before it is known what became of them. */
  readonly queued: readonly string[];
}

/** The engine, running on the exchange, and its first order. */
interface Session {
  readonly engine: EngineProcess;
  readonly first: FirstOrder | null;
  /** Resolves with the next order that is told of, sent or taken. Rejects where none comes. */
  next(kind: 'told' | 'sent' | 'taken'): Promise<void>;
}

/** Orders but `label` that lie in the queue and may still fill. */
function queuedAt({ news }: SlowExchange, label: string): readonly string[] {
  const over = new Set(news.filter(({ kind }) => kind === 'taken').map((each) => each.label));
  const waiting = news.filter((each) => each.label !== label && !over.has(each.label));
  return waiting.filter(({ until }) => until >= Date.now()).map((each) => each.label);
}

function openSession(bench: Bench): Session {
  const { exchange } = bench;
  const engine = startEngine(bench.config, bench.journal);
  bench.engine = engine;
  let first: Session['first'] = null;
  let waiting: { readonly kind: string; readonly resolve: () => void } | undefined;
  // Orders of sessions before may still lie in the queue.
  const mine = new Set<string>();
  const happened = (kind: string): void => {
    if (waiting?.kind === kind) waiting.resolve();
  };
  exchange.hear(({ kind, label }) => {
    if (kind === 'sent') {
      first ??= { label, truth: exchange.truth(), queued: queuedAt(exchange, label) };
      mine.add(label);
    }
    if (mine.has(label)) happened(kind);
  });
  engine.hear(() => happened('told'));
  const next = async (kind: 'told' | 'sent' | 'taken'): Promise<void> => {
    const reached = new Promise<'reached'>((resolve) => {
      waiting = { kind, resolve: () => resolve('reached') };
    });
    const ended = engine.ended.then(() => 'ended' as const);
    for (let i = 0; i < PATIENCE; i += 1) {
      const outcome = await Promise.race([reached, ended, sleep(PAUSE_MS)]);
      if (outcome === 'reached') return;
      if (outcome === 'ended') break;
      // An order that lay in the queue may have been the right one for this price: then there is nothing to do.
      jump(bench);
    }
    throw new Error(`no order was ${kind} by an engine that said: ${engine.said}`);
  };
  return {
    engine,
    get first() {
      return first;
    },
    next,
  };
}

/** Waits for `moment` of the next order, and a little longer. */
async function reach(bench: Bench, session: Session, moment: Moment): Promise<void> {
  const { exchange, random } = bench;
  const [kind, most] = {
    told: ['told', 4],
    sent: ['sent', QUEUE_MS],
    taken: ['taken', 10],
    answered: ['taken', 40],
    straggler: ['sent', QUEUE_MS],
    again: ['sent', 2 * QUEUE_MS],
  }[moment] as [Parameters<Session['next']>[0], number];
  const [shortest, longest] = moment === 'straggler' ? [700, ORDER_LIFE_MS - 100] : [0, QUEUE_MS];
  exchange.delay(() => shortest + (longest - shortest) * random.next());
  await session.next(kind);
  // Not while an order is on its way here: it would be compared with what the engine cannot have known.
  if (kind !== 'told') stir(bench, 0.5);
  await sleep(most * random.next());
}

/** Kills the engine, and looks into what it has left. */
async function kill(bench: Bench, { engine, first }: Session): Promise<void> {
  const at = Date.now();
  engine.kill('SIGKILL');
  await engine.ended;
  await compare(bench, first, engine.told, at);
}

/** Compares the book before the session's first order with what the exchange had then. */
async function compare(bench: Bench, first: Session['first'], told: number, at: number): Promise<void> {
  const { faults, kills } = bench;
  const seq = first === null ? null : Number.parseInt(first.label.split('-')[2] ?? '', 36);
  const { state, before, alarms, recovered } = await bench.follow(seq);
  const found = [...recovered, ...alarms.filter((text) => text.startsWith('adopted'))];
  if (first !== null && before === null) found.push(`${first.label} was sent and is in no entry`);
  found.push(...(first?.queued ?? []).map((id) => `${first?.label} was sent while ${id} was under way`));
  if (first !== null && before !== null) {
    const differing = differences(before, first.truth);
    found.push(...(differing ?? []));
    if (differing !== null) bench.compared += 1;
  }
  faults.push(...found.map((text) => `before kill ${kills.length + 1}: ${text}`));
  const ids = new Set(Object.keys(state?.orders ?? {}));
  const placed = [...ids].filter((id) => !bench.known.has(id)).length;
  bench.known = ids;
  kills.push({ at, live: liveIn(state).map(({ request }) => request.id), isUnwritten: told > placed });
}

/** What happens at the exchange by itself, now and then. */
function stir({ exchange, random }: Bench, chance: number): void {
  if (random.next() < chance) exchange.payFunding(0.0004 * (random.next() - 0.5));
  if (random.next() < chance / 2) exchange.trade(random.int(4_000) - 2_000 || 1);
}

async function trial(bench: Bench, moment: Moment): Promise<void> {
  const { random, exchange } = bench;
  jump(bench);
  if (moment === 'again') {
    const brief = openSession(bench);
    await Promise.race([sleep(150 + 600 * random.next()), brief.engine.ended]);
    await kill(bench, brief);
    stir(bench, 0.3);
  }
  exchange.delay(() => QUEUE_MS * random.next());
  const session = openSession(bench);
  if (random.next() < 0.4) {
    await session.next('taken');
    await sleep(100 + 200 * random.next());
    jump(bench);
  }
  await reach(bench, session, moment);
  await kill(bench, session);
  stir(bench, 0.3);
}

/** Lets the engine come to rest and stop as it should, and compares once more. */
async function finish(bench: Bench): Promise<void> {
  const { exchange, faults } = bench;
  jump(bench);
  exchange.delay(() => 0);
  const session = openSession(bench);
  await session.next('taken');
  await sleep(1_500);
  session.engine.kill('SIGTERM');
  const status = await session.engine.ended;
  if (status !== 0) faults.push(`a stop ended with ${status}: ${session.engine.said}`);
  const truth = exchange.truth();
  await compare(bench, session.first, session.engine.told, Date.now());
  bench.kills.pop();
  const { state } = await bench.follow(null);
  const differing = state === null ? null : differences(state, truth);
  const found = [...(differing ?? ['an order is under way'])];
  const changed = await replayed(bench.journal);
  if (changed !== null) found.push(changed);
  faults.push(...found.map((text) => `at the end: ${text}`));
}

/** Kills the engine until it has been killed as often as is wanted in the middle of an order. */
export async function killTrials({ wanted, seed, folder, onKill }: KillOptions): Promise<KillReport> {
  const exchange = await openSlowExchange(seed);
  const journal = join(folder, 'journal');
  const bench: Bench = {
    ...{ exchange, follow: followJournal(journal), random: createRandom(seed).fork('kill9') },
    ...{ config: writeConfig(folder, exchange.port), journal, faults: [], kills: [] },
    ...{ engine: null, known: new Set<string>(), compared: 0, isUp: false },
  };
  const midOrder = (): number => bench.kills.filter((each) => whereOf(exchange, each) !== 'settled').length;
  try {
    for (let i = 0; midOrder() < wanted && i < 3 * wanted; i += 1) {
      const moment = MOMENTS[i % MOMENTS.length] ?? 'sent';
      await trial(bench, moment);
      onKill?.(bench.kills.length, moment);
    }
    await finish(bench);
    return reportOf(bench);
  } finally {
    bench.engine?.kill('SIGKILL');
    await exchange.close();
  }
}
