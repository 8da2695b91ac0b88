/**
 * Tables of options as CSV, one row in and one row out: what `evenkeel value` and `evenkeel iv` do, for tables
 * of any length in the memory of one piece of them.
 *
 * A job says which columns it reads and what it answers; `header.ts` finds the columns, `lines.ts` cuts the text,
 * `csv.ts` reads and writes cells. A row that cannot be answered keeps its place, with the reason in its last
 * cell, and the rest go on.
 */
import { cellsOf, csvCell } from './csv.ts';
import { type Columns, columnsOf } from './header.ts';
import { createLines, type Line } from './lines.ts';

/** Why a cell, or what was computed from it, is no good. */
export interface CellRefused {
  readonly field: string;
  /** As it was written. */
  readonly value: string;
  readonly remedy: string;
}

export interface Job {
  /** Names of the columns that are needed besides `id`. */
  readonly reads: readonly string[];
  /** Names of the columns that are answered between `id` and `error`. */
  readonly answers: readonly string[];
  /** Cells in the order of `reads`; answers in the order of `answers`. */
  readonly answer: (cells: readonly string[]) => readonly number[] | CellRefused;
}

/** Where the answers go. */
export interface Sink {
  /** Resolves when more may come: to false when nobody reads any more. */
  readonly write: (text: string) => Promise<boolean>;
}

export interface Answered {
  readonly kind: 'answered';
  readonly rows: number;
  readonly refused: number;
  /** Whether the reader left before the end. */
  readonly isCutShort: boolean;
}

/** The table cannot be read at all. */
export interface TableRefused {
  readonly kind: 'refused';
  readonly message: string;
  readonly remedy: string;
}

const SHOWN = 40;

function shown(value: string): string {
  return value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
}

/** Answers lines, one by one, as text. */
class Answering {
  rows = 0;
  refused = 0;
  #columns: Columns | undefined;
  readonly #job: Job;

  constructor(job: Job) {
    this.#job = job;
  }

  get hasHeader(): boolean {
    return this.#columns !== undefined;
  }

  /** The header of the answers, or why there can be none. */
  begin(line: Line): string | TableRefused {
    const columns = columnsOf(line, this.#job.reads);
    if (columns.kind === 'refused') return columns;
    this.#columns = columns;
    return `id,${this.#job.answers.join()},error\n`;
  }

  answer(line: Line): string {
    const cells = cellsOf(line.text);
    const id = csvCell(cells?.[this.#columns?.id ?? 0] ?? '');
    const result = this.#result(line, cells);
    this.rows += 1;
    if (Array.isArray(result)) return `${id},${result.join()},\n`;
    this.refused += 1;
    const { field, value, remedy } = result as CellRefused;
    return `${id}${','.repeat(this.#job.answers.length + 1)}${csvCell(`${field} ${shown(value)}: ${remedy}`)}\n`;
  }

  #result({ isCut, text }: Line, cells: readonly string[] | undefined): readonly number[] | CellRefused {
    const { at = [], width = 0 } = this.#columns ?? {};
    if (isCut) return { field: 'line', value: text, remedy: `a line of at most ${text.length} characters` };
    if (cells === undefined)
      return { field: 'line', value: text, remedy: 'quotes that are closed, each inner one doubled' };
    if (cells.length > width)
      return { field: 'cells', value: String(cells.length), remedy: `at most the ${width} of the header` };
    return this.#job.answer(at.map((index) => cells[index] ?? ''));
  }
}

/**
 * Reads a table from `source`, UTF-8 with a header, and writes `id`, the job's answers and `error` to `sink`, row
 * by row, no faster than it is read. Blank lines are passed over.
 */
export async function answerRows(
  job: Job,
  source: AsyncIterable<Uint8Array>,
  sink: Sink,
): Promise<Answered | TableRefused> {
  const lines = createLines();
  const answering = new Answering(job);
  const counted = (isCutShort: boolean): Answered => {
    const { rows, refused } = answering;
    return { kind: 'answered', rows, refused, isCutShort };
  };
  /** Resolves to what ends the work early, if anything does. */
  const give = async (batch: readonly Line[]): Promise<Answered | TableRefused | undefined> => {
    let text = '';
    for (const line of batch) {
      if (line.text.trim() === '') continue;
      if (answering.hasHeader) {
        text += answering.answer(line);
        continue;
      }
      const head = answering.begin(line);
      if (typeof head !== 'string') return head;
      text += head;
    }
    return text === '' || (await sink.write(text)) ? undefined : counted(true);
  };
  for await (const bytes of source) {
    const ended = await give(lines.take(bytes));
    if (ended !== undefined) return ended;
  }
  const ended = await give(lines.end());
  if (ended !== undefined) return ended;
  if (answering.hasHeader) return counted(false);
  return { kind: 'refused', message: 'there is no header', remedy: `begin with id,${job.reads.join()}` };
}
