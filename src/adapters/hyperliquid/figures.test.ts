import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVenuePrice, normalDecimal } from '../../exchange/hyperliquid/decimal.ts';
import { lots } from '../../units/units.ts';
import { priceText, sizeText } from './figures.ts';
import { tradedAs } from './hyperliquid-fixture.ts';

describe('priceText', () => {
  it.each([
    // Five figures, and no more than the coin's places after the point ("Tick and lot size").
    [0.1, 5, 60_123.4, '60123', '60124'],
    [0.1, 5, 9_876.5, '9876.5', '9876.5'],
    [0.1, 5, 123_456.7, '123456', '123457'],
    [0.1, 5, 99_999.5, '99999', '100000'],
    [0.01, 2, 1_234.56, '1234.5', '1234.6'],
    [0.0001, 2, 0.123456, '0.1234', '0.1235'],
    [0.000001, 0, 0.001_234_56, '0.001234', '0.001235'],
    [0.000001, 0, 0.012_345_6, '0.012345', '0.012346'],
    [0.5, 5, 60_000.5, '60000', '60001'],
    [1, 5, 60_000, '60000', '60000'],
  ])('tick %s, szDecimals %s: %s is %s to a buyer, %s to a seller', (tick, places, limit, buy, sell) => {
    const traded = tradedAs({ tick });
    expect(priceText(traded, limit, true, places)).toBe(buy);
    expect(priceText(traded, limit, false, places)).toBe(sell);
  });

  it('has no price for what is none', () => {
    const traded = tradedAs({ tick: 0.1 });
    for (const limit of [0, -1, Number.NaN, Infinity, 0.04])
      expect(priceText(traded, limit, true, 5)).toBeUndefined();
    expect(priceText(traded, 0.04, false, 5)).toBe('0.1');
  });

  it('is always a price of the venue, never worse than the limit and hardly better', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        fc.boolean(),
        (sizePlaces, limit, isBuy) => {
          const tick = Number(`1e-${6 - sizePlaces}`);
          const text = priceText(tradedAs({ tick }), limit, isBuy, sizePlaces);
          if (text === undefined) return;
          expect(normalDecimal(text)).toBe(text);
          expect(isVenuePrice(text, sizePlaces)).toBe(true);
          const gain = (limit - Number(text)) * (isBuy ? 1 : -1);
          expect(gain).toBeGreaterThanOrEqual(-1e-9 * limit);
          expect(gain).toBeLessThanOrEqual(limit * 1.0001e-4 + tick);
        },
      ),
    );
  });
});

describe('sizeText', () => {
  it('writes no digit that says nothing', () => {
    const traded = tradedAs({});
    expect(sizeText(traded, lots(-150))).toBe('0.0015');
    expect(sizeText(traded, lots(100_000))).toBe('1');
    expect(sizeText(tradedAs({ multiplier: 10 }), lots(30))).toBe('300');
  });
});
