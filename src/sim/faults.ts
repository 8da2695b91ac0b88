import type { Random } from '../math/random.ts';
import { EDITION, type Edition, sinceOf } from './edition.ts';

/** What may go wrong in a world: see `RANGES`. */
export type Fault =
  | 'lostRequest'
  | 'slowRequest'
  | 'repeatedRequest'
  | 'lateReject'
  | 'unanswered'
  | 'lostAck'
  | 'lostFill'
  | 'lostClosed'
  | 'lostReport'
  | 'lostTransfer'
  | 'repeatedEvent'
  | 'lateEvent'
  | 'silence'
  | 'outage'
  | 'silentFeed'
  | 'lostQuote'
  | 'lateQuote'
  | 'crossedQuote'
  | 'garbage'
  | 'outlier'
  | 'crash'
  | 'operator'
  | 'clockJump'
  | 'journalFailure'
  | 'oldSnapshot'
  | 'rateLimit'
  | 'hourOutage'
  | 'gap'
  | 'unorderedTrade'
  | 'silentTrade'
  | 'gasSpike'
  | 'stuckTransaction'
  | 'reorg'
  | 'slowTransfer'
  | 'refusedTransfer'
  | 'returnedTransfer'
  | 'stuckTransfer'
  | 'lostWord'
  | 'depeg'
  | 'wrongMargin'
  | 'silentMargin'
  | 'untoldTiers'
  | 'deleverage'
  | 'fundingSign'
  | 'fundingInterval'
  | 'plunge';

/** Everything that may go wrong in a world, and how likely it is per opportunity when it does at all. */
const RANGES: Readonly<Record<Fault, readonly [low: number, high: number]>> = {
  /** A command never reaches the venue. */
  lostRequest: [0.02, 0.4],
  /** It does, but late: up to twice an order's life. */
  slowRequest: [0.02, 0.4],
  /** It does, twice. */
  repeatedRequest: [0.02, 0.5],
  /** The venue's gateway turns an order down without telling its books, and says so late or never in time. */
  lateReject: [0.02, 0.3],
  /** An adapter says that an answer did not come, whatever became of the order. */
  unanswered: [0.02, 0.3],
  lostAck: [0.02, 0.6],
  lostFill: [0.02, 0.6],
  lostClosed: [0.02, 0.6],
  lostReport: [0.02, 0.5],
  /** Funding, a deal or a settlement is not told. */
  lostTransfer: [0.02, 0.5],
  /** Any event is told twice, the second time late. */
  repeatedEvent: [0.02, 0.5],
  /** Any event overtakes others, or comes long after its deadline. */
  lateEvent: [0.02, 0.5],
  /** After its first fill nothing more is told of an order. */
  silence: [0.05, 0.5],
  /** For a while nothing passes between us and a venue. */
  outage: [0.0005, 0.01],
  /** For a while an instrument has no price. */
  silentFeed: [0.0005, 0.02],
  lostQuote: [0.02, 0.5],
  /** A price comes after a newer one. */
  lateQuote: [0.02, 0.3],
  crossedQuote: [0.01, 0.2],
  garbage: [0.01, 0.2],
  outlier: [0.002, 0.1],
  /** The process dies between two entries, before a flush, or between two commands. */
  crash: [0.001, 0.02],
  /** An operator pauses, kills, stops or reloads. */
  operator: [0.001, 0.01],
  /** The clock of our machine is set forward or back, or right again. */
  clockJump: [0.001, 0.02],
  /** The disk takes no line: the process must stop before anything leaves that is not on it. */
  journalFailure: [0.002, 0.03],
  /** A start finds a checkpoint before the last, and all entries after it. */
  oldSnapshot: [0.1, 0.8],
  /** For a while a venue refuses every order, because there were too many. */
  rateLimit: [0.001, 0.02],
  /** A venue is dark for an hour. */
  hourOutage: [0.00002, 0.0002],
  /** For a while one instrument stands apart from its asset's price: sources disagree, and all of them truly. */
  gap: [0.0005, 0.01],
  /** The venue deleverages or liquidates a part of a perp position, or somebody trades by hand. */
  unorderedTrade: [0.0005, 0.01],
  /** Such a trade is never told: only reports show it. */
  silentTrade: [0.1, 0.9],
  /** For a while gas is dear; where it is dearer than what we bid, no block takes our transactions. Per block. */
  gasSpike: [0.002, 0.1],
  /** A transaction is never taken into a block. */
  stuckTransaction: [0.02, 0.4],
  /** Blocks are replaced by others, and what was in them of ours is not yet in those. Per block that follows ours. */
  reorg: [0.02, 0.5],
  /** Money between our accounts takes longer than it should ever take. */
  slowTransfer: [0.05, 0.6],
  /** It never leaves. */
  refusedTransfer: [0.05, 0.4],
  /** It leaves, does not arrive and comes back. */
  returnedTransfer: [0.05, 0.4],
  /** It leaves and is never seen again. */
  stuckTransfer: [0.02, 0.3],
  /** What becomes of it is not told. */
  lostWord: [0.02, 0.6],
  /** For a while the stablecoin is worth less. Per bar. */
  depeg: [0.02, 0.2],
  /** For a while a venue tells a margin that is not what it has. Per tick. */
  wrongMargin: [0.002, 0.04],
  /** For a while it tells none. Per tick. */
  silentMargin: [0.0005, 0.01],
  /** A report tells no brackets, and none may ever. */
  untoldTiers: [0.3, 1],
  /** A winning position is taken to cover what others have lost. Per tick and position. */
  deleverage: [0.0005, 0.01],
  /** We are told funding as if whoever is paid were to pay. Per payment. */
  fundingSign: [0.05, 0.5],
  /** Funding is paid twice or half as often from now on. Per payment. */
  fundingInterval: [0.05, 0.5],
  /** A price gaps. Per tick. */
  plunge: [0.001, 0.02],
};

