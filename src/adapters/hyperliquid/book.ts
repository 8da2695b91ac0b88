import type { Depth, Level } from '../../domain/depth.ts';
import type { Millis } from '../../units/units.ts';
import { fieldsOf, numberOf, rowsOf, timeOf } from '../../wire/fields.ts';

export interface BookMessage {
  readonly at: Millis;
  readonly depth: Depth;
}

/** The levels of one side, best first; undefined where they are not that. */
function levelsOf(value: unknown, sign: 1 | -1): readonly Level[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const levels: Level[] = [];
  let last = sign > 0 ? Infinity : 0;
  for (const row of rowsOf(value)) {
    const [price, size] = [numberOf(row.px), numberOf(row.sz)];
    if (!(price > 0) || !(size > 0) || !Number.isFinite(price * size)) return undefined;
    if (sign * price >= sign * last) return undefined;
    levels.push({ price, size });
    last = price;
  }
  return levels;
}

/**
 * A message of `l2Book`, which is always a whole book of up to 20 levels a side: none can be missed, and each stands
 * for itself. Answers what is wrong with it where it cannot be believed.
 */
export function bookOf(data: unknown): BookMessage | string {
  const { time, levels } = fieldsOf(data);
  const at = timeOf(time);
  const [bids, asks] = Array.isArray(levels) ? [levelsOf(levels[0], 1), levelsOf(levels[1], -1)] : [];
  if (at === undefined || bids === undefined || asks === undefined) return 'a message that is no book';
  const [bid, ask] = [bids[0]?.price, asks[0]?.price];
  if (bid !== undefined && ask !== undefined && bid >= ask)
    return `it is crossed: ${bid} is bid, ${ask} asked`;
  return { at, depth: { bids, asks } };
}
