import { describe, expect, it } from 'vitest';
import { type Bench, bench, lotsOf, START } from './binance-fixture.ts';

const symbol = 'BTCUSDT';

type Report = Readonly<Record<string, string>>;
interface Account {
  readonly P: readonly Report[];
}

function streaming(key = 'demo'): Bench & { readonly heard: readonly Record<string, unknown>[] } {
  const here = bench();
  const { listenKey } = here.ask('POST', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': key }).body;
  return { ...here, heard: here.open('/private/ws', `listenKey=${listenKey}`).heard };
}

/** What was said of orders, as `execution type, state, last filled, filled in all`. */
function said(heard: readonly Record<string, unknown>[]): string[] {
  return heard.flatMap(({ e, o }) => {
    if (e !== 'ORDER_TRADE_UPDATE') return [];
    const { x, X, l, z } = o as Record<string, string>;
    return [`${x} ${X} ${l} ${z}`];
  });
}

describe('a user stream', () => {
  it('tells an order’s life: new, each fill with the account after it, and its end', () => {
    const { order, signed, heard, exchange } = streaming();
    const { orderId } = order({ price: '50000.0', newClientOrderId: 'mine' }).body;
    exchange.control.takeFrom(symbol, 'sell', lotsOf(4));
    exchange.control.takeFrom(symbol, 'sell', lotsOf(3));
    signed('DELETE', '/fapi/v1/order', { symbol, orderId });
    expect(said(heard)).toEqual([
      'NEW NEW 0.000 0.000',
      'TRADE PARTIALLY_FILLED 0.004 0.004',
      'TRADE PARTIALLY_FILLED 0.003 0.007',
      'CANCELED CANCELED 0.000 0.007',
    ]);
    expect(heard.map(({ e }) => e)).toEqual([
      'ORDER_TRADE_UPDATE',
      ...['ACCOUNT_UPDATE', 'ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE', 'ORDER_TRADE_UPDATE'],
      'ORDER_TRADE_UPDATE',
    ]);
    expect(heard[2]).toEqual({
      e: 'ORDER_TRADE_UPDATE',
      E: START,
      T: START,
      o: {
        ...{ s: symbol, c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '0.010', p: '50000.0' },
        ...{ ap: '50000.00000', sp: '0', x: 'TRADE', X: 'PARTIALLY_FILLED', i: orderId, l: '0.004' },
        ...{ z: '0.004', L: '50000.0', n: '0.04000000', N: 'USDT', T: START, t: 1, b: '0', a: '0', m: true },
        ...{
          R: false,
          wt: 'CONTRACT_PRICE',
          ot: 'LIMIT',
          ps: 'BOTH',
          cp: false,
          rp: '0.00000000',
          pP: false,
        },
        ...{ si: 0, ss: 0, V: 'EXPIRE_TAKER', pm: 'NONE', gtd: 0 },
      },
    });
    expect(heard[1]).toMatchObject({
      a: {
        m: 'ORDER',
        B: [{ a: 'USDT', wb: '99999.96000000', cw: '99999.96000000', bc: '0' }],
        P: [{ s: symbol, pa: '0.004', ep: '50000.00000', up: '0.00000000', mt: 'cross', ps: 'BOTH' }],
      },
    });
  });

  it('tells what was gained when a position is closed', () => {
    const { order, heard, exchange } = streaming();
    order({ type: 'MARKET', quantity: '0.004' });
    exchange.control.jump('BTC', 1.01);
    order({ type: 'MARKET', side: 'SELL', quantity: '0.004' });
    const fills = heard.filter(({ o }) => (o as Record<string, unknown> | undefined)?.x === 'TRADE');
    expect(fills.at(-1)?.o).toMatchObject({ S: 'SELL', X: 'FILLED', rp: '1.99920000', o: 'MARKET', p: '0' });
    const accounts = heard.filter(({ e }) => e === 'ACCOUNT_UPDATE');
    expect(accounts.at(-1)?.a).toMatchObject({ P: [{ pa: '0.000', ep: '0.00000', cr: expect.any(String) }] });
  });

  it('tells of changes, of the rest of what is immediate, and of trading with oneself', () => {
    const { order, signed, heard } = streaming();
    const { orderId } = order({ price: '50000.0' }).body;
    signed('PUT', '/fapi/v1/order', { symbol, orderId, side: 'BUY', quantity: '0.020', price: '50000.0' });
    order({ timeInForce: 'IOC', price: '50000.1', quantity: '0.012' });
    order({ side: 'SELL', price: '50000.0' });
    expect(said(heard)).toEqual([
      'NEW NEW 0.000 0.000',
      'AMENDMENT NEW 0.000 0.000',
      'NEW NEW 0.000 0.000',
      'TRADE PARTIALLY_FILLED 0.010 0.010',
      'EXPIRED EXPIRED 0.000 0.010',
      'NEW NEW 0.000 0.000',
      'EXPIRED EXPIRED_IN_MATCH 0.000 0.000',
    ]);
  });

  it('tells nobody of others’ orders, and nothing of those refused', () => {
    const { order, heard } = streaming();
    order({}, 'other');
    order({ timeInForce: 'GTX', price: '50000.1' });
    order({ quantity: '100' });
    expect(heard).toEqual([]);
  });

  it('tells of the dead man’s, the dated and the delisted', () => {
    const { order, signed, heard, pass, exchange } = streaming();
    order();
    signed('POST', '/fapi/v1/countdownCancelAll', { symbol, countdownTime: 100 });
    pass(100);
    order({ timeInForce: 'GTD', goodTillDate: exchange.now + 601_000 });
    pass(601_000);
    order();
    exchange.control.delist(symbol);
    expect(said(heard).filter((line) => !line.startsWith('NEW'))).toEqual([
      'CANCELED CANCELED 0.000 0.000',
      'EXPIRED EXPIRED 0.000 0.000',
      'CANCELED CANCELED 0.000 0.000',
    ]);
  });

  it('tells of auto-deleveraging as an order that nobody placed', () => {
    const { order, heard, exchange } = streaming();
    order({ type: 'MARKET', quantity: '0.004' });
    order({ type: 'MARKET', quantity: '0.004', side: 'SELL' }, 'other');
    const before = heard.length;
    exchange.control.deleverage('demo', symbol, lotsOf(2));
    const after = heard.slice(before).filter(({ e }) => e === 'ORDER_TRADE_UPDATE');
    expect(said(after)).toEqual(['NEW NEW 0.000 0.000', 'CALCULATED FILLED 0.002 0.002']);
    expect(after.at(-1)?.o).toMatchObject({ c: 'adl_autoclose', o: 'LIQUIDATION', S: 'SELL' });
    expect(exchange.positions('demo')).toMatchObject([{ lots: 2 }]);
  });

  it('tells of a liquidation until nothing is left, and its incomes make the wallet', () => {
    const { order, signed, heard, exchange } = streaming();
    order({ side: 'SELL', price: '50000.1', quantity: '20' }, 'other');
    order({ price: '50000.1', quantity: '20' });
    order({ price: '45000.0', quantity: '0.010' });
    const before = heard.length;
    exchange.control.jump('BTC', 0.9);
    const after = heard.slice(before);
    expect(exchange.positions('demo')).toEqual([]);
    expect(said(after)[0]).toBe('CANCELED CANCELED 0.000 0.000');
    const forced = after.flatMap(({ o }) => ((o as Report)?.x === 'CALCULATED' ? [o as Report] : []));
    const lots = forced.reduce((sum, { l }) => sum + Math.round(1_000 * Number(l)), 0);
    expect(lots).toBe(20_000);
    expect(forced.every(({ S, o }) => S === 'SELL' && o === 'LIQUIDATION')).toBe(true);
    const positions = after.flatMap(({ a }) => (a as Account)?.P ?? []);
    expect(positions.at(-1)).toMatchObject({ pa: '0.000' });
    const { body } = signed('GET', '/fapi/v1/income', { limit: 1_000 });
    const total = body.reduce((sum: number, { income }: { income: string }) => sum + Number(income), 0);
    const [usdt] = signed('GET', '/fapi/v3/balance').body;
    expect(100_000 + total).toBeCloseTo(Number(usdt.balance), 6);
  });

  it('goes on from what happened before it was opened', () => {
    const here = bench();
    here.order({ price: '50000.0' });
    here.exchange.control.takeFrom(symbol, 'sell', lotsOf(4));
    const { listenKey } = here.ask('POST', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' }).body;
    const { heard } = here.open('/private/ws', `listenKey=${listenKey}`);
    here.exchange.control.takeFrom(symbol, 'sell', lotsOf(6));
    expect(said(heard)).toEqual(['TRADE FILLED 0.006 0.010']);
  });

  it('tells of leverage', () => {
    const { signed, heard } = streaming();
    signed('POST', '/fapi/v1/leverage', { symbol, leverage: 5 });
    expect(heard).toMatchObject([{ e: 'ACCOUNT_CONFIG_UPDATE', ac: { s: symbol, l: 5 } }]);
  });
});
