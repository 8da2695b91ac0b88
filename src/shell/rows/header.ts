import { cellsOf } from './csv.ts';
import type { Line } from './lines.ts';
import type { TableRefused } from './rows.ts';

/** Where the columns of a table are. */
export interface Columns {
  readonly kind: 'columns';
  readonly id: number;
  /** Of each column that was asked for. */
  readonly at: readonly number[];
  /** How many columns there are. */
  readonly width: number;
}

/** Finds `id` and the columns named `reads` in a header, in any order and among others. */
export function columnsOf({ text, isCut }: Line, reads: readonly string[]): Columns | TableRefused {
  const needed = ['id', ...reads];
  const remedy = `the header must name ${needed.join(', ')}, in any order`;
  const cells = isCut ? undefined : cellsOf(text);
  if (cells === undefined) return { kind: 'refused', message: 'the header is no CSV', remedy };
  const missing = needed.filter((name) => !cells.includes(name));
  if (missing.length > 0) {
    const message = `the header has no ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}`;
    return { kind: 'refused', message, remedy };
  }
  const twice = needed.find((name) => cells.indexOf(name) !== cells.lastIndexOf(name));
  if (twice !== undefined) return { kind: 'refused', message: `the header names ${twice} twice`, remedy };
  const at = reads.map((name) => cells.indexOf(name));
  return { kind: 'columns', id: cells.indexOf('id'), at, width: cells.length };
}
