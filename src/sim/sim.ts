/**
 * Deterministic simulation. `scenario.ts` draws a world from a seed, the mix of its faults first; `world.ts` lets it
 * run: a true `market.ts`, paper venues and a `chain-venue.ts`, a `feed.ts` and a `wire.ts` that lie and lose, a
 * `host.ts` that appends, flushes, sends and crashes. `checkers/` watch from outside; `truth.ts` keeps the accounts a
 * second time. After the faults have stopped the world must come to rest. `planted/` holds bugs that all this must
 * find, `failing-seeds.ts` worlds that have found something, and `pains/` scenes that are led into what users suffer
 * from most.
 */
import { encode } from '../record/canonical.ts';
import { MINUTE } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { unfinite } from './checkers/finite.ts';
import { bookFault, ledgerFault } from './checkers/ledger.ts';
import { motionFault } from './checkers/moved.ts';
import { restFault } from './checkers/rest.ts';
import type { Finding } from './checkers/witness.ts';
import type { Edition } from './edition.ts';
import { Failed } from './failure.ts';
import type { Fault } from './faults.ts';
import { type Composition, replayed, SOUND, sha256 } from './host.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { createWorld, type World } from './world.ts';

export interface Failure {
  readonly seed: number;
  readonly checker: string;
  readonly detail: string;
  /** Milliseconds after the world began. */
  readonly at: number;
}

/** What became of one world. */
export interface Run {
  readonly seed: number;
  readonly failure: Failure | null;
  readonly ticks: number;
  readonly entries: number;
  readonly orders: number;
  readonly crashes: number;
  readonly faults: Readonly<Record<Fault, number>>;
  /** Of the whole journal. */
  readonly hash: string;
}

export interface RunOptions {
  /** Of which drawing the seed names a world; absent: the newest. */
  readonly edition?: Edition;
  readonly composition?: Composition;
  readonly log?: (at: Millis, text: string) => void;
}

/** What an asset's exposure may have grown to while nothing could be traded, as a multiple of its size. */
const BACKLOG = 8;

/**
 * Ticks in which a world must come to rest: every silence broken, every doubt cleared, every limit retried, and a
 * backlog traded in orders as small as limits make them.
 */
function patience({ assets, engine, tickMs, barMs, chain }: Scenario): number {
  const { execution, limits, reviewEveryMs } = engine;
  const backlogs = assets.map(({ size, price, profile: { policy, orHedge } }) => {
    const isOnChain = chain !== undefined && orHedge?.includes(chain.instrument.id) === true;
    // Where there is a choice, no more is taken at once than is shown: on average half of the size of a quote.
    const shown = isOnChain ? chain.quote.size / 4 : orHedge === undefined ? Infinity : size / 2;
    const orders = Math.ceil((BACKLOG * size) / Math.min(limits.maxOrderNotional / price, shown));
    const turn = isOnChain ? 4 * tickMs + (chain.confirmations + 2) * chain.blockMs : 4 * tickMs;
    return orders * (policy.kind === 'clock' ? Math.max(policy.everyMs, turn) : turn);
  });
  const overdue = Math.max(0, ...(engine.transfers ?? []).map(({ overdueMs }) => 2 * overdueMs));
  const ms =
    overdue +
    6 * execution.orderLifeMs +
    8 * execution.ackWithinMs +
    4 * reviewEveryMs +
    3 * barMs +
    2 * MINUTE;
  return Math.ceil((ms + Math.max(...backlogs)) / tickMs);
}

function unrest({ witness, venues }: World): { checker: string; detail: Finding } {
  for (const venue of venues) {
    const detail = bookFault(witness, venue);
    if (detail !== null) return { checker: 'book', detail };
  }
  const motion = motionFault(witness);
  if (motion !== null) return { checker: 'motion', detail: motion };
  return { checker: 'liveness', detail: restFault(witness) };
}

/** Lets a world without faults come to rest, and answers in how many ticks; throws `Failed` where it does not. */
export function comeToRest(world: World, scenario: Scenario): number {
  const most = patience(scenario);
  for (let ticks = 1; ; ticks += 1) {
    world.tick();
    const { checker, detail } = unrest(world);
    if (detail === null) return ticks;
    if (ticks >= most) throw new Failed(checker, `${ticks} ticks after the last fault: ${detail}`);
  }
}

function checkAtRest({ witness, venues, host }: World, composition: Composition): void {
  for (const venue of venues) {
    const fault = ledgerFault(witness, venue);
    if (fault !== null) throw new Failed('ledger', fault);
  }
  const fault = unfinite(host.state);
  if (fault !== null) throw new Failed('finite', fault);
  host.flush();
  const { difference, entries, state } = replayed(host.lines, composition);
  if (difference !== null) {
    const { seq, written, replayed: again } = difference;
    throw new Failed('replay', `entry ${seq} was ${written} and is replayed as ${again}`);
  }
  if (entries !== host.lines.length)
    throw new Failed('replay', `${entries} of ${host.lines.length} entries replayed`);
  if (encode(state) !== encode(host.state))
    throw new Failed('replay', 'the state replayed is not the state that ran');
}

/** Runs the world of `seed` to its end, or to the first thing that is wrong in it. */
export function runSeed(seed: number, { edition, ...options }: RunOptions = {}): Run {
  return runScenario(drawScenario(seed, edition), options);
}

/** The same for a world that was not drawn, or not left as it was. */
export function runScenario(scenario: Scenario, options: Omit<RunOptions, 'edition'> = {}): Run {
  const { composition = SOUND, log = () => undefined } = options;
  const { seed } = scenario;
  const world = createWorld({ scenario, composition, log });
  let ticks = 0;
  let failure: Failure | null = null;
  try {
    for (; ticks < scenario.safetyTicks || world.isLongDark; ticks += 1) world.tick();
    world.heal();
    ticks += comeToRest(world, scenario);
    checkAtRest(world, composition);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    failure = { seed, checker: error.checker, detail: error.message, at: world.witness.now - scenario.start };
  }
  return {
    seed,
    failure,
    ticks,
    entries: world.host.lines.length,
    orders: world.witness.truth.orders.size,
    crashes: world.crashes,
    faults: world.faults.counts,
    hash: sha256(world.host.lines.join('\n')),
  };
}
