/**
 * American options in a binomial tree of 500 steps: price, delta, gamma and theta. Beside it the engine that
 * we use instead of a tree, which solves for the exercise boundary.
 */
import { american } from '../src/pricing/american/american.ts';
import type { Kernel } from '../src/pricing/kernel/kernel.ts';
import { type BenchResult, interleaved, resultOf } from './bench.ts';
import { agree, openPeers, peersOf, speedGoal, speedOf, speedOfPeer } from './contest.ts';
import { kernels } from './kernels.ts';
import { DAYS_A_YEAR, inOrder, type OptionColumns, optionColumns } from './options.ts';
import { QUANTLIB } from './recipes.ts';

const ROUNDS = 21;
const OPTIONS = 24;
const STEPS = 500;
/** Price, delta, gamma, theta. */
const OUTPUTS = 4;
const THETA = 3;

/**
 * Of what a value is naturally large as. The two trees have the same nodes, but QuantLib's probabilities are to
 * first order in a step, and it takes theta from the Black–Scholes equation instead of a node.
 */
const TOLERANCE = 5e-4;

const WHAT = `${STEPS} steps, price, delta, gamma and theta, thousands/s of CPU`;
const LABELS = {
  quantlib: `QuantLib BinomialVanillaEngine<CoxRossRubinstein>, C++ -O3, ${WHAT}`,
  kernel: `our kernel as the shell loads it, ${WHAT}`,
  typescript: `our kernel in TypeScript, ${WHAT}`,
  boundary: 'our exercise boundary, price and 5 Greeks to ten digits, thousands/s of CPU',
};
/** Speeds are in millions; trees are counted in thousands. */
const THOUSANDS = 1_000 * OPTIONS;

/** A pass of a kernel's tree over all options, and where it leaves its answers: a column after another. */
function treesOf(kernel: Kernel, columns: OptionColumns): { readonly answers: Float64Array; pass(): void } {
  const { sign, spot, strike, years, vol, rate, carryYield } = columns;
  const answers = new Float64Array(OUTPUTS * OPTIONS);
  const out = new Float64Array(OUTPUTS);
  const pass = (): void => {
    for (let i = 0; i < OPTIONS; i += 1) {
      const status = kernel.tree(
        sign[i] as number,
        spot[i] as number,
        strike[i] as number,
        years[i] as number,
        vol[i] as number,
        rate[i] as number,
        carryYield[i] as number,
        STEPS,
        out,
      );
      if (status !== 0) throw new Error(`option ${i} was refused; there is nothing to time`);
      for (let j = 0; j < OUTPUTS; j += 1) answers[j * OPTIONS + i] = out[j] as number;
    }
  };
  return { answers, pass };
}

/** A pass of the engine that solves for the exercise boundary. */
function boundaries({ sign, spot, strike, years, vol, rate, carryYield }: OptionColumns): () => void {
  const terms = Array.from(sign, (side, i) => ({
    type: side > 0 ? ('call' as const) : ('put' as const),
    ...{ spot: spot[i] ?? 0, strike: strike[i] ?? 0, years: years[i] ?? 0 },
    ...{ vol: vol[i] ?? 0, rate: rate[i] ?? 0, carryYield: carryYield[i] ?? 0 },
  }));
  return () => {
    for (const each of terms) american(each);
  };
}

/** `answers` in units of what each is naturally as large as. */
function scaled(answers: Float64Array, { spot, vol, years }: OptionColumns): Float64Array {
  return answers.map((answer, at) => {
    const i = at % OPTIONS;
    const price = spot[i] ?? 0;
    const root = Math.sqrt(years[i] ?? 0);
    const deviation = (vol[i] ?? 0) * root;
    const scales = [price, 1, 1 / (price * deviation), (price * (vol[i] ?? 0)) / root];
    return answer / (scales[Math.floor(at / OPTIONS)] ?? 1);
  });
}

/**
 * QuantLib's answers, but for its theta where the option is to be exercised now, which is ours: it takes theta
 * from a differential equation that does not hold there.
 */
function comparable(theirs: Float64Array, ours: Float64Array, columns: OptionColumns): Float64Array {
  const { sign, spot, strike } = columns;
  return theirs.map((answer, at) => {
    const i = at % OPTIONS;
    const payoff = (sign[i] ?? 0) * ((spot[i] ?? 0) - (strike[i] ?? 0));
    const isDue = (ours[i] ?? 0) <= payoff * (1 + 1e-12);
    return isDue && Math.floor(at / OPTIONS) === THETA ? (ours[at] ?? 0) : answer;
  });
}

/** Goal `american.quantlib`: trees a second of CPU against QuantLib's. */
export async function run(): Promise<BenchResult> {
  const columns = optionColumns('american', OPTIONS);
  const { kernel, typescript } = await kernels();
  const [ours, plain] = [treesOf(kernel, columns), treesOf(typescript, columns)];
  ours.pass();
  plain.pass();
  const right = scaled(ours.answers, columns);
  agree('TypeScript', plain.answers, ours.answers, 0, () => 0);
  const days = columns.years.map((years) => Math.round(years * DAYS_A_YEAR));
  const peers = await openPeers({ quantlib: QUANTLIB }, inOrder({ ...columns, years: days }));
  try {
    const { quantlib } = peers.running;
    if (quantlib !== undefined) {
      const theirs = comparable(await quantlib.answers('american'), ours.answers, columns);
      agree('QuantLib', scaled(theirs, columns), right, TOLERANCE, () => 1);
    }
    const rows = await interleaved(ROUNDS, {
      kernel: speedOf(THOUSANDS, 20, ours.pass),
      ...(quantlib && { quantlib: speedOfPeer(quantlib, 'american', THOUSANDS, 1) }),
      typescript: speedOf(THOUSANDS, 5, plain.pass),
      boundary: speedOf(THOUSANDS, 4, boundaries(columns)),
    });
    const what = `options per CPU second in trees of ${STEPS} steps, price, delta, gamma and theta; at least`;
    return resultOf('american', {
      data: [
        `${OPTIONS} calls and puts, a day to two years, vols 20 % to 200 %; QuantLib agrees within ` +
          `${TOLERANCE} of natural scale, but for theta where exercise is due now, which it does not get right`,
        'the kernel computes the nodes within 9 standard deviations alone, QuantLib all of them',
      ],
      peers: peersOf(rows, LABELS, peers.absent),
      rows,
      goals: [
        speedGoal(rows, { id: 'american.quantlib', target: 30, ours: 'kernel', peer: 'quantlib', what }),
      ],
    });
  } finally {
    await peers.close();
  }
}
