import type { OwnOption } from './account.ts';
import { keptStrike } from './way.ts';

/** What the options that are held do for a floor. */
export interface Cover {
  /** Base units that no put stands under. */
  readonly open: number;
  /** What the others are worth at the least, in money. */
  readonly kept: number;
  /** Units that no call has been sold on. */
  readonly unsold: number;
  /** The highest of the puts; null where there is none. */
  readonly highest: OwnOption | null;
  /** The calls that were sold beyond the units that there are to deliver, and must be bought back. */
  readonly excess: readonly { readonly instrument: string; readonly size: number }[];
}

/** A unit of a billion is none. */
const NOTHING = 1e-9;

/** What is wrong with the options that are held, so that nobody can say what they keep; null where nothing is. */
export function whyUnsound(options: readonly OwnOption[]): string | null {
  const sold = options.find(({ type, size }) => type === 'put' && size < 0);
  return sold === undefined ? null : `${sold.instrument} was sold, and may lose more than the floor allows`;
}

/**
 * What `options` do for `units` until `years` have passed: each unit has at most one put under it, the highest
 * first, of those that last so long.
 */
export function coverOf(options: readonly OwnOption[], units: number, years: number, rate: number): Cover {
  let open = units;
  let kept = 0;
  const puts = options
    .filter(({ type, size, years: left }) => type === 'put' && size > 0 && left >= years)
    .toSorted((a, b) => keptStrike(b, rate) - keptStrike(a, rate));
  for (const put of puts) {
    const under = Math.min(open, put.size);
    open -= under;
    kept += under * keptStrike(put, rate);
  }
  let room = units;
  const excess: { instrument: string; size: number }[] = [];
  for (const { type, size, instrument } of options) {
    if (type !== 'call' || size >= 0) continue;
    const over = Math.min(-size, Math.max(0, -size - room));
    room -= -size;
    if (over > NOTHING * units) excess.push({ instrument, size: over });
  }
  const unsold = Math.max(0, room);
  return { open: open > NOTHING * units ? open : 0, kept, unsold, highest: puts[0] ?? null, excess };
}
