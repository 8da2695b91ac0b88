/** Messages of a Deribit book as its raw channel sends them in a lively market. */
import { createRandom } from '../src/math/random.ts';

export const NAME = 'BTC_USDC-PERPETUAL';
export const CHANNEL: string = `book.${NAME}.raw`;
const TICK = 0.5;
/** Levels of a side that there are at least. */
const DEEP = 20;
/** One in so many moves the price by a tick. */
const MOVES = 5;

type Row = readonly [action: string, price: number, size: number];

export interface Shape {
  /** Levels that a message changes: the recorded messages of the raw channel change one or two. */
  readonly levels: number;
  readonly everyMs: number;
}

/** Makes one message after the other from `start` on, the first of which is a snapshot around `price`. */
export function createTicks(seed: string, start: number, price: number, shape: Shape): () => Buffer {
  const random = createRandom(seed);
  let middle = Math.round(price / TICK);
  const size = (): number => (1 + random.int(4_000)) / 1_000;
  const at = (sign: number, i: number): Row => ['change', (middle + sign * (i + 1)) * TICK, size()];
  const side = (sign: number, most: number): Row[] => Array.from({ length: most }, (_, i) => at(sign, i));
  /** The best level of one side goes, and the other side has a new one there. */
  const move = (): readonly [Row[], Row[]] => {
    const sign = random.int(2) === 0 ? 1 : -1;
    middle += sign;
    const gone: Row = ['delete', middle * TICK, 0];
    const better = side(-sign, 1);
    return sign > 0 ? [better, [gone]] : [[gone], better];
  };
  const change = (): readonly [Row[], Row[]] => {
    if (shape.levels > 2) return [side(-1, shape.levels / 2), side(1, shape.levels / 2)];
    const sign = random.int(2) === 0 ? 1 : -1;
    const rows = [at(sign, random.int(DEEP))];
    return sign > 0 ? [[], rows] : [rows, []];
  };
  let i = -1;
  return () => {
    i += 1;
    const isFirst = i === 0;
    const rows = random.int(MOVES) === 0 ? move : change;
    const [bids, asks] = isFirst ? [side(-1, DEEP), side(1, DEEP)] : rows();
    const ids = isFirst ? {} : { prev_change_id: i };
    const type = isFirst ? 'snapshot' : 'change';
    const timestamp = start + i * shape.everyMs;
    const data = { type, timestamp, ...ids, instrument_name: NAME, change_id: i + 1, bids, asks };
    return Buffer.from(
      JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel: CHANNEL, data } }),
    );
  };
}

/** The first `count` of them. */
export function tickMessages(count: number, ...terms: Parameters<typeof createTicks>): Buffer[] {
  const next = createTicks(...terms);
  return Array.from({ length: count }, next);
}
