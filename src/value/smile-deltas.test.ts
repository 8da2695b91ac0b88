import { describe, expect, it } from 'vitest';
import {
  bookOf,
  CALL,
  CALM,
  EXPIRY,
  INSTRUMENTS,
  marksAt,
  NOW,
  PERP,
  PUT,
  unitOf,
} from '../../test/support/books.ts';
import { KERNEL } from '../../test/support/engine.ts';
import type { Option } from '../domain/instrument.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { DAY, later, yearsBetween } from '../units/time.ts';
import { columnsOf } from './columns.ts';
import { layoutOf } from './layout.ts';
import type { Marks } from './marks.ts';
import { RESPONSE, smileDeltaOf, TRUST } from './smile-deltas.ts';

const strikes = [50_000, 55_000, 60_000, 65_000, 70_000];
const chain = strikes.map((strike): Option => ({ ...CALL, id: `C${strike}`, strike }));
const listed = { ...INSTRUMENTS, ...Object.fromEntries(chain.map((one) => [one.id, one])) };

/** Vol of a smile that moves with the spot. */
const smileVol = (strike: number, spot: number): number => 0.6 - 0.15 * Math.log(strike / spot);

function quotedMarks(ids: readonly string[], spot = CALM.spot): Marks {
  const vols = ids.map((id) => [id, smileVol((listed[id] as Option).strike, spot)]);
  const marks = ids.map((id) => [id, { underlying: 'BTC', from: 'quote', why: null }]);
  return {
    ...marksAt({ spot }),
    optionVols: Object.fromEntries(vols),
    optionMarks: Object.fromEntries(marks),
  };
}

function added(option: Option, marks: Marks, rule: 'sticky-moneyness' | 'minimum-variance', lots = 100) {
  const valued = columnsOf(layoutOf(bookOf([[option, lots, 1]]), listed), marks, KERNEL);
  if (valued.kind === 'unpriced') throw new Error(valued.what);
  return smileDeltaOf(valued, marks, 'BTC', rule);
}

describe('sticky moneyness', () => {
  const ids = chain.map(({ id }) => id);

  it('is the slope of the price when the smile moves with the spot', () => {
    // A straight smile in log-moneyness, so that the neighbours' slope is exact.
    const option = chain[2] as Option;
    const price = (spot: number): number => {
      const { type, strike, expiry } = option;
      const years = yearsBetween(NOW, expiry);
      const vol = smileVol(strike, spot);
      const value = blackScholes({ type, strike, years, vol, rate: CALM.interest, spot, carryYield: 0 });
      return 'kind' in value ? Number.NaN : value.price;
    };
    const step = 1;
    const slope = (price(CALM.spot + step) - price(CALM.spot - step)) / (2 * step);
    const vol = smileVol(option.strike, CALM.spot);
    const plain = unitOf(option, { ...CALM, vol }).delta;
    const found = added(option, quotedMarks(ids), 'sticky-moneyness');
    expect(found).toMatchObject({ rule: 'sticky-moneyness', options: 1, plain: 0 });
    expect(found.added).toBeCloseTo(slope - plain, 7);
    expect(found.added).toBeGreaterThan(0.01);
    expect(added(option, quotedMarks(ids), 'sticky-moneyness', -100).added).toBeCloseTo(-found.added, 12);
  });

  it('leaves alone what has no quotes on both sides', () => {
    for (const marks of [quotedMarks(ids.slice(2)), quotedMarks([]), marksAt()])
      expect(added(chain[2] as Option, marks, 'sticky-moneyness')).toEqual({
        ...{ rule: 'sticky-moneyness', added: 0, options: 1, plain: 1 },
      });
  });

  it('goes by quotes alone, and not by vols that were made from them', () => {
    const marks = quotedMarks(ids);
    const made = Object.fromEntries(
      ids.map((id) => [id, { underlying: 'BTC', from: 'smile', why: 'stale' } as const]),
    );
    expect(added(chain[2] as Option, { ...marks, optionMarks: made }, 'sticky-moneyness').plain).toBe(1);
  });
});

describe('minimum variance', () => {
  it('adds vega times what vols do on average, the same to a call as to a put', () => {
    const twin: Option = { ...CALL, id: 'C59', strike: PUT.strike };
    const put: Option = { ...twin, id: 'P59', type: 'put' };
    const { delta, vega } = unitOf(twin, CALM);
    const years = yearsBetween(NOW, EXPIRY);
    const response = TRUST * (RESPONSE.level + RESPONSE.tilt * (delta - 0.5));
    const expected = (vega / (CALM.spot * Math.sqrt(years))) * response;
    for (const option of [twin, put]) {
      const valued = columnsOf(
        layoutOf(bookOf([[option, 100, 1]]), { [option.id]: option }),
        marksAt(),
        KERNEL,
      );
      if (valued.kind === 'unpriced') throw new Error(valued.what);
      const found = smileDeltaOf(valued, marksAt(), 'BTC', 'minimum-variance');
      expect(found.plain).toBe(0);
      expect(found.added).toBeCloseTo(expected, 10);
    }
  });

  it('adds nothing in the last two days, nor to what is no option or on another underlying', () => {
    const late = marksAt({ at: later(EXPIRY, -2 * DAY + 1) });
    expect(added(CALL, late, 'minimum-variance')).toMatchObject({ added: 0, options: 1, plain: 1 });
    const over = marksAt({ at: EXPIRY });
    expect(added(CALL, over, 'minimum-variance')).toMatchObject({ added: 0, options: 0 });
    const layout = layoutOf(
      bookOf([
        [PERP, 5, 1],
        [CALL, 1, 1],
      ]),
      listed,
    );
    const valued = columnsOf(layout, marksAt(), KERNEL);
    if (valued.kind === 'unpriced') throw new Error(valued.what);
    expect(smileDeltaOf(valued, marksAt(), 'ETH', 'minimum-variance')).toMatchObject({
      added: 0,
      options: 0,
    });
  });
});
