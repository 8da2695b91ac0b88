import type { InstrumentId } from '../../domain/instrument.ts';
import type { Bar } from '../../domain/market.ts';
import { type Millis, millis } from '../../units/units.ts';
import { type Gaps, gapsOf } from './gaps.ts';
import { InputRefused } from './input-refused.ts';
import type { RefusedRows } from './refusals.ts';
import { type Row, readTable } from './table.ts';

const COLUMNS = ['ts_ms', 'open', 'high', 'low', 'close', 'volume'] as const;
const FIELDS = COLUMNS.length;

/** Bars of one file, a column an array: prices in quote units, volume in base units, time going forward. */
export interface BarSeries {
  readonly file: string;
  readonly intervalMs: number;
  readonly length: number;
  /** Opening times in epoch milliseconds. */
  readonly starts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly refused: RefusedRows;
  readonly gaps: Gaps;
  readonly sha256: string;
}

/** Bar `i` of `series`, as one of `instrument`. */
export function barAt(series: BarSeries, i: number, instrument: InstrumentId): Bar {
  const { starts, open, high, low, close, volume } = series;
  return {
    instrument,
    start: millis(starts[i] as number),
    open: open[i] as number,
    high: high[i] as number,
    low: low[i] as number,
    close: close[i] as number,
    volume: volume[i] as number,
  };
}

/** When bar `i` of `series` closes. */
export function closesAt(series: BarSeries, i: number): Millis {
  return millis((series.starts[i] as number) + series.intervalMs);
}

/** What is wrong with one bar by itself. */
function faultOf(
  at: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): string | null {
  // A sum is not finite if any of its terms is not.
  if (!Number.isFinite(at + open + high + low + close + volume)) return 'not a number';
  if (!Number.isSafeInteger(at)) return 'time is not whole milliseconds';
  if (open <= 0 || high <= 0 || low <= 0 || close <= 0) return 'price not above 0';
  if (volume < 0) return 'negative volume';
  if (high < low) return 'high below low';
  if (low > Math.min(open, close) || high < Math.max(open, close)) return 'open or close outside low to high';
  return null;
}

/** Rows one after the other, `FIELDS` numbers each, and the lines that they stood on. */
interface Rows {
  values: Float64Array;
  lines: Float64Array;
  length: number;
}

function push(rows: Rows, at: number, row: Row): void {
  const place = rows.length * FIELDS;
  if (place === rows.values.length) {
    const [values, lines] = [
      new Float64Array(2 * rows.values.length),
      new Float64Array(2 * rows.lines.length),
    ];
    values.set(rows.values);
    lines.set(rows.lines);
    rows.values = values;
    rows.lines = lines;
  }
  rows.values[place] = at;
  for (let i = 1; i < FIELDS; i += 1) rows.values[place + i] = row.number(i);
  rows.lines[rows.length] = row.line;
  rows.length += 1;
}

function timeOf(rows: Rows, back: number): number {
  return rows.length < back ? -Infinity : (rows.values[(rows.length - back) * FIELDS] as number);
}

/**
 * Whether the last row is the one to blame for a row at `at` that comes after it and is not later: it stands
 * further ahead than bars do, and the new one fits before it. Else one wrong stamp would cost all the rest.
 */
function hasJumped(rows: Rows, at: number): boolean {
  const [last, before, first] = [timeOf(rows, 1), timeOf(rows, 2), timeOf(rows, 3)];
  return at > before && last - before > before - first;
}

function column(rows: Rows, field: number): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) values[i] = rows.values[i * FIELDS + field] as number;
  return values;
}

/** The commonest step between bars: what the name of the file does not say. */
function stepOf(starts: Float64Array, file: string): number {
  const steps = new Map<number, number>();
  let commonest = 0;
  for (let i = 1; i < starts.length; i += 1) {
    const step = (starts[i] as number) - (starts[i - 1] as number);
    const count = (steps.get(step) ?? 0) + 1;
    steps.set(step, count);
    if (commonest === 0 || count > (steps.get(commonest) ?? 0)) commonest = step;
  }
  if (commonest === 0)
    throw new InputRefused(
      `${file} has too few bars to tell how long one is`,
      'name it like BTCUSDT_perp_5m.csv',
    );
  return commonest;
}

/**
 * The bars in the file at `path`, gzip or plain, of `intervalMs` each, or as long as the step between them.
 * Rows that cannot be true are left out and told by line; a file without a good row is refused.
 */
export async function readBars(path: string, intervalMs: number | null): Promise<BarSeries> {
  const rows: Rows = { values: new Float64Array(4_096 * FIELDS), lines: new Float64Array(4_096), length: 0 };
  const table = await readTable(path, COLUMNS, (row, refusals) => {
    const at = row.number(0);
    const fault = faultOf(at, row.number(1), row.number(2), row.number(3), row.number(4), row.number(5));
    if (fault !== null) return fault;
    if (at <= timeOf(rows, 1)) {
      if (at === timeOf(rows, 1)) return 'time repeated';
      if (!hasJumped(rows, at)) return 'time went back';
      rows.length -= 1;
      refusals.refuse(rows.lines[rows.length] as number, 'time jumped ahead');
    }
    push(rows, at, row);
    return null;
  });
  const refused = table.refusals.rows();
  if (rows.length === 0)
    throw new InputRefused(
      `${path} has no usable bar: ${refused.count} rows were refused`,
      `columns are ${COLUMNS}`,
    );
  const starts = column(rows, 0);
  const step = intervalMs ?? stepOf(starts, path);
  return {
    file: path,
    intervalMs: step,
    length: rows.length,
    starts,
    open: column(rows, 1),
    high: column(rows, 2),
    low: column(rows, 3),
    close: column(rows, 4),
    volume: column(rows, 5),
    refused,
    gaps: gapsOf(starts, step),
    sha256: table.sha256,
  };
}
