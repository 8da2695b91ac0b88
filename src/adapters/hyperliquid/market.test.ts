import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, unsound } from '../../../test/support/hostile.ts';
import type { MarketEvent } from '../../domain/market.ts';
import { millis } from '../../units/units.ts';
import { bookOf } from './book.ts';
import { BTC, SYMBOLS } from './hyperliquid-fixture.ts';
import { createMarket } from './market.ts';

function market() {
  const told: MarketEvent[] = [];
  const notices: string[] = [];
  const clock = { ms: 0 };
  const made = createMarket({
    ...{ symbols: SYMBOLS, time: () => millis(77), clock: () => clock.ms },
    tell: (event) => told.push(event),
    notice: (text) => notices.push(text),
  });
  return { market: made, told, notices, clock };
}

const level = (px: unknown, sz: unknown = '0.5') => ({ px, sz, n: 1 });
const book = (time: number, bids: unknown[] = [level('100')], asks: unknown[] = [level('101', '2')]) => ({
  ...{ coin: 'BTC', time, levels: [bids, asks] },
});

describe('bookOf', () => {
  it('reads both sides, best first', () => {
    const read = bookOf(book(5, [level('100.5'), level('99', '3')], [level('101')]));
    expect(read).toEqual({
      at: 5,
      depth: {
        bids: [
          { price: 100.5, size: 0.5 },
          { price: 99, size: 3 },
        ],
        asks: [{ price: 101, size: 0.5 }],
      },
    });
  });

  it('believes no book that is crossed, out of order or none', () => {
    expect(bookOf(book(5, [level('101')]))).toMatch(/crossed: 101 is bid, 101 asked/);
    const wrong = [
      book(5, [level('99'), level('100')]),
      book(5, [level('-1')]),
      book(5, [level('100', '0')]),
      book(5, [level('x')]),
      book(5, [level('100'), null]),
      { ...book(5), time: 'now' },
      { ...book(5), levels: [[]] },
      null,
    ];
    for (const data of wrong) expect(bookOf(data), JSON.stringify(data)).toBe('a message that is no book');
  });

  it('never throws, and believes only figures, whatever it is told', () => {
    fc.assert(
      fc.property(fc.oneof(hostileLike(book(5)), fc.anything()), (data) => {
        expect(unsound(bookOf(data))).toEqual([]);
      }),
    );
  });
});

describe('createMarket', () => {
  it('asks for books and contexts', () => {
    expect(market().market.topics).toEqual([
      { type: 'l2Book', coin: 'BTC' },
      { type: 'activeAssetCtx', coin: 'BTC' },
    ]);
  });

  it('tells top and ladder at the venue’s time, and hourly funding at ours', () => {
    const { market: made, told } = market();
    made.take('l2Book', book(1_000));
    made.take('activeAssetCtx', { coin: 'BTC', ctx: { funding: '0.0000125', markPx: '100' } });
    made.take('activeAssetCtx', { coin: 'BTC', ctx: {} });
    expect(told).toEqual([
      { kind: 'quote', instrument: BTC.id, at: 1_000, bid: 100, ask: 101, bidSize: 0.5, askSize: 2 },
      expect.objectContaining({ kind: 'depth', at: 1_000 }),
      { kind: 'funding', instrument: BTC.id, at: 77, rate: 0.0000125, intervalMs: 3_600_000 },
    ]);
    expect(made.take('trades', [])).toBe(false);
    expect(made.take('l2Book', { coin: 'SOL' })).toBe(true);
  });

  it('takes an old book for no news, but after a reconnection', () => {
    const { market: made, told } = market();
    made.take('l2Book', book(1_000));
    made.take('l2Book', book(900, [level('90')]));
    expect(told).toHaveLength(2);
    made.reset();
    made.take('l2Book', book(900, [level('90')]));
    expect(told).toHaveLength(4);
  });

  it('says nothing where one side is empty, and names once what cannot be believed', () => {
    const { market: made, told, notices } = market();
    made.take('l2Book', book(1_000, []));
    const crossed = book(1_100, [level('102')]);
    made.take('l2Book', crossed);
    made.take('l2Book', crossed);
    expect(told).toEqual([]);
    expect(notices).toEqual(['the book of BTC is suspect: it is crossed: 102 is bid, 101 asked']);
  });

  it('knows which books have fallen silent: one that makes no sense is as good as none', () => {
    const { market: made, clock } = market();
    made.take('l2Book', book(1_000));
    clock.ms = 500;
    made.take('l2Book', { coin: 'BTC' });
    expect(made.silent(500)).toEqual([]);
    clock.ms = 501;
    expect(made.silent(500)).toEqual([{ type: 'l2Book', coin: 'BTC' }]);
    made.take('l2Book', book(1_000));
    expect(made.silent(500)).toEqual([]);
  });
});
