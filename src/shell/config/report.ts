import type { LineCounter } from 'yaml';

/** Something in a config that evenkeel will not start with, where it stands, and what to write instead. */
export interface ConfigError {
  readonly file: string;
  /** Both from 1; the column counts characters. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}

/** What reading one file finds: every error, not only the first, and every default that was put in. */
export class Report {
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #errors: ConfigError[] = [];
  readonly #assumed: string[] = [];

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  /** An error at `offset` characters into the file. */
  wrong(offset: number, message: string, remedy: string): void {
    // The counter answers 0 for a file without a line.
    const column = Math.max(1, this.#lines.linePos(offset).col);
    this.#errors.push({ file: this.#file, line: this.lineOf(offset), column, message, remedy });
  }

  /** The line that `offset` is on, from 1. */
  lineOf(offset: number): number {
    return Math.max(1, this.#lines.linePos(offset).line);
  }

  /** The file does not say `path`, so it is `value`. */
  assume(path: string, value: string): void {
    this.#assumed.push(`${path}: ${value}`);
  }

  /** In the order of the file. */
  get errors(): readonly ConfigError[] {
    return this.#errors.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }

  get assumed(): readonly string[] {
    return this.#assumed;
  }
}
