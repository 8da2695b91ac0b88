import { describe, expect, it } from 'vitest';
import { bench } from './binance-fixture.ts';

const symbol = 'BTCUSDT';

describe('settings', () => {
  it('set leverage, within what the first bracket allows', () => {
    const { signed, order } = bench();
    const set = (leverage: number | string) => signed('POST', '/fapi/v1/leverage', { symbol, leverage }).body;
    expect(set(10)).toEqual({ leverage: 10, maxNotionalValue: '230000000', symbol });
    order({ type: 'MARKET', quantity: '0.020' });
    const [risk] = signed('GET', '/fapi/v3/positionRisk', { symbol }).body;
    expect(risk).toMatchObject({ initialMargin: '100.00000000' });
    const config = signed('GET', '/fapi/v1/symbolConfig', { symbol }).body;
    expect(config).toMatchObject([{ symbol, leverage: 10, marginType: 'CROSSED' }]);
    expect(set(125)).toMatchObject({ leverage: 125, maxNotionalValue: '300000' });
    for (const wrong of [0, 126, -1]) expect(set(wrong)).toMatchObject({ code: -4028 });
    expect(set('much')).toMatchObject({ code: -1100 });
  });

  it('are cross margin in one asset, and stay so', () => {
    const { signed } = bench();
    const type = (marginType: string) => signed('POST', '/fapi/v1/marginType', { symbol, marginType }).body;
    expect(type('CROSSED')).toMatchObject({ code: -4046 });
    expect(type('ISOLATED')).toMatchObject({ code: -1020 });
    expect(type('NONE')).toMatchObject({ code: -1102 });
    expect(signed('GET', '/fapi/v1/multiAssetsMargin').body).toEqual({ multiAssetsMargin: false });
    const assets = (multiAssetsMargin: boolean) =>
      signed('POST', '/fapi/v1/multiAssetsMargin', { multiAssetsMargin }).body;
    expect(assets(false)).toMatchObject({ code: -4171 });
    expect(assets(true)).toMatchObject({ code: -1020 });
  });

  it('switch the position mode only of an account that has nothing', () => {
    const { signed, order } = bench();
    const path = '/fapi/v1/positionSide/dual';
    const set = (dualSidePosition: boolean) => signed('POST', path, { dualSidePosition }).body;
    expect(set(false)).toMatchObject({ code: -4059 });
    order();
    expect(set(true)).toMatchObject({ code: -4067 });
    signed('DELETE', '/fapi/v1/allOpenOrders', { symbol });
    expect(set(true)).toMatchObject({ code: 200 });
    expect(signed('GET', path).body).toEqual({ dualSidePosition: true });
    expect(signed('GET', '/fapi/v1/accountConfig').body).toMatchObject({ dualSidePosition: true });
    expect(signed('GET', path, {}, 'other').body).toEqual({ dualSidePosition: false });
    expect(set(false)).toMatchObject({ code: 200 });
    order({ type: 'MARKET', quantity: '0.020' });
    expect(set(true)).toMatchObject({ code: -4068 });
  });

  it('are not for keys that only read', () => {
    const { signed, order } = bench();
    expect(order({}, 'reader')).toMatchObject({ status: 401, body: { code: -2015 } });
    const values = { symbol, leverage: 3 };
    expect(signed('POST', '/fapi/v1/leverage', values, 'reader').body).toMatchObject({ code: -2015 });
    expect(signed('GET', '/fapi/v2/account', {}, 'reader').body).toMatchObject({ canTrade: false });
  });
});

describe('terms', () => {
  it('say whether a key can withdraw', () => {
    const { signed } = bench();
    const path = '/sapi/v1/account/apiRestrictions';
    expect(signed('GET', path).body).toMatchObject({ enableWithdrawals: false, enableFutures: true });
    expect(signed('GET', path, {}, 'owner').body).toMatchObject({ enableWithdrawals: true });
    expect(signed('GET', path, {}, 'reader').body).toMatchObject({ enableFutures: false });
  });

  it('have brackets whose maintenance margin runs on from one to the next', () => {
    const { signed } = bench();
    const [{ brackets }] = signed('GET', '/fapi/v1/leverageBracket', { symbol }).body;
    expect(brackets[0]).toMatchObject({ bracket: 1, initialLeverage: 125, notionalFloor: 0, cum: 0 });
    for (const [i, { notionalFloor, maintMarginRatio, cum }] of brackets.entries()) {
      const before = brackets[i - 1];
      if (before === undefined) continue;
      expect(before.notionalCap).toBe(notionalFloor);
      expect(notionalFloor * maintMarginRatio - cum).toBeCloseTo(
        notionalFloor * before.maintMarginRatio - before.cum,
        6,
      );
    }
    expect(signed('GET', '/fapi/v1/leverageBracket').body).toHaveLength(3);
  });

  it('have fees, limits and no locks', () => {
    const { signed } = bench();
    expect(signed('GET', '/fapi/v1/commissionRate', { symbol }).body).toMatchObject({
      ...{ symbol, makerCommissionRate: '0.000200', takerCommissionRate: '0.000500' },
    });
    expect(signed('GET', '/fapi/v1/rateLimit/order').body).toHaveLength(2);
    expect(signed('GET', '/fapi/v1/apiTradingStatus').body).toMatchObject({ isLocked: false });
  });
});
