/**
 * Value and Greeks of many options at once: with everything computed anew, and for a book that is re-marked,
 * where what depends on contract, time and rates alone has been computed before. QuantLib and the packages
 * from npm compute a price and four Greeks; the kernel, and plain C++ beside it, a price and eight.
 */
import { type Kernel, type OptionTable, TOTALS } from '../src/pricing/kernel/kernel.ts';
import { type BenchResult, interleaved, resultOf } from './bench.ts';
import {
  agree,
  type Measure,
  openPeers,
  type Peers,
  peersOf,
  speedGoal,
  speedOf,
  speedOfPeer,
} from './contest.ts';
import { kernels } from './kernels.ts';
import { npmGreeks, qlGreeks } from './npm-peers.ts';
import { fill, inOrder, type OptionColumns, onUnderlyings, optionColumns } from './options.ts';
import { QUANTLIB, SCALAR, VECTOR } from './recipes.ts';

const ROUNDS = 21;
const OPTIONS = 4_096;
/** Of the book that is re-marked. */
const UNDERLYINGS = 10;
/** The slowest peer gets fewer. */
const NPM_OPTIONS = 256;
const LESS = 5;

/** Of what a Greek is naturally large as; QuantLib's own normal distribution is good to about 1e-12. */
const TOLERANCE = 1e-9;
/** `black-scholes` sums a hundred terms of a series, and rounds off beyond eight deviations. */
const NPM_TOLERANCE = 1e-6;

const LESS_GREEKS = 'price and 4 Greeks, M/s of CPU';
const GREEKS = 'price and 8 Greeks, M/s of CPU';
const NAMES = {
  quantlib: `QuantLib BlackCalculator, C++ -O3, ${LESS_GREEKS}`,
  scalar: `plain C++ -O3, ${GREEKS}`,
  vector: `plain C++ -O3 -march=native -ffast-math, ${GREEKS}`,
  typescript: `our kernel in TypeScript, ${GREEKS}`,
  kernel: `our kernel as the shell loads it, ${GREEKS}`,
};
const LABELS = {
  ...NAMES,
  ...Object.fromEntries(
    Object.entries(NAMES).map(([name, what]) => [`${name}Cached`, `${what}, terms cached`]),
  ),
  ql: `npm @quantlib/ql BlackCalculator, ${LESS_GREEKS}`,
  npm: `npm black-scholes and greeks, ${LESS_GREEKS}`,
};

/** The kernel's answers as peers give them: a column after another. */
function answersOf(kernel: Kernel, table: OptionTable): Float64Array {
  const { capacity } = table;
  const refused = kernel.value(table, 0, capacity);
  if (refused > 0)
    throw new Error(`${refused} of ${capacity} options were refused; there is nothing to time`);
  const answers = new Float64Array(TOTALS.length * capacity);
  for (const [i, name] of TOTALS.entries()) answers.set(table[name], i * capacity);
  return answers;
}

/** What the answer at `i` is naturally as large as: a price as the spot, gamma as its inverse, and so on. */
function scaleIn({ spot }: OptionColumns): (i: number) => number {
  return (i) => {
    const price = spot[i % spot.length] ?? 0;
    const name = TOTALS[Math.floor(i / spot.length)] ?? 'price';
    if (name === 'gamma') return 1 / price;
    return name === 'delta' || name === 'vanna' || name === 'charm' ? 1 : price;
  };
}

/** A contest over `columns`: everything computed anew, or from cached terms. */
interface Contest {
  readonly columns: OptionColumns;
  /** What the peers call it. */
  readonly job: string;
  /** Put after the names of contestants. */
  readonly ending: string;
  readonly isCached: boolean;
}

interface Entered {
  readonly right: Float64Array;
  readonly peers: Peers;
  readonly measures: Readonly<Record<string, Measure>>;
}

const PASSES: Readonly<Record<string, number>> = {
  quantlib: 20,
  scalar: 100,
  vector: 250,
  kernel: 100,
  typescript: 40,
};

