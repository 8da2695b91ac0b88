import { describe, expect, it } from 'vitest';
import { BOB, bench, DEMO, NOON, order, orders } from './hyperliquid-fixture.ts';
import { answerWeight, weightOf } from './info.ts';

const IOC = { t: { limit: { tif: 'Ioc' } } };
const CLOID = `0x${'c1'.repeat(16)}`;

describe('answerInfo', () => {
  it('knows everything that clients ask for', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '60001', IOC), order('buy', '1', '59000', { c: CLOID })));
    const user = DEMO.address;
    for (const type of [
      ...['meta', 'metaAndAssetCtxs', 'spotMeta', 'spotMetaAndAssetCtxs', 'perpDexs', 'allMids'],
      ...['predictedFundings', 'exchangeStatus', 'perpsAtOpenInterestCap'],
    ])
      expect(desk.info({ type }), type).toBeTruthy();
    for (const type of [
      ...['clearinghouseState', 'spotClearinghouseState', 'openOrders', 'frontendOpenOrders', 'userFills'],
      ...['historicalOrders', 'userFees', 'userFunding', 'userAbstraction', 'userRole', 'userRateLimit'],
      ...['extraAgents', 'userNonFundingLedgerUpdates', 'userTwapSliceFills', 'twapHistory', 'portfolio'],
      ...['userVaultEquities', 'webData2'],
    ])
      expect(desk.info({ type, user }), type).toBeTruthy();
    for (const type of ['userDexAbstraction', 'userToMultiSigSigners', 'subAccounts'])
      expect(desk.info({ type, user }), type).toBeNull();
    expect(desk.info({ type: 'maxBuilderFee', user, builder: BOB.address })).toBe(0);
    expect(desk.info({ type: 'userRole', user })).toEqual({ role: 'user' });
    expect(desk.info({ type: 'userRole', user: `0x${'5'.repeat(40)}` })).toEqual({ role: 'missing' });
    expect(desk.info({ type: 'userFees', user })).toMatchObject({
      userCrossRate: '0.00045',
      userAddRate: '0.00015',
    });
  });

  it('takes addresses in any case, and none for another', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '59000')));
    const shouted = `0x${DEMO.address.slice(2).toUpperCase()}`;
    expect(desk.info({ type: 'openOrders', user: shouted })).toHaveLength(1);
    expect(desk.info({ type: 'openOrders', user: BOB.address })).toEqual([]);
  });

  it('shows an order from all sides alike', () => {
    const desk = bench();
    desk.act(orders(order('sell', '0.5', '61000', { c: CLOID, t: { limit: { tif: 'Alo' } } })));
    const short = {
      ...{ coin: 'BTC', side: 'A', limitPx: '61000.0', sz: '0.5', origSz: '0.5', timestamp: NOON },
      ...{ oid: expect.any(Number), cloid: CLOID },
    };
    const full = { ...short, orderType: 'Limit', tif: 'Alo', reduceOnly: false, isTrigger: false };
    const user = DEMO.address;
    expect(desk.info({ type: 'openOrders', user })).toEqual([short]);
    expect(desk.info({ type: 'frontendOpenOrders', user })).toMatchObject([full]);
    const stated = { order: full, status: 'open', statusTimestamp: NOON };
    expect(desk.info({ type: 'historicalOrders', user })).toMatchObject([stated]);
    expect(desk.info({ type: 'orderStatus', user, oid: CLOID })).toMatchObject({
      status: 'order',
      order: stated,
    });
    expect(desk.info({ type: 'orderStatus', user, oid: 999_999 })).toEqual({ status: 'unknownOid' });
  });

  it('finds the newest of several orders with one client id', () => {
    const desk = bench();
    const wire = order('buy', '1', '59000', { c: CLOID });
    desk.act(orders(wire));
    desk.advance(1);
    desk.act({ type: 'cancelByCloid', cancels: [{ asset: 0, cloid: CLOID }] });
    desk.act(orders(order('buy', '1', '59000.5', { c: CLOID })));
    const ask = () => desk.info({ type: 'orderStatus', user: DEMO.address, oid: CLOID });
    expect(ask()).toMatchObject({ order: { status: 'tickRejected' } });
    desk.advance(1);
    desk.act(orders(wire));
    expect(ask()).toMatchObject({ order: { status: 'open' } });
  });

  it('tells of fills within a time, and of one order together', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1.5', '60002', IOC)));
    desk.advance(1_000);
    desk.act(orders(order('buy', '0.5', '60002', IOC)));
    const ask = (other: object) =>
      desk.info({ type: 'userFillsByTime', user: DEMO.address, startTime: NOON, ...other }) as object[];
    expect(ask({}).map((each) => 'sz' in each && each.sz)).toEqual(['1.0', '0.5', '0.5']);
    expect(ask({ endTime: NOON })).toHaveLength(2);
    expect(ask({ startTime: NOON + 1 })).toHaveLength(1);
    expect(ask({ reversed: true })[0]).toMatchObject({ time: NOON + 1_000 });
    // Different prices stay apart.
    expect(ask({ aggregateByTime: true })).toHaveLength(3);
    desk.act(orders(order('sell', '1', '59999', { ...IOC })));
    expect(desk.info({ type: 'recentTrades', coin: 'BTC' })).toMatchObject([
      { side: 'A', px: '59999.0', sz: '1.0' },
      { side: 'B', px: '60002.0', sz: '0.5', users: [DEMO.address, expect.stringMatching(/^0x/)] },
      {},
      {},
    ]);
  });

  it('answers null for coins and dexes that it does not have', () => {
    const desk = bench();
    expect(desk.info({ type: 'l2Book', coin: 'DOGE' })).toBeNull();
    expect(desk.info({ type: 'meta', dex: 'xyz' })).toBeNull();
    expect(desk.info({ type: 'meta', dex: '' })).not.toBeNull();
  });

  it('refuses questions that are malformed', () => {
    const desk = bench();
    for (const question of [
      {},
      { type: 'nothing' },
      { type: 'constructor' },
      { type: 'openOrders' },
      { type: 'openOrders', user: 'me' },
      { type: 'l2Book' },
      { type: 'l2Book', coin: 5 },
      { type: 'candleSnapshot', req: { coin: 'BTC', interval: '7m', startTime: 0 } },
      { type: 'candleSnapshot', coin: 'BTC' },
      { type: 'orderStatus', user: DEMO.address, oid: 'mine' },
      [],
      null,
      5,
    ])
      expect(desk.send('/info', JSON.stringify(question)).status, JSON.stringify(question)).toBe(422);
  });

  it('weighs questions as the venue does', () => {
    expect(['l2Book', 'meta', 'userRole', 'clearinghouseState'].map((type) => weightOf({ type }))).toEqual([
      2, 20, 60, 2,
    ]);
    expect(answerWeight({ type: 'userFills' }, Array(45).fill(0))).toBe(2);
    expect(answerWeight({ type: 'candleSnapshot' }, Array(120).fill(0))).toBe(2);
    expect(answerWeight({ type: 'meta' }, Array(120).fill(0))).toBe(0);
  });
});
