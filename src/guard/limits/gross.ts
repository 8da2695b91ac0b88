import { type Exceeded, within } from './exceeded.ts';

/**
 * Whether the book's gross notional may become `after` from `before`: the sum over instruments of the worst
 * position that all in flight may lead to, without sign, in the reporting currency. What makes it smaller
 * always may.
 */
export function checkGross(before: number, after: number, most: number): Exceeded | null {
  if (after < before) return null;
  return within('maxGrossNotional', after, most, 'close what is no longer needed, or raise the limit');
}
