/** Six minutes of a book as its venue sent them, and the same six minutes as Deribit would have. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { projectRoot } from '../src/cli/project-root.ts';
import { defaultData } from '../src/lab/data/default-data.ts';

const FILE = 'l2/binance_usdm_btcusdt_20240808.txt.gz';

export type TextLevel = readonly [price: string, size: string];

interface Event {
  readonly E: number;
  readonly u: number;
  readonly pu: number;
  readonly b: readonly TextLevel[];
  readonly a: readonly TextLevel[];
}

export interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly TextLevel[];
  readonly asks: readonly TextLevel[];
}

export interface BookMessages {
  readonly snapshot: Snapshot;
  /** Binance's events that follow it, as they came. */
  readonly binance: readonly Buffer[];
  /** A snapshot and the same changes, in Deribit's words. */
  readonly deribit: readonly Buffer[];
  readonly file: string;
}

export const DERIBIT_NAME = 'BTC-PERPETUAL';
export const BINANCE_SYMBOL = 'BTCUSDT';
const CHANNEL = `book.${DERIBIT_NAME}.raw`;

function deribitMessage(data: object): Buffer {
  return Buffer.from(
    JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel: CHANNEL, data } }),
  );
}

/** What becomes of each level: a venue says whether it is new. `known` holds those that there are. */
function actsOf(known: Set<string>, side: string, levels: readonly TextLevel[]): unknown[] {
  return levels.flatMap(([price, size]) => {
    const key = side + price;
    const isKnown = known.has(key);
    if (Number(size) === 0) return known.delete(key) ? [['delete', Number(price), 0]] : [];
    known.add(key);
    return [[isKnown ? 'change' : 'new', Number(price), Number(size)]];
  });
}

function asDeribit({ lastUpdateId, bids, asks }: Snapshot, events: readonly Event[]): Buffer[] {
  const known = new Set<string>();
  const words = (b: readonly TextLevel[], a: readonly TextLevel[]) => {
    return { bids: actsOf(known, 'b', b), asks: actsOf(known, 'a', a) };
  };
  const common = { instrument_name: DERIBIT_NAME };
  const first = {
    ...{ type: 'snapshot', timestamp: events[0]?.E ?? 0, ...common, change_id: lastUpdateId },
    ...words(bids, asks),
  };
  let last = lastUpdateId;
  const changes = events.map(({ E, u, b, a }) => {
    const before = last;
    last = u;
    const ids = { prev_change_id: before, ...common, change_id: u };
    return deribitMessage({ type: 'change', timestamp: E, ...ids, ...words(b, a) });
  });
  return [deribitMessage(first), ...changes];
}

/** The first `count` events after the snapshot of the recording. Throws `InputRefused` where there is none. */
export function bookMessages(count: number): BookMessages {
  const [path = ''] = defaultData([FILE], process.env.EVENKEEL_DATA, projectRoot());
  const lines = gunzipSync(readFileSync(path)).toString('latin1').split('\n');
  const texts = lines.map((line) => line.slice(line.indexOf('{')));
  const snapshot = texts.find((text) => text.startsWith('{"lastUpdateId"'));
  if (snapshot === undefined) throw new Error(`${path} has no snapshot`);
  const start = JSON.parse(snapshot) as Snapshot;
  const events: Event[] = [];
  const binance: Buffer[] = [];
  for (const text of texts) {
    if (events.length === count) break;
    if (!text.includes('"depthUpdate"')) continue;
    const { data } = JSON.parse(text) as { data: Event };
    if (data.u <= start.lastUpdateId) continue;
    events.push(data);
    binance.push(Buffer.from(text));
  }
  return { snapshot: start, binance, deribit: asDeribit(start, events), file: FILE };
}
