/**
 * Every file of recorded exchange messages is read by an adapter without loss, or named here with the reason why
 * not; and in those that are read so is every kind of message.
 */
import { describe, expect, it } from 'vitest';
import { createBook as createBinanceBook } from '../../src/adapters/binance/book.ts';
import { createMarket as createBinanceMarket } from '../../src/adapters/binance/market.ts';
import { misfits as binanceMisfits } from '../../src/adapters/binance/misfits.ts';
import { misfits as deribitMisfits } from '../../src/adapters/deribit/examine.ts';
import { createMarket as createDeribitMarket } from '../../src/adapters/deribit/market.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market.ts';
import { HOUR } from '../../src/units/time.ts';
import { millis } from '../../src/units/units.ts';
import { bytesOf } from '../../src/wire/scan.ts';
import { symbolsOf } from '../../src/wire/symbols.ts';
import { describeWithShared } from '../support/shared-data.ts';
import { type Json, type Line, linesOf, recordedFiles, TextBook, tally } from './recorded.ts';

const THROUGH_CCXT =
  'there is no adapter of our own to this venue: it is reached through ccxt, which reads it';
const SPOT = 'the adapter to Binance is one to its USD-M futures; nothing is hedged on spot';

/** Why a file is not read; the others are, below. */
const FILES: Readonly<Record<string, string | undefined>> = {
  'BINANCE.http.0.0.txt.gz': SPOT,
  'BINANCE.ws.1.0.txt.gz': SPOT,
  'BINANCE_FUTURES.0.txt.gz': undefined,
  'BINANCE_FUTURES.http.0.0.txt.gz': undefined,
  'BINANCE_FUTURES.ws.1.0.txt.gz': undefined,
  'BITMEX.ws.1.0.txt.gz': THROUGH_CCXT,
  'BYBIT.ws.26.0.txt.gz': THROUGH_CCXT,
  'COINBASE.ws.28.0.txt.gz': THROUGH_CCXT,
  'DERIBIT.0.txt.gz': undefined,
  'DERIBIT.ws.1.0.txt.gz': undefined,
  'DYDX.ws.1.0.txt.gz': THROUGH_CCXT,
  'KRAKEN_FUTURES.ws.1.0.txt.gz': THROUGH_CCXT,
  'OKX.ws.1.0.txt.gz': THROUGH_CCXT,
  'binance_spot_btcusdt_20240808.txt.gz': SPOT,
  'binance_usdm_btcusdt_20240808.txt.gz': undefined,
};

/** Kinds of messages that adapters pass over, each for its reason. */
const PASSED_OVER: Readonly<Record<string, string>> = {
  note: 'the recorder wrote it, not the venue',
  request: 'the recorder sent it',
  subscribed: 'an answer to a request of the recorder',
  'ticker of an option': 'of tickers only the funding of perpetuals is read',
  bookTicker: 'the top is that of the whole book, which is followed anyway',
  aggTrade: 'trades of others are not followed',
  trade: 'trades of others are not followed',
  kline: 'bars are made of quotes',
};

/** Asserts that each kind is read or passed over for a reason, and answers how many messages were read. */
function readOf(counts: Readonly<Record<string, number>>, read: readonly string[]): number {
  const kinds = Object.keys(counts);
  expect(kinds.filter((kind) => !read.includes(kind) && PASSED_OVER[kind] === undefined)).toEqual([]);
  expect(kinds).toEqual(expect.arrayContaining([...read]));
  return read.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
}

function jsonOf({ text }: Line): Json {
  return JSON.parse(text);
}

/** An instrument as a listing of Deribit's has it, by its documentation. */
function deribitInstrument(row: Json): Instrument {
  const { instrument_name: id, base_currency: base, quote_currency, settlement_currency, kind } = row;
  const inverse = kind === 'option' || quote_currency === 'USD';
  const common = { id, venue: 'deribit', base, tick: row.tick_size, inverse };
  const paid = { quote: inverse ? 'USD' : quote_currency, settle: settlement_currency ?? base };
  const expiry = millis(row.expiration_timestamp);
  if (kind === 'option') {
    const terms = { type: row.option_type, strike: row.strike, expiry };
    return {
      ...common,
      ...paid,
      ...terms,
      kind,
      lot: row.min_trade_amount,
      multiplier: row.contract_size,
    };
  }
  const size = { lot: 1, multiplier: row.contract_size };
  if (row.settlement_period === 'perpetual') return { ...common, ...paid, ...size, kind: 'perp' };
  return { ...common, ...paid, ...size, kind: 'future', expiry };
}

