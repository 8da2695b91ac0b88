import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderId } from '../../execute/order-id.ts';
import { cloidOf, isOurs, orderIn } from './cloid.ts';
import { createNames } from './names.ts';

const HEX16 = /^0x[0-9a-f]{32}$/;
const LONG = `ek-${'a-very-long-journal-name'}-1-0`;
const FOREIGN = `0x${'c1'.repeat(16)}`;

const symbol = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyz-');
const ids = fc.array(symbol, { maxLength: 26 }).map((symbols) => `ek-${symbols.join('')}`);

describe('cloidOf', () => {
  it('is 16 bytes that no two orders share', () => {
    fc.assert(
      fc.property(fc.uniqueArray(ids, { minLength: 2, maxLength: 20 }), (orders) => {
        const cloids = orders.map(cloidOf);
        for (const cloid of cloids) expect(cloid).toMatch(HEX16);
        expect(new Set(cloids).size).toBe(orders.length);
        expect(cloids.every(isOurs)).toBe(true);
      }),
    );
  });

  it('can be read again, as far as an id of a journal goes', () => {
    fc.assert(
      fc.property(ids, (order) => {
        expect(orderIn(cloidOf(order))).toBe(order.length <= 24 ? order : undefined);
      }),
    );
    const last = orderId('ffffffffff', 2_000_000_000_000, 35);
    expect(orderIn(cloidOf(last))).toBe(last);
    expect(orderIn(cloidOf('ek----'))).toBe('ek----');
  });

  it('is the same in every run', () => {
    // j-1-0 in digits 1 to 37: 21, 1, 3, 1, 2; the first worth 37⁴ and so on.
    const value = 21 * 1_874_161 + 50_653 + 3 * 1_369 + 37 + 2;
    expect(cloidOf('ek-j-1-0')).toBe(`0x656b${value.toString(16).padStart(28, '0')}`);
    expect(cloidOf(LONG)).toBe(cloidOf(LONG));
  });

  it('takes nobody else’s name for ours', () => {
    for (const cloid of [FOREIGN, null, undefined, 7, '0x656b', `0x656b${'f'.repeat(28)}`])
      expect(isOurs(cloid), String(cloid)).toBe(false);
  });
});

describe('createNames', () => {
  it('knows orders by what is written, by what was placed, and by number once told', () => {
    const names = createNames();
    expect(names.order(1, cloidOf('ek-j-1-0'))).toBe('ek-j-1-0');
    expect(names.order(2, cloidOf(LONG))).toBe('');
    expect(names.order(2, names.cloid(LONG))).toBe(LONG);
    expect(names.order(3, undefined)).toBeUndefined();
    names.learn(3, cloidOf('ek-j-2-0'));
    names.learn(4, null);
    expect([names.order(3, undefined), names.order(4, undefined)]).toEqual(['ek-j-2-0', '']);
    expect(names.order(5, FOREIGN)).toBe('');
  });
});
