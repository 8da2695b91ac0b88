/**
 * What a contest over the same inputs needs: peers of which some may be absent, a look at their answers before
 * anything is timed, and goals that are medians of ratios, round by round.
 */
import type { Goal, Peer } from '../src/lab/experiment.ts';
import { median } from '../src/math/statistics.ts';
import { cpuMicros, medianOf, type Row } from './bench.ts';
import { isAbsent, type NativePeer, nativePeer, type Recipe } from './native-peer.ts';

/** Millions of units of work per CPU second. */
export type Measure = () => number | Promise<number>;

/** Peers by name, and why others are absent. */
export interface Peers {
  readonly running: Readonly<Record<string, NativePeer>>;
  readonly absent: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Builds and starts the peers of `recipes` on `columns`, one after another: compilers need memory. */
export async function openPeers(
  recipes: Readonly<Record<string, Recipe>>,
  columns: readonly Float64Array[],
): Promise<Peers> {
  const running: Record<string, NativePeer> = {};
  const absent: Record<string, string> = {};
  for (const [name, recipe] of Object.entries(recipes)) {
    const peer = await nativePeer(recipe, columns);
    if (isAbsent(peer)) absent[name] = peer.absent;
    else running[name] = peer;
  }
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(running).map((peer) => peer.close()));
  };
  return { running, absent, close };
}

/** The speed of `pass`, which does `units` of work, measured over `passes` of it. */
export function speedOf(units: number, passes: number, pass: () => unknown): Measure {
  return () => {
    const started = cpuMicros();
    for (let i = 0; i < passes; i += 1) pass();
    return (units * passes) / (cpuMicros() - started);
  };
}

/** The speed of a peer at `job`, which does `units` of work a pass. */
export function speedOfPeer(peer: NativePeer, job: string, units: number, passes: number): Measure {
  return async () => (1_000 * units * passes) / (await peer.time(job, passes));
}

/**
 * Throws unless every one of `answers` is within `tolerance` of what is `expected`, relative to that or to
 * `scaleOf` its index, whichever is larger. NaN agrees with nothing.
 */
export function agree(
  who: string,
  answers: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scaleOf: (i: number) => number,
): void {
  if (answers.length !== expected.length)
    throw new Error(`${who} gave ${answers.length} answers, not ${expected.length}`);
  for (let i = 0; i < expected.length; i += 1) {
    const answer = answers[i] ?? Number.NaN;
    const right = expected[i] ?? Number.NaN;
    if (Math.abs(answer - right) <= tolerance * Math.max(Math.abs(right), scaleOf(i))) continue;
    throw new Error(`${who} does not agree at ${i}: ${answer}, not ${right}; there is nothing to time`);
  }
}

/** A goal of at least `target` times as fast as a peer, by the names of their columns in the rows. */
export interface Wanted {
  readonly id: string;
  readonly target: number;
  readonly ours: string;
  readonly peer: string;
  readonly what: string;
}

/** The goal of `wanted`: the median of the ratios, round by round; nothing where either is absent. */
export function speedGoal(rows: readonly Row[], { id, target, ours, peer, what }: Wanted): Goal {
  const ratios = rows.map((row) => (row[ours] ?? Number.NaN) / (row[peer] ?? Number.NaN));
  const reached =
    ratios.length > 0 && ratios.every((ratio) => Number.isFinite(ratio)) ? median(ratios) : null;
  return { id, target, reached, met: reached !== null && reached >= target, what };
}

/** Every column of `rows` that has a label, as a peer by that; and the absent ones, with why. */
export function peersOf(
  rows: readonly Row[],
  labels: Readonly<Record<string, string>>,
  absent: Readonly<Record<string, string>>,
): Peer[] {
  const present = Object.entries(labels).filter(([column]) => rows.some((row) => column in row));
  return [
    ...present.map(([column, name]) => ({ name, reached: medianOf(rows, column) })),
    ...Object.entries(absent).map(([column, why]) => ({
      name: `${labels[column] ?? column}: ${why}`,
      reached: null,
    })),
  ];
}
