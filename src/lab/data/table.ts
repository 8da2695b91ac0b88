import { decimal } from './decimal.ts';
import { InputRefused } from './input-refused.ts';
import { readLines } from './lines.ts';
import { createRefusals, type Refusals } from './refusals.ts';

const COMMA = 44;

/** One row: its fields by place in the list of columns asked for. Good only during the call. */
export interface Row {
  readonly line: number;
  /** NaN when the field is no number. */
  number(column: number): number;
  text(column: number): string;
}

export interface Table {
  readonly refusals: Refusals;
  /** SHA-256 of the text, in hex. */
  readonly sha256: string;
}

/** Where each of `columns` stands in a header. */
function placesOf(header: string, columns: readonly string[], path: string): readonly number[] {
  const names = header.replace('\u00ef\u00bb\u00bf', '').split(',');
  const places = columns.map((column) => names.findIndex((name) => name.trim() === column));
  const missing = columns.filter((_, i) => (places[i] as number) < 0);
  if (missing.length > 0) {
    const found = header.length > 80 ? `${header.slice(0, 80)}…` : header;
    throw new InputRefused(
      `${path} begins with "${found}", which names no ${missing.join(', ')}`,
      `its first line must name the columns ${columns.join(',')}`,
    );
  }
  return places;
}

/**
 * Gives every row of the table at `path` to `take`, which answers what is wrong with it, or null. Rows with
 * another number of fields than the header has are refused before; empty lines are passed over.
 */
export async function readTable(
  path: string,
  columns: readonly string[],
  take: (row: Row, refusals: Refusals) => string | null,
): Promise<Table> {
  const refusals = createRefusals();
  let places: readonly number[] | undefined;
  let fields = 0;
  const ends: number[] = [];
  let current: Buffer = Buffer.alloc(0);
  let line = 0;
  // The comma before a field's first byte is the end of the field before it.
  const first = (column: number): number => (ends[places?.[column] as number] as number) + 1;
  const last = (column: number): number => ends[(places?.[column] as number) + 1] as number;
  const row: Row = {
    get line() {
      return line;
    },
    number: (column) => decimal(current, first(column), last(column)),
    text: (column) => current.toString('latin1', first(column), last(column)),
  };
  const sha256 = await readLines(path, (bytes, from, to, number) => {
    if (to === from) return;
    ends.length = 0;
    ends.push(from - 1);
    for (let i = from; i < to; i += 1) if (bytes[i] === COMMA) ends.push(i);
    ends.push(to);
    current = bytes;
    line = number;
    if (places === undefined) {
      places = placesOf(bytes.toString('latin1', from, to), columns, path);
      fields = ends.length - 1;
      return;
    }
    const found = ends.length - 1;
    const fault = found === fields ? take(row, refusals) : `${found} fields instead of ${fields}`;
    if (fault !== null) refusals.refuse(number, fault);
  });
  if (places === undefined)
    throw new InputRefused(`${path} is empty`, `its first line must name the columns ${columns.join(',')}`);
  return { refusals, sha256 };
}
