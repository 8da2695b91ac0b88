import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { applyTrade, EMPTY_BOOK } from '../domain/book.ts';
import type { Greeks } from '../domain/greeks.ts';
import type { Instrument, Instruments, Option } from '../domain/instrument.ts';
import { atoms, lots } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import { valuate } from '../value/value.ts';
import { CALL, CONFIG, T0, trading } from './engine-fixture.ts';
import { inFlightBend, optionUnit } from './option-unit.ts';

const COIN_CALL: Option = { ...CALL, id: 'COIN-CALL', settle: 'BTC', inverse: true, tick: 0.0001 };
const EURO_CALL: Option = { ...CALL, id: 'EURO-CALL', quote: 'EUR', settle: 'EUR', strike: 54_000 };
const listed: Instruments = Object.fromEntries(
  [CALL, COIN_CALL, EURO_CALL].map((one: Instrument) => [one.id, one]),
);

const marks: Marks = {
  ...{ at: T0, index: { BTC: 60_000 }, indexQuote: { BTC: 'USD' }, prices: {}, vols: { BTC: 0.5 } },
  ...{ interest: { BTC: 0.02 }, rates: { USD: 1, EUR: 1.1, BTC: 60_000 } },
};

/** Greeks of what a purchase of `count` lots at `price` leaves, the payment included. */
function bought(option: Option, count: number, price: number): Greeks {
  const trade = { lots: lots(count), price, fee: atoms(0n), feeCurrency: option.settle };
  const valuation = valuate(applyTrade(EMPTY_BOOK, option, trade), listed, marks, KERNEL);
  if (valuation.kind === 'unpriced') throw new Error(valuation.what);
  return valuation.greeks.BTC as Greeks;
}

function priceOf(option: Option): number {
  const free = valuate(
    applyTrade(EMPTY_BOOK, option, {
      lots: lots(1),
      price: 1e-8,
      fee: atoms(0n),
      feeCurrency: option.settle,
    }),
    listed,
    marks,
    KERNEL,
  );
  if (free.kind === 'unpriced') throw new Error(free.what);
  const { value } = free.rows.find(({ id }) => id === option.id) ?? { value: Number.NaN };
  return value / option.lot / (option.inverse ? 60_000 : 1);
}

describe('optionUnit', () => {
  it.each([CALL, COIN_CALL, EURO_CALL])('is what buying one does to the book’s Greeks: $id', (option) => {
    const unit = optionUnit(option, marks);
    if (typeof unit === 'string') throw new Error(unit);
    const greeks = bought(option, 100, priceOf(option));
    // Cash is whole atoms.
    expect(unit.delta).toBeCloseTo(greeks.delta, 7);
    expect(unit.gamma / greeks.gamma).toBeCloseTo(1, 9);
    expect(unit.vega / greeks.vega).toBeCloseTo(1, 9);
  });

  it('takes an option’s own vol before its underlying’s', () => {
    const own = { ...marks, optionVols: { CALL: 0.8 } };
    expect(optionUnit(CALL, own)).toEqual(optionUnit(CALL, { ...marks, vols: { BTC: 0.8 } }));
  });

  it.each([
    ['price of BTC in EUR is not known', EURO_CALL, { rates: { USD: 1 } }],
    ['its vol is not known', CALL, { vols: {} }],
    ['expired', CALL, { at: CALL.expiry }],
    ['vol is NaN', CALL, { vols: { BTC: Number.NaN } }],
  ])('says what is missing: %s', (why, option, change) => {
    expect(optionUnit(option, { ...marks, ...change })).toBe(why);
  });
});

describe('inFlightBend', () => {
  it('adds up what live orders in options would bring, and nothing of what is straight', () => {
    const state = trading(CONFIG).state();
    const [order] = Object.values(state.orders);
    if (order === undefined) throw new Error('no order');
    const live = (instrument: string, count: number) => ({
      ...order,
      request: { ...order.request, instrument, lots: lots(count) },
    });
    const orders = {
      a: live('CALL', -200),
      b: live('PERP', 10),
      c: live('INVERSE', 10),
      d: live('CALL', 50),
    };
    const unit = optionUnit(CALL, marks);
    if (typeof unit === 'string') throw new Error(unit);
    const bend = inFlightBend({ ...state, orders }, 'BTC', marks);
    expect(bend.gamma).toBeCloseTo(-1.5 * unit.gamma, 12);
    expect(bend.vega).toBeCloseTo(-1.5 * unit.vega, 6);
    expect(inFlightBend({ ...state, orders }, 'ETH', marks)).toEqual({ gamma: 0, vega: 0 });
  });
});
