/**
 * A book that was recorded as Binance streams it, one line a message after the time of its arrival in
 * nanoseconds: read second by second by the signal that watches its depth.
 */
import { basename } from 'node:path';
import { depthCollapse } from '../../guard/breakers/depth-collapse.ts';
import { median } from '../../math/statistics.ts';
import { MINUTE, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { InputRefused } from '../data/input-refused.ts';
import { readLines } from '../data/lines.ts';
import { createRefusals } from '../data/refusals.ts';
import type { FileReport } from '../recording.ts';

export interface DepthRow {
  readonly study: 'depth';
  readonly file: string;
  readonly minutes: number;
  readonly readings: number;
  /** Money within `NEAR` of the mid on the thinner side, in quote units. */
  readonly medianDepth: number;
  /** The most that the signal measured: usual depth over depth. */
  readonly worst: number;
  readonly worstAt: string;
  readonly cautiousReadings: number;
  readonly reduceReadings: number;
}

/** From the mid: well within the thousand levels that a snapshot has. */
const NEAR = 5e-4;
const NANOS = 1e6;

type Levels = readonly (readonly [price: string, quantity: string])[];

/** Levels that changed, up to the update `u`. */
interface Changes {
  readonly u?: number;
  readonly b?: Levels;
  readonly a?: Levels;
}

/** What of a message is needed here: a snapshot, or the changes of a book. */
interface Message {
  readonly lastUpdateId?: number;
  readonly bids?: Levels;
  readonly asks?: Levels;
  readonly data?: Changes;
}

function parsed(text: string): Message | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Side = Map<number, number>;

function write(side: Side, told: Levels = []): void {
  for (const [price, quantity] of told)
    if (Number(quantity) === 0) side.delete(Number(price));
    else side.set(Number(price), Number(quantity));
}

/** Money near the mid on the thinner side. */
function depthOf(bids: Side, asks: Side): number {
  let bid = 0;
  let ask = Infinity;
  for (const price of bids.keys()) bid = Math.max(bid, price);
  for (const price of asks.keys()) ask = Math.min(ask, price);
  const mid = (bid + ask) / 2;
  const near = (side: Side): number => {
    let money = 0;
    for (const [price, quantity] of side) if (Math.abs(price / mid - 1) <= NEAR) money += price * quantity;
    return money;
  };
  return Math.min(near(bids), near(asks));
}

interface Reading {
  readonly at: number;
  readonly depth: number;
}

function rowOf(file: string, readings: readonly Reading[]): DepthRow {
  let state: ReturnType<typeof depthCollapse.fold>;
  let worst = 0;
  let worstAt = 0;
  const counts = [0, 0, 0, 0];
  for (const { at, depth } of readings) {
    state = depthCollapse.fold(state, { at: millis(at), depth });
    if (state === undefined) continue;
    const { severity, value } = depthCollapse.severity(state, millis(at));
    counts[severity] = (counts[severity] as number) + 1;
    if (value > worst) {
      worst = value;
      worstAt = at;
    }
  }
  const first = readings[0]?.at ?? 0;
  return {
    study: 'depth',
    file,
    minutes: ((readings.at(-1)?.at ?? 0) - first) / MINUTE,
    readings: readings.length,
    medianDepth: median(readings.map(({ depth }) => depth)),
    worst,
    worstAt: new Date(worstAt).toISOString(),
    cautiousReadings: counts[1] as number,
    reduceReadings: counts[2] as number,
  };
}

/** What the signal says of the book in the file at `path`. */
export async function readDepths(path: string): Promise<{ row: DepthRow; report: FileReport }> {
  const bids: Side = new Map();
  const asks: Side = new Map();
  const readings: Reading[] = [];
  const refusals = createRefusals();
  /** Changes that came before the snapshot, and the last that this knew; null before it. */
  const early: Changes[] = [];
  let seen: number | null = null;
  let rows = 0;
  const sha256 = await readLines(path, (bytes, from, to, line) => {
    const text = bytes.toString('utf8', from, to);
    const space = text.indexOf(' ');
    const at = Math.floor(Number(text.slice(0, space)) / NANOS);
    if (space < 1 || !Number.isSafeInteger(at)) return refusals.refuse(line, 'no time and message');
    rows += 1;
    // Most messages are trades and best prices.
    if (!text.includes('depthUpdate') && !text.includes('lastUpdateId')) return;
    const message = parsed(text.slice(space + 1));
    if (message === null) return refusals.refuse(line, 'not JSON');
    const { lastUpdateId, bids: bid, asks: ask, data } = message;
    // A book is read as it is at the end of each second.
    const last = readings.at(-1)?.at ?? 0;
    if (bids.size > 0 && asks.size > 0 && Math.floor(at / SECOND) > Math.floor(last / SECOND))
      readings.push({ at, depth: depthOf(bids, asks) });
    if (lastUpdateId !== undefined) {
      write(bids, bid);
      write(asks, ask);
      // The snapshot is of a moment before it arrives, and may lie within what one message tells of.
      const newer = early.filter(({ u = 0 }) => u > lastUpdateId);
      for (const { b, a } of newer) {
        write(bids, b);
        write(asks, a);
      }
      seen = lastUpdateId;
    } else if (seen === null) {
      early.push(data ?? {});
    } else if ((data?.u ?? 0) > seen) {
      write(bids, data?.b);
      write(asks, data?.a);
    }
  });
  if (readings.length === 0)
    throw new InputRefused(`${path} holds no book`, 'it must hold a snapshot of depth and changes after it');
  return {
    row: rowOf(basename(path), readings),
    report: { file: path, instruments: [], rows, refused: refusals.rows(), sha256 },
  };
}
