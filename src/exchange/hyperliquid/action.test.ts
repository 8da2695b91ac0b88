import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, readAction } from './action.ts';
import { order, orders } from './hyperliquid-fixture.ts';

const CLOID = `0x${'AB'.repeat(16)}`;

describe('readAction', () => {
  it('puts fields in the venue’s order and numbers in its writing', () => {
    const read = readAction({
      grouping: 'na',
      more: 1,
      orders: [{ c: CLOID, t: { limit: { tif: 'Ioc' } }, r: false, s: '1.50', p: '060000.0', b: true, a: 0 }],
      type: 'order',
    });
    expect(JSON.stringify(read)).toBe(
      '{"type":"order","orders":[{"a":0,"b":true,"p":"60000","s":"1.5","r":false,' +
        `"t":{"limit":{"tif":"Ioc"}},"c":"${CLOID.toLowerCase()}"}],"grouping":"na"}`,
    );
  });

  it('knows all kinds, and reads again what it has read', () => {
    const wire = order('sell', '1', '60000');
    const trigger = order('sell', '1', '60000', {
      t: { trigger: { isMarket: true, triggerPx: '59000', tpsl: 'sl' } },
    });
    for (const [action, length] of [
      [orders(wire, trigger), 2],
      [{ ...orders(wire), builder: { b: `0x${'1'.repeat(40)}`, f: 10 } }, 1],
      [{ type: 'cancel', cancels: [{ a: 0, o: 1 }] }, 1],
      [{ type: 'cancelByCloid', cancels: [{ asset: 0, cloid: CLOID.toLowerCase() }] }, 1],
      [{ type: 'modify', oid: 5, order: wire }, 1],
      [{ type: 'batchModify', modifies: [{ oid: CLOID.toLowerCase(), order: wire }] }, 1],
      [{ type: 'scheduleCancel' }, 1],
      [{ type: 'scheduleCancel', time: 5 }, 1],
      [{ type: 'updateLeverage', asset: 0, isCross: true, leverage: 5 }, 1],
      [{ type: 'updateIsolatedMargin', asset: 0, isBuy: true, ntli: -5 }, 1],
      [{ type: 'setReferrer', code: 'X' }, 1],
      [{ type: 'noop' }, 1],
    ] as const) {
      const read = readAction(action);
      expect(read).toEqual(action);
      expect(readAction(read)).toEqual(read);
      expect(read && lengthOf(read)).toBe(length);
    }
  });

  it('reads nothing that is malformed', () => {
    for (const broken of [
      order('buy', '1', '-1'),
      order('buy', '1e3', '5'),
      order('buy', '1', '5', { a: -1 }),
      order('buy', '1', '5', { a: 1.5 }),
      order('buy', '1', '5', { b: 1 }),
      order('buy', '1', '5', { r: null }),
      order('buy', '1', '5', { t: { limit: { tif: 'Fok' } } }),
      order('buy', '1', '5', { t: { trigger: { isMarket: true, triggerPx: '5' } } }),
      order('buy', '1', '5', { t: null }),
      order('buy', '1', '5', { c: '0x12' }),
    ])
      expect(readAction(orders(broken))).toBeUndefined();
    for (const broken of [
      { ...orders(), grouping: 'all' },
      { ...orders(), builder: { b: 'me', f: 1 } },
      { type: 'cancel', cancels: {} },
      { type: 'cancelByCloid', cancels: [{ asset: 0, cloid: 5 }] },
      { type: 'modify', oid: null, order: order('buy', '1', '5') },
      { type: 'scheduleCancel', time: 'soon' },
      { type: 'updateLeverage', asset: 0, isCross: true, leverage: 2.5 },
      { type: 'updateIsolatedMargin', asset: 0, isBuy: true, ntli: 0.5 },
      { type: 'setReferrer' },
      { type: 'toString' },
      null,
      [],
    ])
      expect(readAction(broken)).toBeUndefined();
  });

  it('does not fall over anything', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('order', 'cancel', 'modify', 'batchModify'),
        fc.jsonValue(),
        (type, value) => {
          readAction(value);
          readAction({
            type,
            orders: value,
            cancels: [value],
            modifies: value,
            order: value,
            oid: 1,
            grouping: 'na',
          });
        },
      ),
    );
  });
});
