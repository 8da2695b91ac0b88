/** A row that was not used, by its line in the file (the header is line 1). */
export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}

/** The rows of a file that were not used. */
export interface RefusedRows {
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
  /** The first few, in order of line. */
  readonly first: readonly RefusedRow[];
}

export interface Refusals {
  refuse(line: number, reason: string): void;
  rows(): RefusedRows;
}

const NAMED = 20;

export function createRefusals(): Refusals {
  const byReason: Record<string, number> = {};
  const first: RefusedRow[] = [];
  let count = 0;
  return {
    refuse(line, reason) {
      count += 1;
      byReason[reason] = (byReason[reason] ?? 0) + 1;
      if (first.length < NAMED) first.push({ line, reason });
    },
    rows: () => ({ count, byReason, first: first.toSorted((a, b) => a.line - b.line) }),
  };
}
