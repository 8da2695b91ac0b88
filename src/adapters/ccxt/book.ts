import type { Depth, Level } from '../../domain/depth.ts';
import type { Millis } from '../../units/units.ts';
import { fieldsOf, timeOf } from '../../wire/fields.ts';

/** What may be believed of a book of ccxt's. `nonce`: its number, where it bears one; `at`: the exchange's time. */
export type Audit =
  | {
      readonly kind: 'sound';
      readonly depth: Depth;
      readonly nonce: number | undefined;
      readonly at: Millis | undefined;
    }
  | { readonly kind: 'suspect'; readonly why: string };

/** The best levels of a side, sizes in `unit`s; undefined where one is none or they do not get worse. */
function levelsOf(rows: unknown, sign: 1 | -1, unit: number, most: number): readonly Level[] | undefined {
  if (!Array.isArray(rows)) return undefined;
  const levels: Level[] = [];
  for (let i = 0; i < Math.min(most, rows.length); i += 1) {
    const row: unknown = rows[i];
    const [price, size] = Array.isArray(row) ? (row as unknown[]) : [];
    if (typeof price !== 'number' || typeof size !== 'number') return undefined;
    const before = levels.at(-1)?.price ?? sign * Infinity;
    if (!(price > 0) || !(size > 0) || !Number.isFinite(price * size) || !(sign * price < sign * before))
      return undefined;
    levels.push({ price, size: size * unit });
  }
  return levels;
}

/**
 * Looks a book over before it is believed. ccxt keeps no account of changes that were missed on some exchanges, and
 * carries levels of before a reconnection over into the book after it: its books then cross, lose a side or go back
 * in time, and mend themselves only by chance. `before` is the nonce of the book before, on the same stream.
 */
export function auditBook(value: unknown, before: number | undefined, unit: number, most: number): Audit {
  const { bids, asks, nonce, timestamp } = fieldsOf(value);
  const depth = { bids: levelsOf(bids, 1, unit, most), asks: levelsOf(asks, -1, unit, most) };
  const suspect = (why: string): Audit => ({ kind: 'suspect', why });
  if (depth.bids === undefined || depth.asks === undefined) return suspect('it has a level that is none');
  const [bid, ask] = [depth.bids[0]?.price, depth.asks[0]?.price];
  if (bid === undefined || ask === undefined)
    return suspect(`it has no ${bid === undefined ? 'bid' : 'ask'}`);
  if (bid >= ask) return suspect(`it is crossed: ${bid} is bid, ${ask} asked`);
  const number = typeof nonce === 'number' && Number.isFinite(nonce) ? nonce : undefined;
  if (number !== undefined && before !== undefined && number < before)
    return suspect(`it goes back from ${before} to ${number}`);
  return {
    ...{ kind: 'sound', nonce: number, at: timeOf(timestamp) },
    depth: { bids: depth.bids, asks: depth.asks },
  };
}
