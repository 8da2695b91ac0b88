import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, MINUTE, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { black76 } from '../black-scholes.ts';
import type { Priced } from '../priced.ts';
import type { Refused } from '../refused.ts';
import {
  futureInSettlement,
  optionInSettlement,
  SETTLEMENT_WINDOW_MS,
  type SettlementOption,
  settlementShare,
} from './settlement.ts';

function priced(result: Priced | Refused): Priced {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

/** Five-point derivative of `f` at `x`. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const type = fc.constantFrom('call' as const, 'put' as const);
const HALF_HOUR = SETTLEMENT_WINDOW_MS / YEAR;

/** In the window, `averaged` of it gone, the strike within three deviations of where it settles. */
const inWindow: fc.Arbitrary<SettlementOption> = fc
  .record({
    type,
    // Enough that a slope over time may look back without the average so far turning negative.
    averaged: between(0.02, 0.99),
    index: between(1, 1e5),
    away: between(-2, 2),
    distance: between(-3, 3),
    window: between(HALF_HOUR, 0.02),
    vol: between(0.1, 2),
    carry: between(-0.3, 0.3),
    rate: between(-0.1, 0.2),
  })
  .map(({ away, distance, window, ...rest }) => {
    const windowLeft = (1 - rest.averaged) * window;
    const deviation = rest.vol * Math.sqrt(windowLeft / 3);
    const averageSoFar = rest.index * (1 + away * rest.vol * Math.sqrt(window));
    const strike =
      rest.averaged * averageSoFar + (1 - rest.averaged) * rest.index * Math.exp(distance * deviation);
    return { ...rest, untilWindow: 0, windowLeft, averageSoFar, strike };
  });

const beforeWindow: fc.Arbitrary<SettlementOption> = fc.record({
  type,
  averaged: fc.constant(0),
  averageSoFar: fc.constant(0),
  untilWindow: between(1e-4, 0.5),
  windowLeft: between(HALF_HOUR, 0.05),
  index: fc.constant(100),
  strike: between(70, 140),
  vol: between(0.3, 1.5),
  carry: between(-0.3, 0.3),
  rate: between(-0.1, 0.2),
});

describe('settlementShare', () => {
  const expiry = millis(1_590_134_400_000);
  const at = (before: number) => settlementShare(millis(expiry - before), expiry, SETTLEMENT_WINDOW_MS);

  it('divides the time to expiry into what is before the window and what is in it', () => {
    expect(at(DAY)).toEqual({
      kind: 'before',
      averaged: 0,
      untilWindow: (DAY - 30 * MINUTE) / YEAR,
      windowLeft: HALF_HOUR,
    });
    expect(at(30 * MINUTE)).toMatchObject({ kind: 'before', untilWindow: 0, averaged: 0 });
    expect(at(6 * MINUTE)).toMatchObject({ kind: 'averaging', averaged: 0.8, windowLeft: 0.1 / 8760 });
    expect(at(0)).toEqual({ kind: 'expired', averaged: 1, untilWindow: 0, windowLeft: 0 });
    expect(at(-DAY)).toMatchObject({ kind: 'expired' });
    expect(settlementShare(millis(expiry - 1), expiry, 0)).toMatchObject({ kind: 'before', windowLeft: 0 });
  });

  it('refuses a window that is none', () => {
    for (const value of [Number.NaN, -1, Infinity]) {
      expect(settlementShare(expiry, expiry, value)).toMatchObject({ field: 'windowMs', value });
    }
  });
});

describe('futureInSettlement', () => {
  it('has the remaining share as its delta, and is what was averaged at the end', () => {
    fc.assert(
      fc.property(between(0, 0.999), between(1, 1e5), between(0.5, 2), (averaged, index, k) => {
        const market = { averaged, untilWindow: 0, windowLeft: (1 - averaged) * HALF_HOUR, carry: 0 };
        const future = priced(futureInSettlement({ ...market, index, averageSoFar: k * index }));
        expect(future.delta).toBeCloseTo(1 - averaged, 14);
        expect(Math.abs(future.price / (averaged * k * index + (1 - averaged) * index) - 1)).toBeLessThan(
          1e-14,
        );
        expect(Math.abs(future.theta * HALF_HOUR)).toBeLessThan(1e-10 * index);
      }),
    );
    const expired = { averaged: 1, untilWindow: 0, windowLeft: 0, carry: 0.1, index: 90, averageSoFar: 95 };
    expect(priced(futureInSettlement(expired))).toEqual({ price: 95, delta: 0, gamma: 0, vega: 0, theta: 0 });
  });

  it('is the forward before a window of no length', () => {
    const market = { averaged: 0, untilWindow: 0.25, windowLeft: 0, averageSoFar: Number.NaN };
    const { price, theta } = priced(futureInSettlement({ ...market, carry: 0.08, index: 100 }));
    expect(price).toBeCloseTo(100 * Math.exp(0.02), 12);
    expect(theta).toBeCloseTo(-0.08 * price, 12);
  });
});

/** The terms after `years` of an index that has stood still. */
function passed<T extends SettlementOption>(terms: T, years: number): T {
  if (terms.untilWindow > 0) return { ...terms, untilWindow: terms.untilWindow - years };
  const more = (years / terms.windowLeft) * (1 - terms.averaged);
  const averaged = terms.averaged + more;
  const averageSoFar = (terms.averaged * terms.averageSoFar + more * terms.index) / averaged;
  return { ...terms, averaged, averageSoFar, windowLeft: terms.windowLeft - years };
}

describe('optionInSettlement', () => {
  it('has Greeks that are slopes, in the window and before it', () => {
    fc.assert(
      fc.property(fc.oneof(inWindow, beforeWindow), (terms) => {
        const { index, vol, untilWindow, windowLeft } = terms;
        const at = (change: Partial<SettlementOption>) => priced(optionInSettlement({ ...terms, ...change }));
        const value = at({});
        const time = untilWindow + windowLeft;
        const root = Math.sqrt(time);
        const open = 1 - terms.averaged;
        const h = 0.003 * index * vol * root;
        const near = (error: number, size: number) => expect(Math.abs(error) / size).toBeLessThan(1e-6);
        near(slope((x) => at({ index: x }).price, index, h) - value.delta, open);
        near(slope((x) => at({ index: x }).delta, index, h) - value.gamma, open / (index * vol * root));
        near(slope((x) => at({ vol: x }).price, vol, 0.003 * vol) - value.vega, open * index * root);
        const step = 0.003 * (untilWindow > 0 ? untilWindow : windowLeft);
        const decay = slope((t) => priced(optionInSettlement(passed(terms, t))).price, 0, step);
        const scale = (open * index * vol * root) / time + Math.abs(terms.rate + terms.carry) * index;
        near(decay - value.theta, scale + (terms.strike * open) / time / 100);
      }),
    );
  });

  it('keeps put-call parity on the settlement price', () => {
    fc.assert(
      fc.property(fc.oneof(inWindow, beforeWindow), (terms) => {
        const call = priced(optionInSettlement({ ...terms, type: 'call' }));
        const put = priced(optionInSettlement({ ...terms, type: 'put' }));
        const future = priced(futureInSettlement(terms));
        const discount = Math.exp(-terms.rate * (terms.untilWindow + terms.windowLeft));
        const size = terms.index + terms.strike;
        const gap = call.price - put.price - discount * (future.price - terms.strike);
        expect(Math.abs(gap) / size).toBeLessThan(1e-14);
        expect(Math.abs(call.delta - put.delta - discount * future.delta)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is black76 on the forward where the window has no length', () => {
    fc.assert(
      fc.property(beforeWindow, (terms) => {
        const ours = priced(optionInSettlement({ ...terms, windowLeft: 0 }));
        const forward = terms.index * Math.exp(terms.carry * terms.untilWindow);
        const black = black76({ ...terms, forward, years: terms.untilWindow });
        if ('kind' in black) throw new Error('refused');
        const carried = forward / terms.index;
        expect(Math.abs(ours.price - black.price)).toBeLessThan(1e-11);
        expect(Math.abs(ours.delta - black.delta * carried)).toBeLessThan(1e-12);
        expect(Math.abs(ours.vega - black.vega)).toBeLessThan(1e-10);
        const drifting = black.theta - terms.carry * forward * black.delta;
        expect(Math.abs(ours.theta - drifting) / (1 + Math.abs(drifting))).toBeLessThan(1e-11);
      }),
    );
  });

  it('is a forward once enough is averaged, and its payoff without Greeks once all is', () => {
    const sure: SettlementOption = {
      ...{ type: 'call', strike: 60, averaged: 0.75, averageSoFar: 100, index: 90, vol: 0.8 },
      ...{ untilWindow: 0, windowLeft: HALF_HOUR / 4, carry: 0, rate: 0 },
    };
    const call = priced(optionInSettlement(sure));
    expect(call.price).toBeCloseTo(0.75 * 100 + 0.25 * 90 - 60, 12);
    expect(call).toMatchObject({ delta: 0.25, gamma: 0, vega: 0 });
    expect(call.theta).toBeCloseTo(0, 6);
    expect(priced(optionInSettlement({ ...sure, type: 'put' }))).toMatchObject({ price: 0, delta: 0 });
    const none = { delta: 0, gamma: 0, vega: 0, theta: 0 };
    const expired = { ...sure, averaged: 1, windowLeft: 0 };
    expect(priced(optionInSettlement(expired))).toEqual({ price: 40, ...none });
    expect(priced(optionInSettlement({ ...expired, type: 'put', strike: 130 }))).toEqual({
      price: 30,
      ...none,
    });
  });

  it('refuses hostile inputs by field, and answers with finite numbers or not at all', () => {
    const terms: SettlementOption = {
      ...{ type: 'call', strike: 60, averaged: 0.75, averageSoFar: 100, index: 90, vol: 0.8 },
      ...{ untilWindow: 0, windowLeft: HALF_HOUR / 4, carry: 0, rate: 0 },
    };
    const fields = [
      'strike',
      'averaged',
      'averageSoFar',
      'index',
      'vol',
      'untilWindow',
      'windowLeft',
    ] as const;
    for (const field of [...fields, 'carry', 'rate'] as const) {
      for (const value of [Number.NaN, Infinity, ...(field === 'carry' || field === 'rate' ? [] : [-1])]) {
        expect(optionInSettlement({ ...terms, [field]: value })).toMatchObject({ kind: 'refused', field });
      }
    }
    expect(optionInSettlement({ ...terms, untilWindow: 1 })).toMatchObject({ field: 'averaged' });
    expect(optionInSettlement({ ...terms, windowLeft: 0 })).toMatchObject({ field: 'averaged' });
    expect(optionInSettlement({ ...terms, averaged: 1 })).toMatchObject({ field: 'averaged' });
    const wild = fc.oneof(fc.double(), between(0, 2), fc.constantFrom(0, 1, 1e-320, 5e-324, 1e308));
    const any = Object.fromEntries([...fields, 'carry', 'rate'].map((field) => [field, wild]));
    fc.assert(
      fc.property(fc.record({ type, ...any }), (hostile) => {
        const result = optionInSettlement(hostile as unknown as SettlementOption);
        if ('kind' in result) return;
        for (const output of Object.values(result)) expect(Number.isFinite(output)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
