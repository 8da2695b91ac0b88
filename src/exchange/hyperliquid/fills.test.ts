import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import type { Execution } from '../exchange.ts';
import { createFills, directionOf, type Fill } from './fills.ts';
import { BOB, bench, DEMO, order, orders, venueExchange } from './hyperliquid-fixture.ts';
import { keyOfSecret } from './key.ts';

function fill(
  side: 'buy' | 'sell',
  count: number,
  startLots: number,
  kind: Execution['kind'] = 'trade',
): Fill {
  return { execution: { side, lots: lots(count), kind } as Execution, startLots };
}

describe('fills', () => {
  it('say what they do to the position', () => {
    const all = [
      fill('buy', 5, 0),
      fill('sell', 5, 0),
      fill('buy', 5, 1),
      fill('sell', 5, 5),
      fill('sell', 5, 3),
      fill('buy', 5, -3),
      fill('buy', 2, -3),
      fill('sell', 5, 5, 'liquidation'),
      fill('buy', 5, -5, 'adl'),
    ].map(directionOf);
    expect(all).toEqual([
      ...[
        'Open Long',
        'Open Short',
        'Open Long',
        'Close Long',
        'Long > Short',
        'Short > Long',
        'Close Short',
      ],
      ...['Liquidated Cross Long', 'Auto-Deleveraging'],
    ]);
  });

  it('know the position that they met, and what was closed', () => {
    const desk = bench();
    const ioc = { t: { limit: { tif: 'Ioc' } } };
    desk.act(orders(order('buy', '0.5', '60001', ioc)));
    desk.advance(1_000);
    desk.act(orders(order('sell', '0.7', '59999', ioc)));
    expect(desk.info({ type: 'userFills', user: DEMO.address })).toMatchObject([
      { startPosition: '0.5', dir: 'Long > Short', sz: '0.7', closedPnl: '-1.0' },
      { startPosition: '0.0', dir: 'Open Long', sz: '0.5', closedPnl: '0.0' },
    ]);
  });

  it('begin with what the exchange remembers', () => {
    const exchange = venueExchange();
    const ticket = {
      symbol: 'BTC',
      side: 'buy',
      lots: lots(1_000),
      ticks: 60_001,
      timeInForce: 'ioc',
    } as const;
    exchange.place('demo', { ...ticket, reduceOnly: false, postOnly: 'no', label: '' });
    const fills = createFills(exchange);
    expect(fills.of('demo')).toHaveLength(1);
    expect(fills.volume('demo')).toBeCloseTo(600.01, 9);
    expect(fills.since('demo', 'BTC')).toMatchObject({ opened: exchange.now, changed: exchange.now });
    expect(fills.since('demo', 'ETH')).toEqual({ opened: 0, changed: 0 });
    exchange.listen(fills.take);
    exchange.place('demo', { ...ticket, reduceOnly: false, postOnly: 'no', label: '' });
    expect(fills.last('demo')).toMatchObject({ startLots: 1_000, execution: { lots: 1_000 } });
    expect([fills.last('bob'), fills.of('bob'), fills.volume('bob')]).toEqual([undefined, [], 0]);
  });

  it('by liquidation and deleveraging say so', () => {
    const desk = bench();
    const fills = (user: string) => desk.info({ type: 'userFills', user }) as Record<string, unknown>[];
    const poor = keyOfSecret('poor');
    // 20 USDC bear 360 of notional, of which 1.25 % must be kept: not a fall of 4.5 %, which leaves 3.6.
    desk.act(orders(order('buy', '0.006', '60001')), poor);
    desk.act(orders(order('sell', '1', '59999')), BOB);
    desk.exchange.control.jump('BTC', 0.955);
    expect(fills(poor.address)[0]).toMatchObject({
      ...{ dir: 'Liquidated Cross Long', startPosition: '0.006', side: 'A' },
      liquidation: { liquidatedUser: poor.address, markPx: '57300.0', method: 'market' },
    });
    desk.exchange.control.deleverage('bob', 'BTC', lots(20_000));
    const taken = fills(BOB.address).filter(({ dir }) => dir === 'Auto-Deleveraging');
    expect(taken.at(-1)).toMatchObject({ side: 'B', startPosition: '-1.0' });
    expect(taken.reduce((sum, { sz }) => sum + Number(sz), 0)).toBeCloseTo(0.2, 9);
  });

  it('and positions end with their contract', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '60001')));
    desk.exchange.control.settle('BTC', 61_000);
    const { session, got } = desk.socket();
    for (const type of ['l2Book', 'bbo', 'activeAssetCtx', 'trades'])
      session.message(JSON.stringify({ method: 'subscribe', subscription: { type, coin: 'BTC' } }));
    desk.advance(10_000);
    expect(got.filter(({ channel }) => channel === 'error')).toEqual([]);
    const user = DEMO.address;
    for (const type of ['metaAndAssetCtxs', 'allMids', 'predictedFundings'])
      expect(desk.info({ type })).toBeTruthy();
    expect(desk.info({ type: 'l2Book', coin: 'BTC' })).toMatchObject({ levels: [[], []] });
    expect(desk.info({ type: 'clearinghouseState', user })).toMatchObject({
      assetPositions: [],
      marginSummary: { accountValue: '1000971.99955' },
    });
    expect(desk.info({ type: 'webData2', user })).toBeTruthy();
  });
});