/** The contestants of a contest, once all were found to answer the same; adds their processes to `open`. */
async function entered({ columns, job, ending, isCached }: Contest, open: Peers[]): Promise<Entered> {
  const measures: Record<string, Measure> = {};
  const bodies = Object.entries(await kernels());
  const found = bodies.map(([name, kernel]) => {
    const table = kernel.table(OPTIONS);
    fill(kernel, table, columns);
    measures[name + ending] = speedOf(OPTIONS, PASSES[name] ?? 1, () => {
      if (!isCached) kernel.prepare(table, 0, OPTIONS);
      kernel.value(table, 0, OPTIONS);
    });
    return answersOf(kernel, table);
  });
  const [right = new Float64Array(), ...others] = found;
  for (const answers of others) agree('another body of the kernel', answers, right, 0, () => 0);
  const peers = await openPeers({ quantlib: QUANTLIB, scalar: SCALAR, vector: VECTOR }, inOrder(columns));
  open.push(peers);
  for (const [name, peer] of Object.entries(peers.running)) {
    const answers = await peer.answers(job);
    agree(`${name} at ${job}`, answers, right.subarray(0, answers.length), TOLERANCE, scaleIn(columns));
    measures[name + ending] = speedOfPeer(peer, job, OPTIONS, PASSES[name] ?? 1);
  }
  return { right, peers, measures };
}

async function fromNpm(columns: OptionColumns, right: Float64Array): Promise<Record<string, Measure>> {
  const scaleOf = scaleIn(columns);
  const ql = await qlGreeks(columns);
  ql.pass();
  agree('@quantlib/ql', ql.answers, right.subarray(0, LESS * OPTIONS), TOLERANCE, scaleOf);
  const npm = npmGreeks(columns, NPM_OPTIONS);
  npm.pass();
  agree('black-scholes', npm.prices, right.subarray(0, NPM_OPTIONS), NPM_TOLERANCE, scaleOf);
  return { ql: speedOf(OPTIONS, 10, ql.pass), npm: speedOf(NPM_OPTIONS, 1, npm.pass) };
}

/**
 * Goals `greeks.quantlib`, `greeks.quantlib.cached` and `greeks.scalar`: options a second of CPU against
 * QuantLib's `BlackCalculator`, which in the cached contest is given discounts, growth and √T as well, and
 * against the same formulas in C++ without vectors.
 */
export async function run(): Promise<BenchResult> {
  const columns = optionColumns('greeks', OPTIONS);
  const book = onUnderlyings(columns, UNDERLYINGS);
  const open: Peers[] = [];
  try {
    const anew = await entered({ columns, job: 'greeks', ending: '', isCached: false }, open);
    const cached = await entered(
      { columns: book, job: 'greeks-cached', ending: 'Cached', isCached: true },
      open,
    );
    const npm = await fromNpm(columns, anew.right);
    const rows = await interleaved(ROUNDS, { ...anew.measures, ...cached.measures, ...npm });
    const goal = (id: string, target: number, ours: string, peer: string, what: string) =>
      speedGoal(rows, { id, target, ours, peer, what: `options per CPU second, ${what}; at least` });
    const more = 'price and 8 Greeks against price and 4 by QuantLib BlackCalculator';
    return resultOf('greeks', {
      data: [
        `${OPTIONS} options, a day to two years, vols 20 % to 200 %; all answers agree within ` +
          `${TOLERANCE} of their natural scale (npm black-scholes: prices of ${NPM_OPTIONS}, ${NPM_TOLERANCE})`,
        `everything anew: each on its own spot; terms cached: on ${UNDERLYINGS} spots`,
      ],
      peers: peersOf(rows, LABELS, anew.peers.absent),
      rows,
      goals: [
        goal('greeks.quantlib', 6, 'kernel', 'quantlib', more),
        goal('greeks.quantlib.cached', 10, 'kernelCached', 'quantlibCached', `${more}, terms cached in both`),
        goal('greeks.scalar', 1, 'kernel', 'scalar', 'against the same in C++ -O3'),
      ],
    });
  } finally {
    await Promise.all(open.map((peers) => peers.close()));
  }
}
