import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { HOUR } from '../../units/time.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { bytesOf } from '../../wire/scan.ts';
import { PERPETUAL, QUARTER, SYMBOLS } from './binance-fixture.ts';
import { Refusal } from './fault.ts';
import { createMarket } from './market.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const snapshot = (lastUpdateId: number, E: number) => ({
  ...{ lastUpdateId, E, T: E, bids: [['100', '2']], asks: [['101', '3']] },
});
const update = (pu: number, u: number, E: number, b: readonly unknown[] = [['100', '4']]) => ({
  ...{ e: 'depthUpdate', E, T: E, s: 'BTCUSDT', U: pu + 1, u, pu, b, a: [] },
});

function market(answers: readonly (object | Error)[] = []) {
  const told: MarketEvent[] = [];
  const notices: string[] = [];
  const asked: string[] = [];
  const left = [...answers];
  const made = createMarket({
    symbols: SYMBOLS,
    tell: (event) => told.push(event),
    notice: (text) => notices.push(text),
    fundingInterval: () => 4 * HOUR,
    snapshot: async (symbol) => {
      asked.push(symbol);
      const answer = symbol === 'BTCUSDT' ? (left.shift() ?? new NoAnswer('gone')) : new NoAnswer('gone');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { market: made, told, notices, asked };
}

describe('createMarket', () => {
  it('asks for a book of each instrument, and marks of perpetuals', () => {
    const { market: made } = market();
    expect(made.books).toEqual(['btcusdt@depth@100ms', 'btcusdt_261225@depth@100ms']);
    expect(made.marks).toEqual(['btcusdt@markPrice@1s']);
  });

  it('tells the snapshot, then each new top, and the ladder now and then', async () => {
    const { market: made, told } = market([snapshot(5, 1_000)]);
    made.begin();
    await vi.advanceTimersByTimeAsync(0);
    made.take(update(5, 6, 1_100));
    made.take(update(6, 8, 1_250));
    expect(told.map(({ kind, at }) => [kind, at])).toEqual([
      ['quote', 1_000],
      ['depth', 1_000],
      ['quote', 1_100],
      ['quote', 1_250],
      ['depth', 1_250],
    ]);
    expect(told[2]).toEqual({
      ...{ kind: 'quote', instrument: PERPETUAL.id, at: 1_100 },
      ...{ bid: 100, ask: 101, bidSize: 4, askSize: 3 },
    });
    made.end();
  });

  it('reads a message as it came, and leaves alone what it has to keep or does not know', async () => {
    const { market: made, told } = market([snapshot(5, 1_000)]);
    const bytes = (message: object): Uint8Array =>
      bytesOf(JSON.stringify({ stream: 'btcusdt@depth@100ms', data: message }));
    expect(made.takeBytes(bytes(update(5, 6, 1_100)))).toBe(false);
    made.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(made.takeBytes(bytes(update(5, 6, 1_100)))).toBe(true);
    expect(told.at(-1)).toMatchObject({ kind: 'quote', at: 1_100, bidSize: 4 });
    expect(made.takeBytes(bytes({ e: 'markPriceUpdate', E: 5, s: 'BTCUSDT', r: '0.0001' }))).toBe(false);
    made.end();
  });

  it('tells nothing of a book that is suspect, says so once, and asks until a snapshot fits', async () => {
    const answers = [snapshot(5, 1_000), new NoAnswer('busy'), snapshot(7, 1_900), snapshot(12, 2_000)];
    const { market: made, told, notices, asked } = market(answers);
    made.begin();
    await vi.advanceTimersByTimeAsync(0);
    told.length = 0;
    made.take(update(9, 10, 1_100));
    made.take(update(10, 11, 1_200));
    made.take(update(11, 13, 1_300));
    expect(notices).toEqual(['the book of BTCUSDT is suspect: event 10 follows 9, not 5']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked.filter((symbol) => symbol === 'BTCUSDT')).toHaveLength(4);
    expect(told[0]).toMatchObject({ kind: 'quote', at: 2_000, bidSize: 4 });
    made.take(update(13, 14, 2_100));
    expect(told.at(-1)).toMatchObject({ kind: 'quote', at: 2_100 });
    made.end();
  });

  it('says nothing where one side is empty, and never goes back in time', async () => {
    const { market: made, told } = market([snapshot(5, 1_000)]);
    made.begin();
    await vi.advanceTimersByTimeAsync(0);
    told.length = 0;
    made.take(update(5, 6, 900));
    made.take(update(6, 7, 1_100, [['100', '0']]));
    expect(told).toEqual([]);
    made.end();
  });

  it('tells funding with its interval', () => {
    const { market: made, told } = market();
    made.take({ e: 'markPriceUpdate', E: 5, s: 'BTCUSDT', p: '100', r: '0.00010000', T: 28_800_000 });
    made.take({ e: 'markPriceUpdate', E: 5, s: 'BTCUSDT', p: '100', r: '', T: 0 });
    made.take({ e: 'markPriceUpdate', E: 5, s: 'SOLUSDT', p: '100', r: '0.1', T: 0 });
    expect(told).toEqual([
      { kind: 'funding', instrument: PERPETUAL.id, at: 5, rate: 0.0001, intervalMs: 4 * HOUR },
    ]);
    expect(QUARTER.kind).toBe('future');
  });

  it('asks no more for the book of what is not listed any more', async () => {
    const fault = { code: -1121, message: 'Invalid symbol.', status: 400, retryMs: 0 };
    const { market: made, asked, notices } = market([new Refusal('GET depth', fault)]);
    made.begin();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.filter((symbol) => symbol === 'BTCUSDT')).toHaveLength(1);
    expect(notices).toEqual([]);
    made.end();
  });

  it('believes nothing of before a reconnection', async () => {
    const { market: made, told } = market([snapshot(5, 1_000), snapshot(9, 1_500)]);
    made.begin();
    await vi.advanceTimersByTimeAsync(0);
    made.begin();
    told.length = 0;
    made.take(update(5, 6, 1_100));
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(told[0]).toMatchObject({ kind: 'quote', at: 1_500 });
    made.end();
  });
});
