import { describe, expect, it } from 'vitest';
import { SECOND } from '../../units/time.ts';
import { BOB, bench, DEMO, NOON, order, orders } from './hyperliquid-fixture.ts';

const DONE = { status: 'ok', response: { type: 'default' } };
const OPEN = { type: 'openOrders', user: DEMO.address };

function err(words: RegExp) {
  return { status: 'err', response: expect.stringMatching(words) };
}

describe('actions', () => {
  it('schedule a cancel of everything, which then comes', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '59000'), order('buy', '1', '2900', { a: 1 })));
    desk.act(orders(order('buy', '1', '59000')), BOB);
    expect(desk.act({ type: 'scheduleCancel', time: NOON + 4_999 })).toEqual(err(/at least 5 seconds/));
    expect(desk.act({ type: 'scheduleCancel', time: NOON + 5_000 })).toEqual(DONE);
    desk.advance(4_999);
    expect(desk.info(OPEN)).toHaveLength(2);
    desk.advance(1);
    expect(desk.info(OPEN)).toEqual([]);
    expect(desk.info({ type: 'openOrders', user: BOB.address })).toHaveLength(1);
    expect(desk.info({ type: 'historicalOrders', user: DEMO.address })).toMatchObject([
      { status: 'scheduledCancel' },
      { status: 'scheduledCancel' },
    ]);
  });

  it('put a scheduled cancel off, or take it back', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '59000')));
    desk.act({ type: 'scheduleCancel', time: NOON + 6 * SECOND });
    desk.act({ type: 'scheduleCancel', time: NOON + 9 * SECOND });
    desk.advance(8 * SECOND);
    expect(desk.info(OPEN)).toHaveLength(1);
    expect(desk.act({ type: 'scheduleCancel' })).toEqual(DONE);
    desk.advance(60 * SECOND);
    expect(desk.info(OPEN)).toHaveLength(1);
  });

  it('schedule a cancel only for those who have traded enough, where that is asked', () => {
    const desk = bench({ scheduleCancelVolume: 60_001 });
    const schedule = () => desk.act({ type: 'scheduleCancel', time: NOON + 60 * SECOND });
    expect(schedule()).toEqual(err(/until enough volume traded. Required: \$60001. Traded: \$0.00./));
    desk.act(orders(order('buy', '1', '60001')));
    expect(schedule()).toEqual(DONE);
  });

  it('set the leverage within what the asset allows', () => {
    const desk = bench();
    const set = (leverage: number, isCross = true, asset = 0) =>
      desk.act({ type: 'updateLeverage', asset, isCross, leverage });
    expect(set(5)).toEqual(DONE);
    expect(desk.info({ type: 'activeAssetData', user: DEMO.address, coin: 'BTC' })).toMatchObject({
      leverage: { type: 'cross', value: 5 },
    });
    desk.act(orders(order('buy', '1', '60001')));
    expect(desk.info({ type: 'clearinghouseState', user: DEMO.address })).toMatchObject({
      assetPositions: [{ position: { leverage: { value: 5 }, marginUsed: '12000.0', maxLeverage: 40 } }],
    });
    expect(set(41)).toEqual(err(/Invalid leverage value/));
    expect(set(0)).toEqual(err(/Invalid leverage value/));
    expect(set(5, false)).toEqual(err(/Isolated margin/));
    expect(set(5, true, 9)).toEqual(err(/Unknown asset/));
  });

  it('are refused whole where the batch is', () => {
    const desk = bench();
    expect(desk.act(orders())).toEqual(err(/Empty batch/));
    expect(desk.act({ type: 'order', orders: [order('buy', '1', '59000')], grouping: 'normalTpsl' })).toEqual(
      err(/Grouped orders/),
    );
    const builder = { b: BOB.address, f: 0 };
    expect(desk.act({ ...orders(order('buy', '1', '59000')), builder })).toEqual(err(/not been approved/));
    expect(desk.info(OPEN)).toEqual([]);
  });

  it('that are not served say so', () => {
    const desk = bench();
    expect(desk.act({ type: 'updateIsolatedMargin', asset: 0, isBuy: true, ntli: 5 })).toEqual(
      err(/Isolated/),
    );
    expect(desk.act({ type: 'setReferrer', code: 'X' })).toEqual(err(/Referral code/));
    expect(desk.act({ type: 'noop' })).toEqual(DONE);
  });

  it('of accounts that may not trade are refused', () => {
    const desk = bench();
    const account = desk.exchange.accounts().find(({ id }) => id === 'bob');
    Object.assign(account ?? {}, { canTrade: false });
    expect(desk.act({ type: 'noop' }, BOB)).toEqual(err(/may not trade/));
  });
});
