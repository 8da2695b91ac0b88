/**
 * What lies between a venue's bytes and our order: keeping its book, telling whether a decision is due, and the whole
 * way over a socket. What each part is measured beside, the parts say.
 */
import { type BenchResult, resultOf } from './bench.ts';
import { books } from './wire-book.ts';
import { orders } from './wire-order.ts';
import { ticks } from './wire-tick.ts';

/** Goals `book.ccxt`, `tick.full`, `tick.fast`, `tick.alloc` and `wire.order`. */
export async function run(): Promise<BenchResult> {
  // Ticks first: what they allocate depends on what the compiler has seen by then.
  const parts = [await ticks(), await books(), await orders()];
  return resultOf('wire', {
    data: parts.flatMap(({ data }) => data),
    peers: parts.flatMap(({ peers }) => peers),
    rows: parts.flatMap(({ rows }) => rows),
    goals: parts.flatMap(({ goals }) => goals),
  });
}
