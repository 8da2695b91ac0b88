import type { Option } from '../../domain/instrument.ts';
import type { Refused } from '../../pricing/refused.ts';
import type { CellRefused } from './rows.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads the cells of a row by name and remembers the first that was wrong. */
export class Cells {
  wrong: CellRefused | undefined;
  readonly #names: readonly string[];
  readonly #cells: readonly string[];

  constructor(names: readonly string[], cells: readonly string[]) {
    this.#names = names;
    this.#cells = cells;
  }

  #text(field: string): string {
    return this.#cells[this.#names.indexOf(field)] ?? '';
  }

  #refuse(field: string, remedy: string): void {
    this.wrong ??= { field, value: JSON.stringify(this.#text(field)), remedy };
  }

  /** A decimal number; NaN where there is none. One beyond float64 is left to the formula to refuse. */
  number(field: string): number {
    const text = this.#text(field);
    if (NUMBER.test(text)) return Number(text);
    this.#refuse(field, 'a decimal number, such as 0.25 or 1e-3');
    return Number.NaN;
  }

  /** One of `words` or its first letter, in any case; the first of them where it is neither. */
  word<Word extends string>(field: string, words: readonly [Word, ...Word[]]): Word {
    const text = this.#text(field).toLowerCase();
    const found = words.find((word) => text === word || text === word[0]);
    if (found === undefined) this.#refuse(field, words.join(' or '));
    return found ?? words[0];
  }

  type(): Option['type'] {
    return this.word('type', ['call', 'put']);
  }
}

/** What a formula refused, under the name that `columns` gives the field. */
export function formulaRefused(
  { field, value, remedy }: Refused,
  columns: Readonly<Record<string, string>>,
): CellRefused {
  return { field: columns[field] ?? field, value: String(value), remedy };
}
