import { describe, expect, it } from 'vitest';
import { bench, lotsOf, START } from './binance-fixture.ts';
import { takerBuys } from './candles.ts';

const symbol = 'BTCUSDT';
const MINUTE = 60_000;

describe('takerBuys', () => {
  it('knows from either side of a trade who took', () => {
    const { exchange } = bench();
    exchange.control.takeFrom(symbol, 'buy', lotsOf(4));
    const [trade] = exchange.trades(symbol);
    if (trade === undefined) throw new Error('nothing was traded');
    const taker = { ...trade, side: 'buy', isMaker: false } as const;
    expect(takerBuys(taker)).toBe(true);
    expect(takerBuys({ ...taker, side: 'sell', isMaker: true })).toBe(true);
    expect(takerBuys({ ...taker, side: 'sell' })).toBe(false);
  });
});

describe('klines', () => {
  const traded = () => {
    const here = bench();
    const { exchange, pass } = here;
    exchange.control.takeFrom(symbol, 'buy', lotsOf(4));
    exchange.control.takeFrom(symbol, 'sell', lotsOf(2));
    pass(3 * MINUTE);
    exchange.control.takeFrom(symbol, 'buy', lotsOf(10));
    return here;
  };
  const rows = ({ ask }: ReturnType<typeof traded>, values = {}) =>
    ask('GET', '/fapi/v1/klines', { symbol, interval: '1m', ...values }).body;

  it('are put together from trades, minutes without any standing still', () => {
    const found = rows(traded());
    expect(found).toHaveLength(4);
    expect(found[0]).toEqual([
      ...[START, '50000.1', '50000.1', '49999.9', '49999.9', '0.006', START + MINUTE - 1],
      ...['300.0002', 2, '0.004', '200.0004', '0'],
    ]);
    expect(found[2]).toEqual([
      ...[START + 2 * MINUTE, '49999.9', '49999.9', '49999.9', '49999.9', '0.000'],
      ...[START + 3 * MINUTE - 1, '0.0000', 0, '0.000', '0.0000', '0'],
    ]);
    expect(found[3][1]).toBe('50000.1');
  });

  it('are added up to longer ones', () => {
    const [hour, ...none] = rows(traded(), { interval: '1h' });
    expect(none).toEqual([]);
    expect(hour.slice(0, 6)).toEqual([START, '50000.1', '50000.2', '49999.9', '50000.2', '0.016']);
    const [week] = rows(traded(), { interval: '1w' });
    // The start is a Monday, at noon.
    expect(week[0]).toBe(START - 12 * 60 * MINUTE);
  });

  it('are cut to the period and to the limit', () => {
    const here = traded();
    const times = (values: object) => rows(here, values).map(([at]: [number]) => (at - START) / MINUTE);
    expect(times({ limit: 2 })).toEqual([2, 3]);
    expect(times({ startTime: START + 1 })).toEqual([1, 2, 3]);
    expect(times({ startTime: START, limit: 2 })).toEqual([0, 1]);
    expect(times({ endTime: START + MINUTE })).toEqual([0, 1]);
    expect(times({ startTime: START - 1e9, endTime: START - 1 })).toEqual([]);
    expect(times({ startTime: START + 1e9 })).toEqual([]);
  });

  it('are none where nothing has traded, and refused for lengths that there are not', () => {
    const { ask } = bench();
    expect(ask('GET', '/fapi/v1/klines', { symbol, interval: '1d' }).body).toEqual([]);
    expect(ask('GET', '/fapi/v1/klines', { symbol, interval: '2m' }).body).toMatchObject({ code: -1120 });
    expect(ask('GET', '/fapi/v1/klines', { symbol, interval: 'constructor' }).body).toMatchObject({
      code: -1120,
    });
  });
});
