/** A book kept from a venue's messages, bytes in, beside what `ccxt` does with the same. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createBook as createBinanceBook } from '../src/adapters/binance/book.ts';
import { createDepthScan, scanDepth } from '../src/adapters/binance/scan.ts';
import { createBook as createDeribitBook } from '../src/adapters/deribit/book.ts';
import { createBookScan, scanBook } from '../src/adapters/deribit/scan.ts';
import { projectRoot } from '../src/cli/project-root.ts';
import type { Goal, Peer } from '../src/lab/experiment.ts';
import type { Ladder } from '../src/wire/ladder.ts';
import { createNames } from '../src/wire/scan-names.ts';
import { interleaved, type Row } from './bench.ts';
import { BINANCE_SYMBOL, type BookMessages, bookMessages, DERIBIT_NAME } from './book-messages.ts';
import { agree, peersOf, speedGoal, speedOf } from './contest.ts';

const ROUNDS = 5;
const MESSAGES = 1_500;
/** Passes of ours for one of the peer's. */
const PASSES = 20;

const LABELS = {
  deribit: 'ours, Deribit: M messages/s of CPU',
  deribitParsed: 'ours with JSON.parse, Deribit: M messages/s of CPU',
  deribitPeer: 'ccxt 4.5.84, Deribit: M messages/s of CPU',
  binance: 'ours, Binance: M messages/s of CPU',
  binanceParsed: 'ours with JSON.parse, Binance: M messages/s of CPU',
  binancePeer: 'ccxt 4.5.84, Binance USD-M: M messages/s of CPU',
};

/** The part of `ccxt` used here. */
interface PeerSide {
  readonly length: number;
  readonly [i: number]: readonly number[] | undefined;
}
interface PeerBook {
  readonly bids: PeerSide;
  readonly asks: PeerSide;
  reset(to: object): void;
}
interface PeerExchange {
  client(url: string): { onMessage(event: { readonly data: Buffer }): void; readonly rejections: object };
  setMarkets(markets: readonly object[]): void;
  orderBook(snapshot: object, depth: number): PeerBook;
  readonly orderbooks: Record<string, PeerBook>;
}

/** What one contestant does with all messages, from the snapshot on; and the book that it is left with. */
interface Keeper {
  readonly parsed: boolean;
  pass(): void;
  levels(side: 'bid' | 'ask'): readonly (readonly number[])[];
}

function levelsOf(ladder: Ladder, side: 'bid' | 'ask'): number[][] {
  const { bids, asks } = ladder.depth(Infinity);
  return (side === 'bid' ? bids : asks).map(({ price, size }) => [price, size]);
}

function refuse(news: unknown): void {
  if (news !== 'changed') throw new Error(`a book lost: ${JSON.stringify(news)}`);
}

function ourDeribit({ deribit }: BookMessages, parsed: boolean): Keeper {
  const book = createDeribitBook();
  const names = createNames([`book.${DERIBIT_NAME}.raw`]);
  const scan = createBookScan();
  const take = (bytes: Buffer): unknown => {
    if (!parsed) return scanBook(bytes, names, scan) ? book.applyScan(scan) : 'not read';
    return book.apply(JSON.parse(bytes.toString()).params.data);
  };
  const pass = (): void => {
    for (const bytes of deribit) refuse(take(bytes));
  };
  return { parsed, pass, levels: (side) => levelsOf(book.ladder, side) };
}

function ourBinance({ binance, snapshot }: BookMessages, parsed: boolean): Keeper {
  const book = createBinanceBook();
  const names = createNames([BINANCE_SYMBOL]);
  const scan = createDepthScan();
  const take = (bytes: Buffer): unknown => {
    if (!parsed) return scanDepth(bytes, names, scan) ? book.applyScan(scan) : 'not read';
    return book.apply(JSON.parse(bytes.toString()).data);
  };
  const pass = (): void => {
    book.reset();
    book.start({ ...snapshot });
    for (const bytes of binance) refuse(take(bytes));
  };
  return { parsed, pass, levels: (side) => levelsOf(book.ladder, side) };
}

async function peerClasses(): Promise<Record<'deribit' | 'binanceusdm', new () => PeerExchange>> {
  const require = createRequire(join(projectRoot(), 'package.json'));
  const root = join(projectRoot(), 'node_modules', 'ccxt', 'js', 'ccxt.js');
  const found = await import(pathToFileURL(require.resolve(root)).href);
  return found.default.pro;
}

const COMMON = {
  precision: {},
  limits: {},
  info: {},
  active: true,
  contract: true,
  type: 'swap',
  swap: true,
};
const PEER_SYMBOL = 'BTC/X';

