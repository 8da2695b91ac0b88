import { type Millis, millis } from '../../units/units.ts';

/** Bars that are not there: `from` is the close of the one before, `to` the start of the one after. */
export interface Gap {
  readonly from: Millis;
  readonly to: Millis;
  readonly bars: number;
}

export interface Gaps {
  readonly count: number;
  readonly bars: number;
  readonly longestMs: number;
  /** The longest few, in order of time. */
  readonly longest: readonly Gap[];
}

const NAMED = 20;

/** The gaps between bars that start at `starts` (rising) and last `intervalMs` each. */
export function gapsOf(starts: Float64Array, intervalMs: number): Gaps {
  const found: Gap[] = [];
  let bars = 0;
  for (let i = 1; i < starts.length; i += 1) {
    const [before, after] = [starts[i - 1] as number, starts[i] as number];
    const missing = Math.round((after - before) / intervalMs) - 1;
    if (missing < 1) continue;
    bars += missing;
    found.push({ from: millis(before + intervalMs), to: millis(after), bars: missing });
  }
  const longest = found.toSorted((a, b) => b.bars - a.bars).slice(0, NAMED);
  return {
    count: found.length,
    bars,
    longestMs: longest[0] === undefined ? 0 : longest[0].to - longest[0].from,
    longest: longest.toSorted((a, b) => a.from - b.from),
  };
}
