import { describe, expect, it } from 'vitest';
import { bench, lotsOf, START } from './binance-fixture.ts';

const symbol = 'BTCUSDT';

describe('streams of trades', () => {
  it('tell each trade once, and who took', () => {
    const { open, exchange } = bench();
    const { heard } = open('/market/ws/1/btcusdt@aggTrade/btcusdt@trade');
    exchange.control.takeFrom(symbol, 'buy', lotsOf(4));
    exchange.control.takeFrom('ETHUSDT', 'buy', lotsOf(10));
    exchange.control.takeFrom(symbol, 'sell', lotsOf(12));
    const aggregate = heard.filter(({ e }) => e === 'aggTrade');
    expect(aggregate).toMatchObject([
      { s: symbol, a: 1, f: 1, l: 1, p: '50000.1', q: '0.004', m: false, T: START },
      { s: symbol, a: 2, p: '49999.9', q: '0.010', m: true },
      { s: symbol, a: 3, p: '49999.8', q: '0.002', m: true },
    ]);
    expect(heard.filter(({ e }) => e === 'trade').map(({ t, q }) => [t, q])).toEqual([
      [1, '0.004'],
      [2, '0.010'],
      [3, '0.002'],
    ]);
  });
});

describe('streams at regular times', () => {
  it('tell mark, index and funding every second or three, of one or all', () => {
    const { open, pass } = bench();
    const { heard } = open('/stream', 'streams=btcusdt@markPrice@1s/btcusdt@markPrice/!markPrice@arr');
    pass(3_005);
    const of = (name: string) => heard.filter(({ stream }) => stream === name).map(({ data }) => data);
    expect(of('btcusdt@markPrice@1s')).toHaveLength(3);
    expect(of('btcusdt@markPrice')).toHaveLength(1);
    expect(of('btcusdt@markPrice')[0]).toMatchObject({
      ...{ e: 'markPriceUpdate', s: symbol, p: '50000.00000000', i: '50000.00000000', r: '0.00000000' },
      T: Date.UTC(2026, 0, 5, 16),
    });
    expect(of('!markPrice@arr')[0].map(({ s }: { s: string }) => s)).toEqual([
      'BTCUSDT',
      'ETHUSDT',
      'SOLUSDT',
    ]);
  });

  it('tell the day’s trading', () => {
    const { open, pass, exchange } = bench();
    exchange.control.takeFrom(symbol, 'buy', lotsOf(4));
    exchange.control.takeFrom(symbol, 'sell', lotsOf(6));
    const { heard } = open('/ws/btcusdt@ticker/btcusdt@miniTicker/!ticker@arr/!miniTicker@arr');
    pass(20);
    expect(heard).toHaveLength(4);
    expect(heard[0]).toMatchObject({
      ...{ e: '24hrTicker', s: symbol, p: '-0.2', c: '49999.9', o: '50000.1', h: '50000.1', l: '49999.9' },
      ...{ v: '0.010', q: '499.9998', n: 2, F: 1, L: 2 },
    });
    expect(heard[1]).toMatchObject({ e: '24hrMiniTicker', c: '49999.9', v: '0.010' });
    expect(heard[2]).toHaveLength(3);
  });
});

describe('@kline', () => {
  it('tells the running candle as it changes and closes it once', () => {
    const { open, pass, exchange } = bench();
    const { heard } = open('/ws/btcusdt@kline_1m');
    pass(1_000);
    expect(heard).toEqual([]);
    exchange.control.takeFrom(symbol, 'buy', lotsOf(4));
    pass(1_000);
    exchange.control.takeFrom(symbol, 'sell', lotsOf(4));
    pass(1_000);
    expect(heard.map(({ k }) => [k.x, k.n, k.o, k.c, k.v])).toEqual([
      [false, 1, '50000.1', '50000.1', '0.004'],
      [false, 2, '50000.1', '49999.9', '0.008'],
    ]);
    pass(60_000);
    expect(heard.filter(({ k }) => k.x)).toHaveLength(1);
    expect(heard.at(-1)).toMatchObject({ e: 'kline', k: { i: '1m', V: '0.004', t: START } });
  });
});
