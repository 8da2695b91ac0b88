/**
 * A big book re-marked: a million options on ten underlyings, value and eight Greeks of each times what is
 * held, added up per underlying in one pass. The limit is the same in C++ with every vector instruction there
 * is. Both read the same terms, cached: the contract's logarithm, root, discounts, and the rates.
 */
import { createRandom } from '../src/math/random.ts';
import { type Kernel, type OptionTable, TOTALS } from '../src/pricing/kernel/kernel.ts';
import { allocatedBy } from './allocated.ts';
import { type BenchResult, interleaved, resultOf } from './bench.ts';
import { agree, openPeers, peersOf, speedGoal, speedOf, speedOfPeer } from './contest.ts';
import { kernels } from './kernels.ts';
import { fill, inOrder, type OptionColumns, onUnderlyings, optionColumns } from './options.ts';
import { SCALAR, VECTOR } from './recipes.ts';

const ROUNDS = 21;
const UNDERLYINGS = 10;
const EACH = 100_000;
const POSITIONS = UNDERLYINGS * EACH;
/** Enough calls that the compiler is done with whatever makes them. */
const WARM_UP = 5_000;
const FEW = 32;

/** Of the sum of sizes: C++ adds up in another order, and with other rational functions. */
const TOLERANCE = 1e-12;

const LABELS = {
  vector: 'plain C++ -O3 -march=native -ffast-math, all 9 sums, M positions/s of CPU',
  scalar: 'plain C++ -O3, all 9 sums, M positions/s of CPU',
  typescript: 'our kernel in TypeScript, all 9 sums, M positions/s of CPU',
  kernel: 'our kernel as the shell loads it, all 9 sums, M positions/s of CPU',
};

interface Book {
  readonly columns: OptionColumns;
  readonly quantity: Float64Array;
}

function madeUp(): Book {
  const random = createRandom('book of positions');
  return {
    columns: onUnderlyings(optionColumns('book', POSITIONS), UNDERLYINGS),
    quantity: Float64Array.from({ length: POSITIONS }, () => 10 * random.normal()),
  };
}

/** Where an underlying's rows begin and end, and its spot: an object each, as a host holds them. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly spot: number;
  readonly sums: Float64Array;
}

function blocksOf({ columns }: Book): Block[] {
  return Array.from({ length: UNDERLYINGS }, (_, u) => {
    const from = u * EACH;
    return { from, to: from + EACH, spot: columns.spot[from] ?? 0, sums: new Float64Array(TOTALS.length) };
  });
}

interface Held {
  readonly table: OptionTable;
  /** Where the sums are. */
  readonly blocks: readonly Block[];
  /** Adds up the whole book, and its first underlying alone. */
  pass(): void;
  first(): void;
}

function heldBy(kernel: Kernel, book: Book): Held {
  const table = kernel.table(POSITIONS);
  table.quantity.set(book.quantity);
  fill(kernel, table, book.columns);
  const blocks = blocksOf(book);
  const add = ({ from, to, spot, sums }: Block): number => kernel.total(table, from, to, spot, 1, sums);
  const pass = (): void => {
    for (const block of blocks) add(block);
  };
  return { table, blocks, pass, first: () => add(blocks[0] as Block) };
}

/**
 * Bytes that a pass of `kernel` allocates once all that makes it is compiled. The loop is here again because
 * code that has called both bodies hands over its numbers in boxes, which would count as the kernel's.
 */
function allocatedIn(kernel: Kernel, { table, blocks }: Held): number {
  const pass = (rows: number): void => {
    for (const { from, spot, sums } of blocks) kernel.total(table, from, from + rows, spot, 1, sums);
  };
  for (let i = 0; i < WARM_UP; i += 1) pass(FEW);
  return allocatedBy(() => pass(EACH));
}

function sumsOf(blocks: readonly Block[]): Float64Array {
  return Float64Array.from(blocks.flatMap(({ sums }) => [...sums]));
}

/** Sums of quantity times value without regard to sign: what rounding errors are measured by. */
function sizesOf(kernel: Kernel, table: OptionTable, blocks: readonly Block[]): number[] {
  const refused = kernel.value(table, 0, POSITIONS);
  if (refused > 0) throw new Error(`${refused} positions were refused; there is nothing to time`);
  return blocks.flatMap(({ from, to }) =>
    TOTALS.map((name) => {
      let size = 0;
      for (let i = from; i < to; i += 1) size += Math.abs((table.quantity[i] ?? 0) * (table[name][i] ?? 0));
      return size;
    }),
  );
}

/** Goals `book.limit`, positions per CPU second against vectorised C++, and `book.alloc`, bytes a pass leaves. */
export async function run(): Promise<BenchResult> {
  const book = madeUp();
  const { kernel, typescript } = await kernels();
  const [ours, plain] = [heldBy(kernel, book), heldBy(typescript, book)];
  ours.pass();
  plain.pass();
  const right = sumsOf(ours.blocks);
  agree('TypeScript', sumsOf(plain.blocks), right, 0, () => 0);
  const sizes = sizesOf(kernel, ours.table, ours.blocks);
  const peers = await openPeers({ scalar: SCALAR, vector: VECTOR }, [
    ...inOrder(book.columns),
    book.quantity,
  ]);
  try {
    const { running } = peers;
    for (const [name, peer] of Object.entries(running)) {
      agree(name, await peer.answers('book'), right, TOLERANCE, (i) => sizes[i] ?? 0);
    }
    const rows = await interleaved(ROUNDS, {
      kernel: speedOf(POSITIONS, 2, ours.pass),
      ...(running.vector && { vector: speedOfPeer(running.vector, 'book', POSITIONS, 4) }),
      ...(running.scalar && { scalar: speedOfPeer(running.scalar, 'book', POSITIONS, 2) }),
      // One underlying of the ten: it is the slow one.
      typescript: speedOf(EACH, 2, plain.first),
    });
    const bytes = allocatedIn(kernel, ours);
    const what = 'positions per CPU second against plain C++ -O3 -march=native -ffast-math; at least';
    return resultOf('book', {
      data: [
        `${POSITIONS} positions on ${UNDERLYINGS} underlyings, a day to two years, vols 20 % to 200 %; ` +
          `sums agree within ${TOLERANCE} of the sum of sizes`,
      ],
      peers: peersOf(rows, LABELS, peers.absent),
      rows: [...rows, { allocated: bytes }],
      goals: [
        speedGoal(rows, { id: 'book.limit', target: 0.25, ours: 'kernel', peer: 'vector', what }),
        {
          ...{ id: 'book.alloc', target: 0, reached: bytes, met: bytes === 0 },
          what: `bytes allocated per pass over ${UNDERLYINGS} underlyings, after warm-up; at most`,
        },
      ],
    });
  } finally {
    await peers.close();
  }
}
