import { describe, expect, it } from 'vitest';
import { fromAtoms, toAtoms } from '../units/rounding.ts';
import { HOUR } from '../units/time.ts';
import { type Lots, millis } from '../units/units.ts';
import {
  customer,
  heard,
  INVERSE,
  LINEAR,
  placed,
  quietExchange,
  START,
  ticket,
} from './exchange-fixture.ts';
import { quietMarket } from './quiet-market.ts';

describe('an exchange', () => {
  it('fills a taker at the makers prices, on two levels, and tells both sides and the world', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 5, 50_001)));
    placed(exchange.place('ann', ticket('sell', 5, 50_003)));
    const events = heard(exchange);
    const { order, executions } = placed(
      exchange.place('bob', ticket('buy', 7, 50_010, { timeInForce: 'ioc', label: 'hedge' })),
    );
    expect(order).toMatchObject({ status: 'filled', filled: 7, filledTickLots: 5 * 50_001 + 2 * 50_003 });
    expect(
      executions.map(({ lots, ticks, isMaker, label, seq }) => [lots, ticks, isMaker, label, seq]),
    ).toEqual([
      [5, 50_001, false, 'hedge', 1],
      [2, 50_003, false, 'hedge', 2],
    ]);
    expect(
      events.map((event) => ('account' in event ? `${event.kind} ${event.account}` : event.kind)),
    ).toEqual([
      'order bob',
      ...['trade', 'fill ann', 'order ann', 'fill bob', 'order bob'],
      ...['trade', 'fill ann', 'order ann', 'fill bob', 'order bob'],
      'book',
    ]);
    expect(events.at(-1)).toMatchObject({
      changes: [
        { side: 'sell', ticks: 50_001, lots: 0, isNew: false },
        { side: 'sell', ticks: 50_003, lots: 3, isNew: false },
      ],
      changeId: 3,
    });
    expect(exchange.depth('BTCUSDT', 5)).toEqual({
      bids: [],
      asks: [{ ticks: 50_003, lots: 3 }],
      changeId: 3,
    });
    expect(exchange.positions('bob')).toMatchObject([{ symbol: 'BTCUSDT', lots: 7 }]);
    expect(exchange.positions('ann')).toMatchObject([{ symbol: 'BTCUSDT', lots: -7 }]);
    expect(exchange.executions('ann').map(({ trade }) => trade)).toEqual(
      executions.map(({ trade }) => trade),
    );
    expect(exchange.trades('BTCUSDT')).toEqual(executions);
  });

  it('takes the fees of the listing from cash', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 10, 50_000)));
    placed(exchange.place('bob', ticket('buy', 10, 50_000)));
    const cash = (account: string) =>
      fromAtoms(
        exchange.balances(account).find(({ currency }) => currency === 'USDT')?.cash ?? (0n as never),
      );
    expect(cash('ann')).toBeCloseTo(1_000_000 - 0.01 * 50_000 * 0.0002, 8);
    expect(cash('bob')).toBeCloseTo(1_000_000 - 0.01 * 50_000 * 0.0005, 8);
  });

  it('shows prices, volume and open interest', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 10, 50_100)));
    placed(exchange.place('ann', ticket('buy', 10, 49_900)));
    placed(exchange.place('bob', ticket('buy', 4, null, { timeInForce: 'ioc' })));
    placed(exchange.place('cid', ticket('sell', 1, null, { timeInForce: 'ioc' })));
    expect(exchange.ticker('BTCUSDT')).toMatchObject({
      ...{ index: 50_000, mark: 50_000, last: 49_900, high: 50_100, low: 49_900, volumeLots: 5 },
      ...{ bid: { ticks: 49_900, lots: 9 }, ask: { ticks: 50_100, lots: 6 } },
      openInterestLots: 4,
      option: null,
    });
    expect(exchange.ticker('BTCUSDT').volumeNotional).toBeCloseTo(0.004 * 50_100 + 0.001 * 49_900, 9);
  });

  it('counts the volume of an inverse contract in its own size', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 30, 100_000, { symbol: 'BTC-PERPETUAL' })));
    placed(exchange.place('bob', ticket('buy', 12, 100_000, { symbol: 'BTC-PERPETUAL' })));
    expect(exchange.ticker('BTC-PERPETUAL')).toMatchObject({ last: 50_000, volumeLots: 12 });
    expect(exchange.ticker('BTC-PERPETUAL').volumeNotional).toBeCloseTo(120, 9);
  });

  it('knows its accounts by id and key, and the house is nobody', () => {
    const exchange = quietExchange();
    expect(exchange.accounts().map(({ id }) => id)).toEqual(['ann', 'bob', 'cid']);
    expect(exchange.accountOf('bob')?.id).toBe('bob');
    expect(exchange.accountOf('')).toBeUndefined();
    expect(() => exchange.place('dan', ticket('buy', 1, 50_000))).toThrow('dan');
  });

  it('lets a listener trade on what it hears, after all else that it was told with', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 5, 50_001)));
    let isDone = false;
    exchange.listen((event) => {
      if (event.kind !== 'fill' || event.account !== 'ann' || isDone) return;
      isDone = true;
      placed(exchange.place('ann', ticket('sell', 3, 50_002)));
    });
    const events = heard(exchange);
    placed(exchange.place('bob', ticket('buy', 5, 50_001)));
    const books = events.filter((event) => event.kind === 'book');
    expect(books.map(({ changeId, changes }) => [changeId, changes[0]?.ticks])).toEqual([
      [2, 50_001],
      [3, 50_002],
    ]);
  });
});

