import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { PERPETUAL, SYMBOLS } from './deribit-fixture.ts';
import { createMarket } from './market.ts';

const BOOK = 'book.BTC-PERPETUAL.raw';

function market() {
  const told: MarketEvent[] = [];
  const notices: string[] = [];
  const asked: string[] = [];
  const made = createMarket({
    ...{ symbols: SYMBOLS, vols: ['BTC'], raw: true },
    tell: (event) => told.push({ ...event }),
    notice: (text) => notices.push(text),
    again: (channel) => asked.push(channel),
  });
  return { market: made, told, notices, asked };
}

const snapshot = (timestamp: number, bid = 100, ask = 101) => ({
  ...{ type: 'snapshot', timestamp, change_id: 1 },
  ...{ bids: [['new', bid, 20]], asks: [['new', ask, 30]] },
});

describe('createMarket', () => {
  it('asks for a book of each instrument, tickers of perpetuals and the volatility index', () => {
    expect(market().market.channels).toEqual([
      BOOK,
      'book.BTC-27NOV26-60000-C.raw',
      'ticker.BTC-PERPETUAL.100ms',
      'deribit_volatility_index.btc_usd',
    ]);
  });

  it('takes messages of books as they came, with the same effect, and no others', () => {
    const data = { ...snapshot(1_000), instrument_name: 'x' };
    const next = {
      ...data,
      type: 'change',
      timestamp: 1_300,
      prev_change_id: 1,
      change_id: 2,
      bids: [],
      asks: [],
    };
    const missed = { ...next, prev_change_id: 5, change_id: 6 };
    const [parsed, scanned] = [market(), market()];
    for (const one of [data, next, missed, next]) {
      parsed.market.take(BOOK, one);
      const text = JSON.stringify({
        ...{ jsonrpc: '2.0', method: 'subscription', params: { channel: BOOK, data: one } },
      });
      expect(scanned.market.takeBytes(Buffer.from(text))).toBe(true);
    }
    expect(scanned.told).toEqual(parsed.told);
    expect(scanned.told.map(({ kind }) => kind)).toEqual(['quote', 'depth', 'quote', 'depth']);
    expect(scanned.asked).toEqual([BOOK]);
    expect(scanned.notices).toEqual(parsed.notices);
    expect(scanned.market.takeBytes(Buffer.from('{"jsonrpc":"2.0","id":1,"result":"ok"}'))).toBe(false);
    expect(scanned.market.takeBytes(Buffer.from(''))).toBe(false);
  });

  it('tells each new top, and the ladder now and then', () => {
    const { market: made, told } = market();
    made.take(BOOK, snapshot(1_000));
    made.take(BOOK, {
      ...snapshot(1_050),
      type: 'change',
      prev_change_id: 1,
      change_id: 2,
      bids: [],
      asks: [],
    });
    made.take(BOOK, {
      ...snapshot(1_200),
      type: 'change',
      prev_change_id: 2,
      change_id: 3,
      bids: [],
      asks: [],
    });
    expect(told.map(({ kind, at }) => [kind, at])).toEqual([
      ['quote', 1_000],
      ['depth', 1_000],
      ['quote', 1_050],
      ['quote', 1_200],
      ['depth', 1_200],
    ]);
    expect(told[0]).toEqual({
      ...{ kind: 'quote', instrument: PERPETUAL.id, at: 1_000 },
      ...{ bid: 100, ask: 101, bidSize: 20, askSize: 30 },
    });
  });

  it('tells nothing of a book that is suspect, and asks for it once', () => {
    const { market: made, told, notices, asked } = market();
    made.take(BOOK, snapshot(1_000));
    const gap = { ...snapshot(1_100), type: 'change', prev_change_id: 7, change_id: 8 };
    made.take(BOOK, gap);
    made.take(BOOK, gap);
    made.take(BOOK, { colour: 'green' });
    expect(told).toHaveLength(2);
    expect(asked).toEqual([BOOK]);
    expect(notices).toEqual(['the book of BTC-PERPETUAL is suspect: change 8 follows 7, not 1']);
    made.take(BOOK, snapshot(2_000, 90, 91));
    expect(told.at(-1)).toMatchObject({ kind: 'depth', at: 2_000 });
    made.take(BOOK, gap);
    expect(asked).toHaveLength(2);
  });

  it('says nothing where one side is empty', () => {
    const { market: made, told } = market();
    made.take(BOOK, { ...snapshot(1_000), asks: [] });
    expect(told).toEqual([]);
  });

  it('tells funding and vol, as fractions', () => {
    const { market: made, told } = market();
    made.take('ticker.BTC-PERPETUAL.100ms', { timestamp: 5, current_funding: 0.0001 });
    made.take('deribit_volatility_index.btc_usd', { timestamp: 6, volatility: 55.5 });
    made.take('deribit_volatility_index.btc_usd', { timestamp: 6 });
    // As JSON may write it: 1e999.
    made.take('ticker.BTC-PERPETUAL.100ms', { timestamp: 7, current_funding: -Infinity });
    made.take('deribit_volatility_index.btc_usd', { timestamp: 7, volatility: Infinity });
    expect(told).toEqual([
      { kind: 'funding', instrument: PERPETUAL.id, at: 5, rate: 0.0001, intervalMs: 28_800_000 },
      { kind: 'vol', underlying: 'BTC', at: 6, vol: 0.555 },
    ]);
    expect(made.take('trades.BTC-PERPETUAL.raw', {})).toBe(false);
  });

  it('believes nothing of before a reconnection', () => {
    const { market: made, told } = market();
    made.take(BOOK, snapshot(1_000));
    made.reset();
    made.take(BOOK, { ...snapshot(1_050), type: 'change', prev_change_id: 1, change_id: 2 });
    expect(told).toHaveLength(2);
  });
});
