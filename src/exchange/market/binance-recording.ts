import type { Side } from '../exchange.ts';
import type { RecordedEvent, RecordedLevel } from './recorded-book.ts';

/** Messages as Binance sends them; only what is read here. */
interface Message {
  readonly lastUpdateId?: number;
  readonly bids?: readonly (readonly [string, string])[];
  readonly asks?: readonly (readonly [string, string])[];
  readonly data?: {
    readonly e?: string;
    readonly U?: number;
    readonly u?: number;
    readonly b?: unknown;
    readonly a?: unknown;
    readonly p?: string;
    readonly q?: string;
    readonly m?: boolean;
  };
}

type Rows = readonly (readonly [string, string])[];

function levels(bids: Rows, asks: Rows): readonly RecordedLevel[] {
  const side = (which: Side, rows: Rows) =>
    rows.map(([price, size]) => ({ side: which, price: Number(price), size: Number(size) }));
  return [...side('buy', bids), ...side('sell', asks)];
}

/** Milliseconds since the epoch of a stamp in nanoseconds, which has too many digits for a float. */
function toMs(nanoseconds: string): number {
  return Number(nanoseconds.slice(0, -6)) + Number(nanoseconds.slice(-6)) / 1e6;
}

/**
 * A recorded feed of one symbol, lines of "<local nanoseconds> <JSON>" with one REST snapshot, depth updates and
 * trades, as events for a `RecordedBook`. Updates from before the snapshot are dropped by Binance's own rule ("How
 * to manage a local order book correctly"). Time begins with the snapshot. Throws on what is not JSON.
 */
export function binanceRecording(lines: Iterable<string>): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  const early: { readonly u: number; readonly at: number; readonly levels: readonly RecordedLevel[] }[] = [];
  let [snapshotId, start] = [-1, 0];
  for (const line of lines) {
    const space = line.indexOf(' ');
    if (space < 0) continue;
    const at = toMs(line.slice(0, space));
    const message = JSON.parse(line.slice(space + 1)) as Message;
    if (message.lastUpdateId !== undefined) {
      [snapshotId, start] = [message.lastUpdateId, at];
      const all = levels(message.bids ?? [], message.asks ?? []);
      events.push({ kind: 'book', afterMs: 0, isSnapshot: true, levels: all });
      for (const each of early)
        if (each.u >= snapshotId)
          events.push({ kind: 'book', afterMs: 0, isSnapshot: false, levels: each.levels });
      continue;
    }
    const { data } = message;
    if (data?.e === 'depthUpdate' && data.u !== undefined) {
      const changes = levels(data.b as Rows, data.a as Rows);
      if (snapshotId < 0) early.push({ u: data.u, at, levels: changes });
      else if (data.u >= snapshotId)
        events.push({ kind: 'book', afterMs: at - start, isSnapshot: false, levels: changes });
    } else if (data?.e === 'trade' && snapshotId >= 0) {
      // `m`: the buyer was the maker.
      const side = data.m === true ? 'sell' : 'buy';
      events.push({
        ...{ kind: 'trade', afterMs: at - start, side },
        ...{ price: Number(data.p), size: Number(data.q) },
      });
    }
  }
  return events;
}