function peerLevels(exchange: PeerExchange): Keeper['levels'] {
  return (side) => {
    const book = exchange.orderbooks[PEER_SYMBOL];
    const rows = side === 'bid' ? book?.bids : book?.asks;
    return Array.from({ length: rows?.length ?? 0 }, (_, i) => (rows?.[i] ?? []).slice(0, 2));
  };
}

function peerKeeper(
  exchange: PeerExchange,
  url: string,
  messages: readonly Buffer[],
  begin: () => void,
): Keeper {
  const client = exchange.client(url);
  const pass = (): void => {
    begin();
    for (const data of messages) client.onMessage({ data });
    if (Object.keys(client.rejections).length > 0) throw new Error('ccxt has lost its book');
  };
  return { parsed: true, pass, levels: peerLevels(exchange) };
}

async function peers(messages: BookMessages): Promise<Record<'deribit' | 'binance', Keeper>> {
  const { deribit: Deribit, binanceusdm: Binance } = await peerClasses();
  const deribit = new Deribit();
  deribit.setMarkets([{ ...COMMON, id: DERIBIT_NAME, symbol: PEER_SYMBOL, base: 'BTC', quote: 'USD' }]);
  const binance = new Binance();
  const market = { id: BINANCE_SYMBOL, symbol: PEER_SYMBOL, base: 'BTC', quote: 'USDT', settle: 'USDT' };
  binance.setMarkets([{ ...COMMON, ...market, spot: false, linear: true }]);
  binance.orderbooks[PEER_SYMBOL] = binance.orderBook({}, 1_000);
  const { snapshot } = messages;
  const begin = (): void => {
    const numbers = (rows: BookMessages['snapshot']['bids']) => rows.map((row) => row.map(Number));
    const { bids, asks, lastUpdateId: nonce } = snapshot;
    binance.orderbooks[PEER_SYMBOL]?.reset({ bids: numbers(bids), asks: numbers(asks), nonce });
  };
  return {
    deribit: peerKeeper(deribit, 'wss://www.deribit.com/ws/api/v2', messages.deribit, () => undefined),
    binance: peerKeeper(binance, 'wss://fstream.binance.com/ws/1', messages.binance, begin),
  };
}

/** Throws unless `one` is left with the book of `other`. */
function compared(name: string, one: Keeper, other: Keeper): number {
  one.pass();
  other.pass();
  let count = 0;
  for (const side of ['bid', 'ask'] as const) {
    const [ours, theirs] = [one.levels(side), other.levels(side)];
    agree(`${name}: ${side}s`, theirs.flat(), ours.flat(), 0, () => 0);
    count += ours.length;
  }
  return count;
}

export interface Part {
  readonly data: readonly string[];
  readonly peers: readonly Peer[];
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
}

/** Goal `book.ccxt`, the worse of the two venues; throws where a book differs. */
export async function books(): Promise<Part> {
  const messages = bookMessages(MESSAGES);
  const theirs = await peers(messages);
  const keepers = {
    deribit: ourDeribit(messages, false),
    deribitParsed: ourDeribit(messages, true),
    deribitPeer: theirs.deribit,
    binance: ourBinance(messages, false),
    binanceParsed: ourBinance(messages, true),
    binancePeer: theirs.binance,
  };
  const levels = compared('ccxt on Deribit', keepers.deribit, keepers.deribitPeer);
  compared('ccxt on Binance', keepers.binance, keepers.binancePeer);
  compared('our parser on Deribit', keepers.deribit, keepers.deribitParsed);
  compared('our parser on Binance', keepers.binance, keepers.binanceParsed);
  const measures = Object.fromEntries(
    Object.entries(keepers).map(([name, { parsed, pass }]) => [
      name,
      speedOf(MESSAGES, name.endsWith('Peer') ? 1 : parsed ? PASSES / 4 : PASSES, pass),
    ]),
  );
  const rows = await interleaved(ROUNDS, measures);
  const of = (ours: string, peer: string, venue: string): Goal => {
    const what = `book messages per CPU second, bytes to book, against ccxt, on ${venue}, the worse of two; at least`;
    return speedGoal(rows, { id: 'book.ccxt', target: 5, ours, peer, what });
  };
  const both = [of('deribit', 'deribitPeer', 'Deribit'), of('binance', 'binancePeer', 'Binance')];
  const worse = both.reduce((one, other) => ((other.reached ?? 0) < (one.reached ?? 0) ? other : one));
  const bytes = messages.binance.reduce((sum, { length }) => sum + length, 0);
  return {
    data: [
      `${messages.file}: a snapshot and ${MESSAGES} events of ${Math.round(bytes / MESSAGES)} bytes on average, ` +
        `as Binance sent them and in Deribit's words; ${levels} levels at the end`,
    ],
    peers: peersOf(rows, LABELS, {}),
    rows,
    goals: [worse],
  };
}
