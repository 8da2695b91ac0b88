import { createRandom } from '../src/math/random.ts';

/** What a stream of requests to one book is made of. */
export interface StreamShape {
  readonly requests: number;
  /** Shares of all requests; the others are orders that are meant to rest. */
  readonly crossing: number;
  readonly cancels: number;
  /** How many ticks behind the middle an order rests, at most. */
  readonly reach: number;
}

/** Requests as columns: orders are known by their place in the stream. */
export interface OrderStream {
  readonly requests: number;
  /** The order that is to be cancelled; −1 for a new order. */
  readonly cancels: Int32Array;
  readonly isBuy: Uint8Array;
  readonly ticks: Int32Array;
  readonly lots: Int32Array;
}

/**
 * Random requests around a middle that wanders by a tick now and then. What is cancelled was placed before, is drawn
 * from all that nobody has cancelled, and may have been filled: then there is nothing to cancel.
 */
export function orderStream(seed: string, shape: StreamShape): OrderStream {
  const random = createRandom(seed);
  const { requests } = shape;
  const stream: OrderStream = {
    requests,
    cancels: new Int32Array(requests).fill(-1),
    isBuy: new Uint8Array(requests),
    ticks: new Int32Array(requests),
    lots: new Int32Array(requests),
  };
  const placed: number[] = [];
  let middle = 100_000;
  for (let at = 0; at < requests; at += 1) {
    const kind = random.next();
    if (kind < shape.cancels && placed.length > 0) {
      const place = random.int(placed.length);
      stream.cancels[at] = placed[place] ?? -1;
      placed[place] = placed.at(-1) ?? -1;
      placed.pop();
      continue;
    }
    middle += random.int(21) === 0 ? 2 * random.int(2) - 1 : 0;
    const isBuy = random.int(2) === 1;
    const isCrossing = kind < shape.cancels + shape.crossing;
    const behind = isCrossing ? -random.int(6) : 1 + random.int(shape.reach);
    stream.isBuy[at] = isBuy ? 1 : 0;
    stream.ticks[at] = isBuy ? middle - behind : middle + behind;
    stream.lots[at] = isCrossing ? 1 + random.int(200) : 1 + random.int(20);
    placed.push(at);
  }
  return stream;
}
