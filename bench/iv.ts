/**
 * Implied vols: how fast, on options that every contestant can invert, and how safe, on a million that were
 * made to be hard.
 */
import { impliedDeviation } from '../src/pricing/implied-vol/implied-deviation.ts';
import { type BenchResult, interleaved, type Row, resultOf } from './bench.ts';
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
import {
  chosen,
  hardOptions,
  type PricedOptions,
  pricedOptions,
  type Tally,
  tallied,
} from './implied-options.ts';
import { npmDeviations, qlDeviations } from './npm-peers.ts';
import { optionColumns } from './options.ts';
import { QUANTLIB } from './recipes.ts';

const ROUNDS = 31;
const OPTIONS = 4_096;
/** From which those are taken that QuantLib inverts. */
const DRAWN = 5_000;
const HARD = 1_000_000;
const SHARE = 12;
/** The slowest peer gets fewer. */
const NPM_OPTIONS = 8;

/** QuantLib is asked for 1e-10 of the deviation, absolute; where it is off by more than this, it has failed. */
const TOLERANCE = 1e-6;
/** In units of our own tolerance, 1e-12. */
const QUANTLIB_SLACK = TOLERANCE / 1e-12;

const LABELS = {
  quantlib: 'QuantLib blackFormulaImpliedStdDev, C++ -O3, accuracy 1e-10, M/s of CPU',
  ql: 'npm @quantlib/ql blackFormulaImpliedStdDev, accuracy 1e-10, M/s of CPU',
  npm: 'npm implied-volatility, to one cent, M/s of CPU',
  ours: 'ours, to the last digits, M/s of CPU',
};

function inOrder({ sign, strike, forward, price }: PricedOptions): Float64Array[] {
  return [sign, strike, forward, price];
}

/** A pass over `options` that writes the deviations into `found`. */
function solving({ sign, strike, forward, price }: PricedOptions, found: Float64Array): () => void {
  return () => {
    for (let i = 0; i < found.length; i += 1) {
      found[i] = impliedDeviation(
        sign[i] as number,
        forward[i] as number,
        strike[i] as number,
        price[i] as number,
      );
    }
  };
}

function solved(options: PricedOptions): Float64Array {
  const found = new Float64Array(options.sign.length);
  solving(options, found)();
  return found;
}

/** What QuantLib makes of `options`, NaN where it throws; nothing where it is absent. */
async function byQuantlib(options: PricedOptions): Promise<Float64Array | null> {
  const peers = await openPeers({ quantlib: QUANTLIB }, inOrder(options));
  try {
    return (await peers.running.quantlib?.answers('iv')) ?? null;
  } finally {
    await peers.close();
  }
}

/** Options that QuantLib, where it is there, inverts, so that it is timed on nothing that it cannot do. */
async function feasible(): Promise<{ readonly options: PricedOptions; readonly dropped: number }> {
  const drawn = pricedOptions(optionColumns('iv', DRAWN));
  const answers = await byQuantlib(drawn);
  const isRight = (i: number): boolean =>
    answers === null || Math.abs((answers[i] ?? Number.NaN) / (drawn.deviation[i] ?? 0) - 1) <= TOLERANCE;
  const right = Array.from({ length: DRAWN }, (_, i) => i).filter(isRight);
  const taken = new Set(right.slice(0, OPTIONS));
  if (taken.size < OPTIONS) throw new Error(`QuantLib inverts ${taken.size} of ${DRAWN} options only`);
  const last = right[OPTIONS - 1] ?? 0;
  return { options: chosen(drawn, (i) => taken.has(i)), dropped: last + 1 - OPTIONS };
}

async function contestants(options: PricedOptions, { running }: Peers): Promise<Record<string, Measure>> {
  const right = options.deviation;
  const nothing = (): number => 0;
  const found = solved(options);
  agree('ours', found, right, TOLERANCE, nothing);
  if (running.quantlib !== undefined) {
    agree('QuantLib', await running.quantlib.answers('iv'), right, TOLERANCE, nothing);
  }
  const ql = await qlDeviations(options);
  ql.pass();
  agree('@quantlib/ql', ql.answers, right, TOLERANCE, nothing);
  const npm = npmDeviations(options, NPM_OPTIONS);
  npm.pass();
  agree('implied-volatility', npm.answers, npm.right, 0.01, nothing);
  return {
    ours: speedOf(OPTIONS, SHARE, solving(options, found)),
    ...(running.quantlib && { quantlib: speedOfPeer(running.quantlib, 'iv', OPTIONS, SHARE / 2) }),
    ql: speedOf(OPTIONS, 1, ql.pass),
    npm: speedOf(NPM_OPTIONS, 1, npm.pass),
  };
}

function sentence({ inputs, unsolvable, hopeless, refused, wrong, worst }: Tally): string {
  return (
    `${inputs} options: ${unsolvable} with no vol to their price, ${hopeless} more with no digit of it; ` +
    `${refused} refused, ${wrong} wrong, worst error ${worst.toPrecision(3)} of what is allowed`
  );
}

/**
 * Goals `iv.quantlib`, vols a second of CPU against QuantLib's `blackFormulaImpliedStdDev`, and `iv.failures`,
 * refusals and wrong answers among a million.
 */
export async function run(): Promise<BenchResult> {
  const hard = hardOptions('iv', HARD);
  const tally = tallied(hard, solved(hard));
  const quantlib = await byQuantlib(hard);
  const theirs = quantlib && tallied(hard, quantlib, QUANTLIB_SLACK);
  const { options, dropped } = await feasible();
  const peers = await openPeers({ quantlib: QUANTLIB }, inOrder(options));
  try {
    const rows = await interleaved(ROUNDS, await contestants(options, peers));
    const counted: Row = { ...tally };
    const failures = tally.refused + tally.wrong;
    const what = 'vols per CPU second against QuantLib blackFormulaImpliedStdDev; at least';
    return resultOf('iv', {
      data: [
        `${OPTIONS} options, a day to two years, vols 20 % to 200 %; ${dropped} more that QuantLib does not ` +
          `invert to ${TOLERANCE} were left out, ours inverts all`,
        sentence(tally),
        ...(theirs
          ? [`QuantLib, allowed ${TOLERANCE} instead of 1e-12, on the same ${sentence(theirs)}`]
          : []),
      ],
      peers: [
        ...peersOf(rows, LABELS, peers.absent),
        { name: 'QuantLib refusals and wrong answers', reached: theirs && theirs.refused + theirs.wrong },
      ],
      rows: [...rows, counted],
      goals: [
        speedGoal(rows, { id: 'iv.quantlib', target: 2.5, ours: 'ours', peer: 'quantlib', what }),
        {
          ...{ id: 'iv.failures', target: 0, reached: failures, met: failures === 0 },
          what: `refused though solvable, or off by more than 1e-12 · max(1, condition), of ${HARD}; at most`,
        },
      ],
    });
  } finally {
    await peers.close();
  }
}