/** An instrument as `exchangeInfo` has it. */
function binanceInstrument(row: Json): Instrument {
  const { symbol: id, baseAsset: base, quoteAsset: quote, marginAsset: settle, contractType } = row;
  const of = (type: string): Json => row.filters.find(({ filterType }: Json) => filterType === type);
  const size = { lot: 1, multiplier: Number(of('LOT_SIZE').stepSize) };
  const tick = Number(of('PRICE_FILTER').tickSize);
  const common = { ...{ id, venue: 'binance', base, quote, settle, inverse: false }, ...size, tick };
  if (contractType === 'PERPETUAL') return { ...common, kind: 'perp' };
  return { ...common, kind: 'future', expiry: millis(row.deliveryDate) };
}

const COMPARED_EVERY = 5;

/**
 * A market of the Binance adapter, next to books of text, that is told events and snapshots as they were recorded.
 */
function binanceReplay(names: readonly string[], listed: Json[]) {
  const books = new Map<string, { book: TextBook; last: number; kept: Json[] }>(
    names.map((name) => [name, { book: new TextBook(), last: Number.NaN, kept: [] }]),
  );
  const told: MarketEvent[] = [];
  const notices: string[] = [];
  const waiting = new Map<string, (snapshot: unknown) => void>();
  const instruments = listed
    .filter(({ symbol }) => names.includes(symbol))
    .map((row) => binanceInstrument(row));
  const market = createBinanceMarket({
    symbols: symbolsOf(instruments, {}),
    tell: (event) => told.push(event),
    notice: (text) => notices.push(text),
    // One is all that was recorded: the next is waited for in vain.
    snapshot: (symbol) => new Promise((resolve) => waiting.set(symbol, resolve)),
    fundingInterval: () => 8 * HOUR,
  });
  market.begin();
  let compared = 0;
  let ladders = 0;
  /** What was told since `from` is what the text says. */
  const compare = (symbol: string, from: number): void => {
    const book = books.get(symbol)?.book ?? expect.fail(symbol);
    for (const event of told.slice(from)) {
      if (event.kind === 'depth') {
        ladders += 1;
        // To sort a book takes long: of ladders that come many times a second, some.
        if (ladders % COMPARED_EVERY !== 1) continue;
        const { bids, asks } = book.depth();
        expect(event.depth).toEqual({ bids: bids.slice(0, 20), asks: asks.slice(0, 20) });
      }
      if (event.kind !== 'quote') continue;
      const top = book.top();
      const { instrument, bid, ask, bidSize, askSize } = event;
      const isSame = bid === top.bid && ask === top.ask && bidSize === top.bidSize && askSize === top.askSize;
      // By hand first: there are thousands.
      if (!isSame || instrument !== symbol) expect(event).toMatchObject({ instrument: symbol, ...top });
      compared += 1;
    }
  };
  const update = ({ s, u, b, a }: Json): void => {
    const kept = books.get(s);
    if (kept === undefined) return;
    if (Number.isNaN(kept.last)) kept.kept.push({ s, u, b, a });
    else if (u > kept.last) kept.book.tell(b, a);
  };
  return {
    told,
    notices,
    compared: () => compared,
    event: (line: Line): void => {
      const { data } = jsonOf(line);
      const from = told.length;
      update(data);
      if (!market.takeBytes(bytesOf(line.text))) market.take(data);
      compare(data.s, from);
    },
    snapshot: async (symbol: string, body: Json): Promise<void> => {
      const from = told.length;
      const kept = books.get(symbol);
      waiting.get(symbol)?.(body);
      if (kept !== undefined) {
        kept.book.tell(body.bids, body.asks);
        kept.last = body.lastUpdateId;
        for (const event of kept.kept) update(event);
      }
      await new Promise((resolve) => setImmediate(resolve));
      compare(symbol, from);
    },
  };
}

