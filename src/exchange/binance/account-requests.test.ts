import { describe, expect, it } from 'vitest';
import { bench } from './binance-fixture.ts';

const symbol = 'BTCUSDT';

/** 0.02 BTC bought at 50 000.1 and 50 000.2, with 0.01 more asked for. */
function holding() {
  const here = bench();
  here.order({ type: 'MARKET', quantity: '0.020' });
  here.order();
  return here;
}

const FEE = (500_001 + 500_002) * 0.001 * 0.0005;

describe('the account', () => {
  it('has the same money in every list of it', () => {
    const { signed, exchange } = holding();
    exchange.control.jump('BTC', 1.1);
    const wallet = (100_000 - FEE).toFixed(8);
    const unrealised = 0.02 * 55_000 - (500_001 + 500_002) * 0.001;
    for (const version of ['v2', 'v3']) {
      const { body } = signed('GET', `/fapi/${version}/account`);
      expect(body).toMatchObject({ totalWalletBalance: wallet, canTrade: true, canWithdraw: false });
      expect(Number(body.totalUnrealizedProfit)).toBeCloseTo(unrealised, 6);
      expect(Number(body.totalMarginBalance)).toBeCloseTo(100_000 - FEE + unrealised, 6);
      const [usdt] = body.assets;
      expect(usdt).toMatchObject({ asset: 'USDT', walletBalance: wallet });
      expect(Number(usdt.availableBalance)).toBeCloseTo(
        Number(body.totalMarginBalance) - Number(body.totalInitialMargin),
        6,
      );
      expect(Number(usdt.positionInitialMargin) + Number(usdt.openOrderInitialMargin)).toBeCloseTo(
        Number(usdt.initialMargin),
        6,
      );
      expect(Number(usdt.openOrderInitialMargin)).toBeGreaterThan(0);
      const [balance] = signed('GET', `/fapi/${version}/balance`).body;
      expect(balance).toMatchObject({
        asset: 'USDT',
        balance: wallet,
        availableBalance: usdt.availableBalance,
      });
    }
  });

  it('lists every symbol in version 2, and in version 3 what is held or ordered', () => {
    const { signed, order } = holding();
    order({ symbol: 'ETHUSDT', price: '2990.00', quantity: '1' });
    const symbols = (path: string) => signed('GET', path).body.map((one: { symbol: string }) => one.symbol);
    expect(symbols('/fapi/v2/positionRisk')).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
    expect(symbols('/fapi/v3/positionRisk')).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(signed('GET', '/fapi/v2/account').body.positions).toHaveLength(3);
    expect(signed('GET', '/fapi/v3/account').body.positions).toHaveLength(2);
    expect(signed('GET', '/fapi/v3/positionRisk', { symbol: 'SOLUSDT' }).body).toEqual([]);
  });

  it('shows a position with its entry, mark, margins and liquidation price', () => {
    const { signed, exchange } = holding();
    const [risk] = signed('GET', '/fapi/v3/positionRisk', { symbol }).body;
    const [view] = exchange.positions('demo');
    expect(risk).toMatchObject({
      ...{ symbol, positionSide: 'BOTH', positionAmt: '0.020', entryPrice: '50000.15000' },
      ...{ markPrice: '50000.00000000', notional: '1000.00000000', unRealizedProfit: '-0.00300000' },
      ...{ initialMargin: '50.00000000', maintMargin: '4.00000000', marginAsset: 'USDT' },
      // 100 000 cover 0.02 BTC down to nothing.
      ...{ liquidationPrice: '0', adl: view?.adlRank },
    });
    const [old] = signed('GET', '/fapi/v2/positionRisk', { symbol }).body;
    expect(old).toMatchObject({ leverage: '20', marginType: 'cross', maxNotionalValue: '100000000' });
  });

  it('shows where a short is liquidated', () => {
    const { signed, order } = bench();
    order({ type: 'MARKET', side: 'SELL', quantity: '0.020' });
    const [risk] = signed('GET', '/fapi/v3/positionRisk', { symbol }).body;
    expect(risk).toMatchObject({ positionAmt: '-0.020', notional: '-1000.00000000' });
    expect(Number(risk.liquidationPrice)).toBeGreaterThan(50_000);
  });

  it('ranks for auto-deleveraging', () => {
    const { signed, exchange } = holding();
    const ranks = [1, 300].map((factor) => {
      exchange.control.jump('BTC', factor);
      const { body } = signed('GET', '/fapi/v1/adlQuantile', { symbol });
      const [risk] = signed('GET', '/fapi/v3/positionRisk', { symbol }).body;
      const [view] = exchange.positions('demo');
      expect(body).toMatchObject({ symbol, adlQuantile: { BOTH: view?.adlRank } });
      expect(risk.adl).toBe(view?.adlRank);
      return view?.adlRank;
    });
    expect(ranks).toEqual([0, 4]);
    expect(signed('GET', '/fapi/v1/adlQuantile').body).toHaveLength(3);
  });
});
