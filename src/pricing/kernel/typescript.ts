import { plainTree } from '../american/plain-tree.ts';
import { bytesOf, checkCapacity, checkRows, type PreparedTable, tableAt } from './columns.ts';
import { type Kernel, type OptionTable, TOTALS } from './kernel.ts';
import { emptyMarket, prepareRow, quote, VOL, valueRow } from './row.ts';
import { STRANGE, settleTotals, settleValues } from './strange-rows.ts';

/** Of a quantity whose multiples can be added without a look at each. */
const QUANTITY_MAX = 1e100;
const COUNT = TOTALS.length;

/** The columns that only kernels know are in every table that `tableAt` made. */
function preparedOf(table: OptionTable): PreparedTable {
  if ('shift' in table) return table as PreparedTable;
  throw new TypeError('the table was not made by a kernel');
}

/** Writes `out` to row `i`. */
function writeRow(table: OptionTable, i: number, out: Float64Array): void {
  table.price[i] = out[0] ?? 0;
  table.delta[i] = out[1] ?? 0;
  table.gamma[i] = out[2] ?? 0;
  table.vega[i] = out[3] ?? 0;
  table.theta[i] = out[4] ?? 0;
  table.rho[i] = out[5] ?? 0;
  table.vanna[i] = out[6] ?? 0;
  table.volga[i] = out[7] ?? 0;
  table.charm[i] = out[8] ?? 0;
  table.status[i] = 0;
}

/** What the passes write to and read again. */
interface Scratch {
  readonly market: Float64Array;
  readonly out: Float64Array;
  /** What the first, third, fifth … row adds, and then what the others do: the two lanes of the other body. */
  readonly lanes: Float64Array;
}

// The passes are functions of their own that end with their loop: V8 compiles a long loop while it runs, and
// code after it that has not run yet would make it drop what it compiled, each time.

/** Values the ordinary rows; answers how many others there were. */
function valuePass(table: PreparedTable, from: number, to: number, { market, out }: Scratch): number {
  let strange = 0;
  for (let i = from; i < to; i += 1) {
    quote(market, table.spot[i] ?? 0);
    market[VOL] = table.vol[i] ?? 0;
    if (valueRow(table, i, market, out)) writeRow(table, i, out);
    else {
      table.status[i] = STRANGE;
      strange += 1;
    }
  }
  return strange;
}

/** Adds up the ordinary rows in `lanes`; answers how many others there were. */
function totalPass(table: PreparedTable, from: number, to: number, volScale: number, at: Scratch): number {
  const { market, out, lanes } = at;
  let strange = 0;
  for (let i = from; i < to; i += 1) {
    market[VOL] = (table.vol[i] ?? 0) * volScale;
    const quantity = table.quantity[i] ?? 0;
    if (Math.abs(quantity) <= QUANTITY_MAX && valueRow(table, i, market, out)) {
      const lane = ((i - from) & 1) * COUNT;
      for (let k = 0; k < COUNT; k += 1) lanes[lane + k] = (lanes[lane + k] ?? 0) + quantity * (out[k] ?? 0);
      table.status[i] = 0;
    } else {
      table.status[i] = STRANGE;
      strange += 1;
    }
  }
  return strange;
}

function preparePass(table: PreparedTable, from: number, to: number): void {
  for (let i = from; i < to; i += 1) prepareRow(table, i);
}

/**
 * The kernel in plain TypeScript, for where WebAssembly is not to be had. Also what the other body is checked
 * against.
 */
export function typescriptKernel(): Kernel {
  const lanes = new Float64Array(2 * COUNT);
  const scratch: Scratch = { market: emptyMarket(), out: new Float64Array(COUNT), lanes };

  return {
    id: 'typescript-2',
    tree: plainTree(),

    table(capacity) {
      checkCapacity(capacity);
      return tableAt(new ArrayBuffer(bytesOf(capacity)), 0, capacity);
    },

    prepare(table, from, to) {
      checkRows(table, from, to);
      preparePass(preparedOf(table), from, to);
    },

    value(table, from, to) {
      checkRows(table, from, to);
      const strange = valuePass(preparedOf(table), from, to, scratch);
      return strange === 0 ? 0 : settleValues(table, from, to);
    },

    total(table, from, to, spot, volScale, sums) {
      checkRows(table, from, to);
      quote(scratch.market, spot);
      lanes.fill(0);
      const strange = totalPass(preparedOf(table), from, to, volScale, scratch);
      for (let k = 0; k < COUNT; k += 1) sums[k] = (lanes[k] ?? 0) + (lanes[COUNT + k] ?? 0);
      return strange === 0 ? 0 : settleTotals(table, from, to, spot, volScale, sums);
    },
  };
}