const BTCUSDT = {
  ...{
    symbol: 'BTCUSDT',
    contractType: 'PERPETUAL',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
  },
  filters: [
    { filterType: 'PRICE_FILTER', tickSize: '0.10' },
    { filterType: 'LOT_SIZE', stepSize: '0.001' },
  ],
};

function binanceKind(line: Line): string {
  if (line.of !== 'message') return line.of;
  // Not parsed, as there are many.
  return /"e":"(\w+)"/.exec(line.text)?.[1] ?? (line.text.startsWith('{"lastUpdateId"') ? 'snapshot' : '');
}

describeWithShared('recorded messages', () => {
  it('are all in the list, which names no others', () => {
    expect(Object.keys(FILES).sort()).toEqual([...recordedFiles()].sort());
  });

  it('of files that are not read are none that an adapter of ours would have to', () => {
    for (const [file, why] of Object.entries(FILES))
      if (why !== undefined) expect(file).not.toMatch(/^(?:DERIBIT|BINANCE_FUTURES|binance_usdm)/);
  });

  describe('of Deribit', () => {
    it('list instruments that are found as they are, and not as they are not', () => {
      const lines = linesOf('DERIBIT.0.txt.gz');
      const rows: Json[] = lines.filter(({ of }) => of === 'answer').flatMap((line) => jsonOf(line).result);
      readOf(
        tally(lines, ({ of }) => of),
        ['answer'],
      );
      expect(rows.length).toBeGreaterThan(1_000);
      for (const row of rows) {
        const instrument = deribitInstrument(row);
        const [traded] = symbolsOf([instrument], {}).all;
        const [finer] = symbolsOf([{ ...instrument, tick: instrument.tick * 1.5 }], {}).all;
        if (traded === undefined || finer === undefined)
          throw new Error(`${row.instrument_name} is no symbol`);
        expect(deribitMisfits(traded, row), row.instrument_name).toEqual([]);
        expect(deribitMisfits(finer, row).join(), row.instrument_name).toContain('tick');
      }
    });

    it('make the books that they tell, level by level', () => {
      const lines = linesOf('DERIBIT.ws.1.0.txt.gz');
      const rows: Json[] = linesOf('DERIBIT.0.txt.gz')
        .filter(({ of }) => of === 'answer')
        .flatMap((line) => jsonOf(line).result);
      const heard = lines.filter(({ of }) => of === 'message').map((line) => [line, jsonOf(line)] as const);
      const names = new Set(heard.map(([, { params }]) => params?.channel.split('.')[1]));
      const instruments = rows.filter((row) => names.has(row.instrument_name)).map(deribitInstrument);
      expect(instruments).toHaveLength(10);
      const told: MarketEvent[] = [];
      const market = createDeribitMarket({
        ...{ symbols: symbolsOf(instruments, {}), vols: [], raw: true },
        ...{ tell: (event) => told.push(event), notice: expect.fail, again: expect.fail },
      });
      const books = new Map<string, TextBook>();
      const kindOf = (line: Line): string => {
        if (line.of !== 'message') return line.of;
        const { params, result } = jsonOf(line);
        if (result !== undefined) return 'subscribed';
        const [kind, name] = params.channel.split('.');
        const isOption = instruments.some(({ id, kind: what }) => id === name && what === 'option');
        return kind === 'ticker' && isOption ? 'ticker of an option' : kind;
      };
      const count = readOf(tally(lines, kindOf), ['book']);
      let read = 0;
      for (const [{ text }, { params }] of heard) {
        if (!params?.channel.startsWith('book.')) continue;
        const { type, bids, asks, instrument_name: name } = params.data;
        const book = books.get(name) ?? new TextBook();
        books.set(name, book);
        if (type === 'snapshot') book.clear();
        const rowsOf = (side: Json[]): [unknown, unknown][] =>
          side.map(([action, price, size]) => [price, action === 'delete' ? 0 : size]);
        book.tell(rowsOf(bids), rowsOf(asks));
        const from = told.length;
        expect(market.takeBytes(bytesOf(text)), text).toBe(true);
        read += 1;
        const top = book.top();
        const quote = told.slice(from).find(({ kind }) => kind === 'quote');
        if (top.bid > 0 && top.ask > 0) expect(quote, text).toMatchObject({ instrument: name, ...top });
        else expect(quote, text).toBeUndefined();
        const depth = told.slice(from).find((event) => event.kind === 'depth');
        if (depth !== undefined) expect(depth).toMatchObject({ depth: book.depth() });
      }
      expect(read).toBe(count);
      expect(told.length).toBeGreaterThan(40);
    });
  });

  describe('of Binance futures', () => {
    const infoOf = (): Json => {
      const line = linesOf('BINANCE_FUTURES.0.txt.gz').find(({ of }) => of === 'answer');
      return line === undefined ? expect.fail('nothing was answered') : jsonOf(line);
    };

    it('list instruments that are found as they are, and not as they are not', () => {
      readOf(
        tally(linesOf('BINANCE_FUTURES.0.txt.gz'), ({ of }) => of),
        ['answer'],
      );
      const { symbols } = infoOf();
      expect(symbols.length).toBeGreaterThan(100);
      for (const row of symbols) {
        const instrument = binanceInstrument(row);
        const [traded] = symbolsOf([instrument], {}).all;
        const [finer] = symbolsOf([{ ...instrument, tick: instrument.tick * 1.5 }], {}).all;
        if (traded === undefined || finer === undefined) throw new Error(`${row.symbol} is no symbol`);
        // One is only announced, and does not say yet what it is.
        const expected = row.contractType === '' ? [expect.stringContaining('kind')] : [];
        expect(binanceMisfits(traded, row), row.symbol).toEqual(expected);
        expect(binanceMisfits(finer, row).join(), row.symbol).toContain('tick');
      }
    });

    it('make the books that they tell, from snapshots that came between', async () => {
      const [events, answers] = [
        linesOf('BINANCE_FUTURES.ws.1.0.txt.gz'),
        linesOf('BINANCE_FUTURES.http.0.0.txt.gz'),
      ];
      readOf(
        tally(answers, ({ of }) => of),
        ['answer'],
      );
      const count = readOf(tally(events, binanceKind), ['depthUpdate']);
      const symbolOf = ({ url }: Line): string => new URL(url).searchParams.get('symbol') ?? '';
      const replay = binanceReplay(answers.map(symbolOf), infoOf().symbols);
      const inOrder = [...events, ...answers].sort((a, b) => a.at - b.at);
      for (const line of inOrder) {
        if (line.of === 'answer') await replay.snapshot(symbolOf(line), jsonOf(line));
        else if (line.of === 'message' && binanceKind(line) === 'depthUpdate') replay.event(line);
      }
      expect(replay.notices).toEqual([]);
      expect(answers).toHaveLength(4);
      // All but the few of before a snapshot were told at once.
      expect(replay.compared()).toBeGreaterThan(0.9 * count);
      expect(replay.compared()).toBeLessThanOrEqual(count + answers.length);
    });

    it('make a snapshot whole', () => {
      for (const line of linesOf('BINANCE_FUTURES.http.0.0.txt.gz')) {
        const [book, text, body] = [createBinanceBook(), new TextBook(), jsonOf(line)];
        expect(book.start(body)).toBe('changed');
        text.tell(body.bids, body.asks);
        expect(book.ladder.depth(10_000)).toEqual(text.depth());
      }
    });

    it('make a book of six minutes, until the price leaves what the only snapshot tells', async () => {
      const lines = linesOf('binance_usdm_btcusdt_20240808.txt.gz');
      readOf(tally(lines, binanceKind), ['depthUpdate', 'snapshot']);
      const replay = binanceReplay(['BTCUSDT'], [BTCUSDT]);
      for (const line of lines) {
        const kind = binanceKind(line);
        if (kind === 'snapshot') await replay.snapshot('BTCUSDT', jsonOf(line));
        else if (kind === 'depthUpdate') replay.event(line);
      }
      expect(replay.notices).toEqual([expect.stringContaining('out of what its snapshot has told')]);
      expect(replay.compared()).toBeGreaterThan(4_000);
    });
  });
});
