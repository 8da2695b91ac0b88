import { describe, expect, it } from 'vitest';
import { bench, DEMO, order, orders } from './hyperliquid-fixture.ts';

const STATE = { type: 'clearinghouseState', user: DEMO.address };

describe('accounts on the wire', () => {
  it('are empty where nobody is', () => {
    const empty = { accountValue: '0.0', totalNtlPos: '0.0', totalRawUsd: '0.0', totalMarginUsed: '0.0' };
    expect(bench().info({ ...STATE, user: `0x${'5'.repeat(40)}` })).toMatchObject({
      marginSummary: empty,
      withdrawable: '0.0',
      assetPositions: [],
    });
  });

  it('show money and positions', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '60001'), order('sell', '10', '2999', { a: 1 })));
    desk.exchange.control.payFunding('BTC', 0.001);
    // Paid: 60 000 · 0.001; fees of 0.045 % on 60 001 and, at 2 999.9 to 2 999.0, on 29 994.5 or so.
    const state = desk.info(STATE) as Record<string, Record<string, string>> & { assetPositions: object[] };
    expect(state.assetPositions[0]).toMatchObject({
      type: 'oneWay',
      position: {
        ...{ coin: 'BTC', szi: '1.0', entryPx: '60001.0', positionValue: '60000.0', unrealizedPnl: '-1.0' },
        ...{ leverage: { type: 'cross', value: 20 }, marginUsed: '3000.0', maxLeverage: 40 },
        returnOnEquity: '-0.0003333278',
        cumFunding: { allTime: '60.0', sinceOpen: '60.0', sinceChange: '60.0' },
      },
    });
    expect(state.assetPositions[1]).toMatchObject({
      position: { coin: 'ETH', szi: '-10.0', positionValue: '30000.0' },
    });
    const { accountValue, totalNtlPos, totalRawUsd, totalMarginUsed } = state.marginSummary ?? {};
    expect(totalNtlPos).toBe('90000.0');
    expect(Number(totalMarginUsed)).toBe(4_500);
    // What is not in positions: the account's value less 60 000 long and plus 30 000 short.
    expect(Number(totalRawUsd)).toBeCloseTo(Number(accountValue) - 30_000, 6);
    expect(Number(state.withdrawable)).toBeCloseTo(Number(accountValue) - 4_500, 6);
  });

  it('count funding from when the position began and when it last changed', () => {
    const desk = bench();
    const pay = (): void => {
      desk.advance(1_000);
      desk.exchange.control.payFunding('BTC', 0.001);
      desk.advance(1_000);
    };
    desk.act(orders(order('buy', '1', '60001')));
    pay();
    desk.act(orders(order('sell', '1', '59999')));
    desk.act(orders(order('buy', '1', '60002')));
    pay();
    desk.act(orders(order('buy', '1', '60003')));
    pay();
    const { assetPositions } = desk.info(STATE) as { assetPositions: { position: { cumFunding: object } }[] };
    expect(assetPositions[0]?.position.cumFunding).toEqual({
      allTime: '240.0',
      sinceOpen: '180.0',
      sinceChange: '120.0',
    });
    expect(desk.info({ type: 'userFunding', user: DEMO.address, startTime: 0 })).toMatchObject([
      {
        delta: {
          type: 'funding',
          coin: 'BTC',
          usdc: '-60.0',
          szi: '1.0',
          fundingRate: '0.001',
          nSamples: null,
        },
      },
      { delta: { usdc: '-60.0' } },
      { delta: { usdc: '-120.0', szi: '2.0' } },
    ]);
    expect(desk.info({ type: 'fundingHistory', coin: 'BTC', startTime: 0 })).toMatchObject([
      { coin: 'BTC', fundingRate: '0.001' },
      {},
      {},
    ]);
  });

  it('say how much can be traded', () => {
    expect(bench().info({ type: 'activeAssetData', user: DEMO.address, coin: 'ETH' })).toEqual({
      user: DEMO.address,
      coin: 'ETH',
      leverage: { type: 'cross', value: 20 },
      maxTradeSzs: ['6666.6667', '6666.6667'],
      availableToTrade: ['1000000.0', '1000000.0'],
      markPx: '3000.0',
    });
  });
});