/** Those that get in the way of nothing that we would do. */
const HARMLESS: ReadonlySet<Fault> = new Set([
  ...(['repeatedRequest', 'repeatedEvent', 'gap', 'unorderedTrade', 'silentTrade', 'depeg'] as const),
  ...([
    'wrongMargin',
    'silentMargin',
    'untoldTiers',
    'deleverage',
    'fundingSign',
    'fundingInterval',
  ] as const),
  ...([
    'lostWord',
    'slowTransfer',
    'refusedTransfer',
    'returnedTransfer',
    'stuckTransfer',
    'plunge',
  ] as const),
]);

export const FAULTS = Object.keys(RANGES) as readonly Fault[];

/** Chance of each fault per opportunity; 0 where the world is free of it. */
export type FaultMix = Readonly<Record<Fault, number>>;

/** One world in so many is free of every fault: what fails there is no matter of faults. */
const CLEAN_ONE_IN = 16;

/** Which faults a world has: a few of them or most, each at its own rate. */
export function drawMix(random: Random, edition: Edition = EDITION): FaultMix {
  const share = random.int(CLEAN_ONE_IN) === 0 ? 0 : random.next();
  const mix = {} as Record<Fault, number>;
  for (const fault of FAULTS) {
    const own = random.fork(fault);
    const [low, high] = RANGES[fault];
    mix[fault] =
      edition >= sinceOf(fault) && own.next() < share ? low * Math.exp(own.next() * Math.log(high / low)) : 0;
  }
  return mix;
}

/** The mix at work. */
export interface Faults {
  /** Whether `fault` happens at this opportunity; counted if so. */
  strikes(fault: Fault): boolean;
  /** Draws for how it happens: where one fault begins to draw more, no other changes. */
  of(fault: Fault): Random;
  /** From now on nothing happens. */
  stop(): void;
  readonly counts: Readonly<Record<Fault, number>>;
  /** How often anything happened that gets in our way. */
  readonly troubles: number;
}

export function createFaults(mix: FaultMix, random: Random): Faults {
  const chances = new Map(FAULTS.map((fault) => [fault, random.fork(`whether ${fault}`)]));
  const draws = new Map(FAULTS.map((fault) => [fault, random.fork(`how ${fault}`)]));
  const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  let stopped = false;
  let troubles = 0;
  return {
    strikes(fault) {
      if (stopped || mix[fault] === 0) return false;
      const struck = (chances.get(fault) as Random).next() < mix[fault];
      if (struck) counts[fault] += 1;
      if (struck && !HARMLESS.has(fault)) troubles += 1;
      return struck;
    },
    of: (fault) => draws.get(fault) as Random,
    stop() {
      stopped = true;
    },
    counts,
    get troubles() {
      return troubles;
    },
  };
}