describe('what an exchange is told to do', () => {
  it('halts: orders are refused and can be cancelled; then it opens again', () => {
    const exchange = quietExchange();
    const { order } = placed(exchange.place('ann', ticket('sell', 5, 50_001)));
    const events = heard(exchange);
    exchange.control.halt('BTCUSDT');
    expect(exchange.place('bob', ticket('buy', 1, 50_001))).toMatchObject({ code: 'halted' });
    expect(exchange.cancel('ann', order.id)).toMatchObject({ status: 'cancelled', endedBy: 'user' });
    exchange.control.resume('BTCUSDT');
    placed(exchange.place('bob', ticket('buy', 1, 50_001)));
    expect(events.filter(({ kind }) => kind === 'state')).toMatchObject([
      { state: 'halted' },
      { state: 'open' },
    ]);
  });

  it('is in maintenance: nothing is taken, and all is as before when it is over', () => {
    const exchange = quietExchange();
    const { order } = placed(exchange.place('ann', ticket('sell', 5, 50_001)));
    exchange.control.maintenance(true);
    expect(exchange.place('bob', ticket('buy', 1, 50_001))).toMatchObject({ code: 'maintenance' });
    expect(exchange.cancel('ann', order.id)).toMatchObject({ code: 'maintenance' });
    expect(exchange.amend('ann', order.id, { lots: 1 as Lots, ticks: 50_001 })).toMatchObject({
      code: 'maintenance',
    });
    expect(exchange.cancelAll('ann', null)).toEqual([]);
    exchange.control.maintenance(false);
    expect(exchange.orders('ann', 'open')).toEqual([order]);
  });

  it('settles: orders end, positions are closed at the price, and trading is over', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 5, 50_000)));
    placed(exchange.place('bob', ticket('buy', 5, 50_000)));
    const { order } = placed(exchange.place('ann', ticket('sell', 5, 50_001)));
    const events = heard(exchange);
    exchange.control.settle('BTCUSDT', 51_000);
    expect(events.map((event) => (event.kind === 'state' ? event.state : event.kind))).toEqual([
      ...['settling', 'order', 'book', 'settled', 'settled', 'expired'],
    ]);
    expect(exchange.depth('BTCUSDT', 9)).toEqual({ bids: [], asks: [], changeId: 4 });
    expect(exchange.order(order.id)).toMatchObject({ status: 'cancelled', endedBy: 'settlement' });
    expect(exchange.positions('bob')).toEqual([]);
    expect(exchange.state('BTCUSDT')).toBe('expired');
    expect(exchange.place('bob', ticket('buy', 1, 50_001))).toMatchObject({ code: 'expired' });
    expect(exchange.cancel('ann', order.id)).toMatchObject({ code: 'not-open' });
    exchange.control.halt('BTCUSDT');
    expect(exchange.state('BTCUSDT')).toBe('expired');
  });

  it('delists: positions are closed at the mark', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 5, 50_100)));
    placed(exchange.place('bob', ticket('buy', 5, 50_100)));
    const events = heard(exchange);
    exchange.control.delist('BTCUSDT');
    expect(exchange.state('BTCUSDT')).toBe('delisted');
    expect(events.filter(({ kind }) => kind === 'settled')).toMatchObject([
      { account: 'ann', lots: -5, delivery: 50_000 },
      { account: 'bob', lots: 5, delivery: 50_000 },
    ]);
  });

  it('pays funding, and remembers the rate', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 1_000, 50_000)));
    placed(exchange.place('bob', ticket('buy', 1_000, 50_000)));
    exchange.advance(millis(START + HOUR));
    exchange.control.payFunding('BTCUSDT', 0.0001);
    expect(exchange.funding('bob')).toMatchObject([{ symbol: 'BTCUSDT', amount: -toAtoms(5, 'nearest') }]);
    expect(exchange.funding('ann')).toMatchObject([{ amount: toAtoms(5, 'nearest') }]);
    expect(exchange.fundingRates('BTCUSDT')).toEqual([{ at: START + HOUR, rate: 0.0001 }]);
    expect(exchange.ticker('BTCUSDT').funding?.nextAt).toBe(Date.UTC(2026, 0, 5, 16));
  });

  it('takes from the book in the name of strangers', () => {
    const exchange = quietExchange();
    const { order } = placed(exchange.place('ann', ticket('buy', 5, 49_999)));
    exchange.control.takeFrom('BTCUSDT', 'sell', 2 as Lots);
    expect(exchange.order(order.id)).toMatchObject({ status: 'open', filled: 2 });
  });

  it('jumps, and the house quotes around the new price', () => {
    const market = quietMarket({ indices: { BTC: 50_000 }, levels: 2, lotsPerLevel: 7 });
    const exchange = quietExchange({ market });
    expect(exchange.depth('BTCUSDT', 1)).toMatchObject({
      bids: [{ ticks: 49_999, lots: 7 }],
      asks: [{ ticks: 50_001, lots: 7 }],
    });
    exchange.control.jump('BTC', 0.9);
    expect(exchange.index('BTC')).toBe(45_000);
    expect(exchange.depth('BTC-PERPETUAL', 1).asks).toEqual([{ ticks: 90_001, lots: 7 }]);
    exchange.control.maker('BTC-PERPETUAL', false);
    expect(exchange.depth('BTC-PERPETUAL', 1).asks).toEqual([]);
  });

  it('deleverages: lots go at the mark to who holds the other side', () => {
    const exchange = quietExchange();
    placed(exchange.place('ann', ticket('sell', 5, 50_000)));
    placed(exchange.place('bob', ticket('buy', 5, 50_000)));
    const exit = placed(exchange.place('ann', ticket('buy', 4, 49_000, { reduceOnly: true }))).order;
    exchange.control.deleverage('bob', 'BTCUSDT', 3 as Lots);
    expect(exchange.order(exit.id)?.ticket.lots).toBe(2);
    expect(exchange.positions('bob')).toMatchObject([{ lots: 2 }]);
    expect(exchange.positions('ann')).toMatchObject([{ lots: -2 }]);
    expect(exchange.executions('bob').at(-1)).toMatchObject({ kind: 'adl', side: 'sell', lots: 3 });
  });
});

describe('listing', () => {
  it('begins with what it is given', () => {
    const exchange = quietExchange();
    expect([...exchange.listings.values()]).toEqual([LINEAR, INVERSE]);
    expect(() => quietExchange({ listings: [LINEAR, LINEAR] })).toThrow('listed already');
    expect(() => quietExchange({ accounts: [customer('ann')] }).depth('XYZ', 1)).toThrow('XYZ is not listed');
  });
});
