/**
 * What the benchmarks share. Each measures one hot path beside its peers in one run and answers with its
 * rows, so that every goal can be computed again. Machines differ and are busy, so goals are ratios of
 * medians or medians of ratios over interleaved rounds, never times.
 */
import { commitAt } from '../src/cli/commit.ts';
import { projectRoot } from '../src/cli/project-root.ts';
import type { Goal, Peer } from '../src/lab/experiment.ts';
import { median } from '../src/math/statistics.ts';

/** A peer's or our own figures, one row a round. */
export type Row = Readonly<Record<string, number>>;

export interface BenchResult {
  readonly name: string;
  readonly commit: string;
  readonly node: string;
  /** What was measured on. */
  readonly data: readonly string[];
  readonly peers: readonly Peer[];
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
}

/** `found` as the result of the benchmark `name`, with what it was run on. */
export function resultOf(name: string, found: Omit<BenchResult, 'name' | 'commit' | 'node'>): BenchResult {
  return { name, commit: commitAt(projectRoot()), node: process.version, ...found };
}

/**
 * Measures each contestant once a round, in turn and every other round in reverse, after one round that does
 * not count. Answers a row a round: `round`, and by contestant what its function answered.
 */
export async function interleaved(
  rounds: number,
  contestants: Readonly<Record<string, () => number | Promise<number>>>,
): Promise<Row[]> {
  const entries = Object.entries(contestants);
  const rows: Row[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const row: Record<string, number> = { round };
    for (const [name, measure] of round % 2 === 0 ? entries : entries.toReversed())
      row[name] = await measure();
    if (round === 0) continue;
    const shown = entries.map(([name]) => `${name} ${row[name]?.toPrecision(4)}`);
    process.stderr.write(`round ${round} of ${rounds}: ${shown.join(', ')}\n`);
    rows.push(row);
  }
  return rows;
}

/** CPU time of this process so far in microseconds, all its threads together. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The median of a column of `rows`. */
export function medianOf(rows: readonly Row[], column: string): number {
  return median(rows.map((row) => row[column] ?? Number.NaN));
}
