/**
 * The cost-aware optimiser on random books, beside `quadprog` and HiGHS, which solve the same programmes without
 * impact: whether its objectives are as good and its limits kept on all of them, then how fast it is, cold and
 * from the last answer when exposures have moved by about a basis point.
 */
import { optimise } from '../src/decide/optimiser/optimiser.ts';
import { type Workspace, workspaceFor } from '../src/decide/optimiser/workspace.ts';
import { createRandom } from '../src/math/random.ts';
import { median } from '../src/math/statistics.ts';
import { type BenchResult, cpuMicros, interleaved, type Row, resultOf } from './bench.ts';
import { peersOf, speedGoal } from './contest.ts';
import { type Book, drawBook, objectiveAt, violationAt } from './qp-books.ts';
import { type Answer, highsOn, openHighs, quadprogBest, quadprogOn } from './qp-peers.ts';

const BOOKS = 1_000;
const SIZE = { instruments: 30, exposures: 10, rows: 0 };
const ROUNDS = 9;
/** Books that are timed in each round, others in every one. */
const TIMED = 50;
/** How often `quadprog` is asked again before its answer counts as its best. */
const AGAIN = 10;
const TOLERANCE = 1e-5;
const VIOLATION = 1e-6;
/** Exposures move by this much, relative, from one solve to the warm one. */
const MOVE = 1e-4;

const LABELS = {
  quadprog:
    'npm quadprog 1.6.1, dual active set, trades split in two, tables made beforehand: solves per ms of CPU',
  highs: 'npm highs 1.15.3, WebAssembly, from arrays to trades: solves per ms of CPU',
  cold: 'ours, cold: solves per ms of CPU',
  warm: 'ours, exposures moved by 1 bp since the last answer: solves per ms of CPU',
};

function bookOf(seed: number): Book {
  return drawBook(createRandom(`qp ${seed}`), SIZE, { margin: true, impact: false });
}

function movedFrom(book: Book, seed: number): Book {
  const random = createRandom(`qp moved ${seed}`);
  return { ...book, exposures: book.exposures.map((g) => g * (1 + MOVE * random.normal())) };
}

function solved(workspace: Workspace, book: Book, from: 'cold' | 'warm'): void {
  const { kind } = optimise(workspace, book, from);
  if (kind !== 'solved') throw new Error(`a book that has an answer is ${kind}`);
}

function trades(who: string, answer: Answer): Float64Array {
  if (typeof answer === 'string') throw new Error(`${who}: ${answer}`);
  return answer;
}

/**
 * By how much the objective is off, relative: from HiGHS's either way, and above `quadprog`'s best. Beside it, how
 * often HiGHS fails; how often `quadprog` breaks limits by more than we may, which proves nothing; and how far above
 * ours its best is.
 */
async function accuracy(workspace: Workspace): Promise<Row> {
  const highs = await openHighs();
  const worst = { highs: 0, quadprog: 0, warm: 0, violation: 0, systems: 0 };
  const peers = { highsFailed: 0, quadprogAbove: 0, quadprogBroken: 0 };
  for (let seed = 0; seed < BOOKS; seed += 1) {
    const book = bookOf(seed);
    solved(workspace, book, 'cold');
    const ours = objectiveAt(book, workspace.trades);
    worst.violation = Math.max(worst.violation, violationAt(book, workspace.trades));
    worst.systems = Math.max(worst.systems, workspace.systems);
    const exact = highsOn(book, highs)();
    if (typeof exact === 'string') peers.highsFailed += 1;
    else worst.highs = Math.max(worst.highs, Math.abs(ours / objectiveAt(book, exact) - 1));
    const peer = trades('quadprog', quadprogBest(book, AGAIN));
    const gap = ours / objectiveAt(book, peer) - 1;
    if (violationAt(book, peer) > VIOLATION) peers.quadprogBroken += 1;
    else {
      worst.quadprog = Math.max(worst.quadprog, gap);
      peers.quadprogAbove = Math.max(peers.quadprogAbove, -gap);
    }
    const moved = movedFrom(book, seed);
    solved(workspace, moved, 'warm');
    const warm = objectiveAt(moved, workspace.trades);
    solved(workspace, moved, 'cold');
    worst.warm = Math.max(worst.warm, Math.abs(warm / objectiveAt(moved, workspace.trades) - 1));
    if ((seed + 1) % 100 === 0) process.stderr.write(`${seed + 1} of ${BOOKS} books compared\n`);
  }
  return { ...worst, ...peers };
}

/** Solves per ms of CPU, by the median over the books of a round, each solved `repeats` times. */
function speed(repeats: number, solverOf: (seed: number) => () => unknown): () => number {
  let first = 0;
  return () => {
    const times = Array.from({ length: TIMED }, (_, at) => {
      const solve = solverOf(first + at);
      const started = cpuMicros();
      for (let time = 0; time < repeats; time += 1) solve();
      return (cpuMicros() - started) / repeats;
    });
    first += TIMED;
    return 1000 / median(times);
  };
}

/** Warm from the same last answer every time. */
function warmSolve(workspace: Workspace, seed: number): () => void {
  const [book, moved] = [bookOf(seed), movedFrom(bookOf(seed), seed)];
  solved(workspace, book, 'cold');
  const [last, multipliers] = [workspace.trades.slice(), workspace.multipliers.slice()];
  return () => {
    workspace.trades.set(last);
    workspace.multipliers.set(multipliers);
    solved(workspace, moved, 'warm');
  };
}

function coldSolve(workspace: Workspace, seed: number): () => void {
  const book = bookOf(seed);
  return () => solved(workspace, book, 'cold');
}

/** Goals `qp.objective`, `qp.violation`, `qp.cold` and `qp.warm`. */
export async function run(): Promise<BenchResult> {
  const workspace = workspaceFor(SIZE);
  const found = await accuracy(workspace);
  const highs = await openHighs();
  const rows = await interleaved(ROUNDS, {
    cold: speed(20, (seed) => coldSolve(workspace, seed)),
    warm: speed(100, (seed) => warmSolve(workspace, seed)),
    quadprog: speed(1, (seed) => {
      const { prepare, solve } = quadprogOn(bookOf(seed));
      prepare();
      return solve;
    }),
    highs: speed(1, (seed) => highsOn(bookOf(seed), highs)),
  });
  const off = Math.max(found.highs ?? Infinity, found.quadprog ?? Infinity, found.warm ?? Infinity);
  const violation = found.violation ?? Infinity;
  return resultOf('qp', {
    data: [
      `${BOOKS} seeded books of ${SIZE.instruments} instruments on ${SIZE.exposures} exposures, condition 10 to 10^8`,
    ],
    peers: peersOf(rows, LABELS, {}),
    rows: [found, ...rows],
    goals: [
      {
        id: 'qp.objective',
        target: TOLERANCE,
        reached: off,
        met: off <= TOLERANCE,
        what: 'worst objective, relative: off that of HiGHS, above the best of quadprog, warm off cold; at most',
      },
      {
        id: 'qp.violation',
        target: VIOLATION,
        reached: violation,
        met: violation <= VIOLATION,
        what: 'worst limit broken, of its own size; at most',
      },
      speedGoal(rows, {
        id: 'qp.cold',
        target: 20,
        ours: 'cold',
        peer: 'quadprog',
        what: 'times as fast as quadprog, from nothing; at least',
      }),
      speedGoal(rows, {
        id: 'qp.warm',
        target: 150,
        ours: 'warm',
        peer: 'quadprog',
        what: 'times as fast as quadprog, from the last answer; at least',
      }),
    ],
  });
}
