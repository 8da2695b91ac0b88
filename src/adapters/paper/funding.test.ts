import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import { HOUR } from '../../units/time.ts';
import { drive, holding, INVERSE, PERP, plus, quote, SPOT, START } from './paper-fixture.ts';

function funding(instrument: InstrumentId, ms: number, rate: number): MarketEvent {
  return { kind: 'funding', instrument, at: plus(ms), rate, intervalMs: 8 * HOUR };
}

/** What funding at `rate` brings with `count` lots at a price of 16000. */
function received(instrument: typeof PERP, count: number, rate: number): bigint {
  const driven = drive(holding(instrument, count));
  driven.market(quote(instrument.id, START, 15_999, 16_001), funding(instrument.id, 5, rate));
  return driven.all('funding')[0]?.amount ?? 0n;
}

describe('funding', () => {
  it.each([
    // A long of 0.01 BTC, 160 USDT, at one basis point.
    ['long, linear', PERP, 10, 1e-4, -1_600_000n],
    ['short, linear', PERP, -10, 1e-4, 1_600_000n],
    ['long, linear, negative rate', PERP, 10, -1e-4, 1_600_000n],
    // 16000 USD, 1 BTC, at one basis point.
    ['long, inverse', INVERSE, 1_600, 1e-4, -10_000n],
    ['short, inverse', INVERSE, -1_600, 1e-4, 10_000n],
    ['short, inverse, negative rate', INVERSE, -1_600, -1e-4, -10_000n],
  ])('has longs pay shorts at a positive rate: %s', (_case, instrument, count, rate, amount) => {
    expect(received(instrument, count, rate)).toBe(amount);
  });

  it('is told in the settlement currency and booked', () => {
    const driven = drive(holding(INVERSE, 1_600));
    driven.market(quote(INVERSE.id, START, 16_000), funding(INVERSE.id, 5, 1e-4));
    expect(driven.told).toEqual([
      {
        ...{ at: 5, told: 5 },
        event: {
          ...{ kind: 'funding', id: `${INVERSE.id}:${START + 5}`, instrument: INVERSE.id },
          ...{ amount: -10_000n, currency: 'BTC' },
        },
      },
    ]);
    expect(driven.venue.truth().cash).toEqual({ USDT: 1_000_000_00000000n, BTC: 9_99990000n });
  });

  it('is paid once for each time, and not for an earlier one', () => {
    const driven = drive(holding(PERP, 10));
    driven.market(quote(PERP.id, START, 16_000));
    driven.market(funding(PERP.id, 5, 1e-4), funding(PERP.id, 5, 1e-4), funding(PERP.id, 3, 1e-4));
    driven.market(funding(PERP.id, 8 * HOUR + 5, 1e-4));
    const ids = driven.all('funding').map(({ id }) => id);
    expect(ids).toEqual([`${PERP.id}:${START + 5}`, `${PERP.id}:${START + 8 * HOUR + 5}`]);
  });

  it('is nothing without a position, at a rate of nothing, or for what is no perp', () => {
    const flat = drive();
    flat.market(quote(PERP.id, START, 16_000), funding(PERP.id, 5, 1e-4));
    expect(flat.told).toEqual([]);
    expect(received(PERP, 10, 0)).toBe(0n);
    const spot = drive(holding(SPOT, 10));
    spot.market(quote(SPOT.id, START, 16_000), funding(SPOT.id, 5, 1e-4));
    expect(spot.told).toEqual([]);
  });

  it('uses the price of the position while the market has told none', () => {
    const driven = drive(holding(PERP, 10, 8_000));
    driven.market(funding(PERP.id, 5, 1e-4));
    expect(driven.all('funding')).toMatchObject([{ amount: -800_000n }]);
  });

  it('never rounds in our favour', () => {
    const cases = fc.record({
      instrument: fc.constantFrom(PERP, INVERSE),
      count: fc.integer({ min: -100_000, max: 100_000 }),
      rate: fc.double({ min: -0.0075, max: 0.0075, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ instrument, count, rate }) => {
        const notional = instrument === PERP ? count * 0.001 * 16_000 : (count * 10) / 16_000;
        const exact = -notional * rate * 1e8;
        const error = Number(received(instrument, count, rate)) - exact;
        const slack = 1e-6 * Math.max(1, Math.abs(exact));
        expect(error).toBeLessThanOrEqual(slack);
        expect(error).toBeGreaterThan(-1 - slack);
      }),
    );
  });
});
