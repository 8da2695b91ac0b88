import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/instrument.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { DAY, MINUTE, SECOND, yearsBetween } from '../units/time.ts';
import { lots } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  configOf,
  lastDecision,
  onlyOrder,
  PERP,
  type Rig,
  recovered,
  SPOT,
  T0,
  trading,
} from './engine-fixture.ts';
import { inFlightDelta } from './exposure.ts';

/** Paid for in coins. */
const COIN: Option = { ...CALL, id: 'COIN', settle: 'BTC', inverse: true, strike: 66_000, tick: 0.0001 };
const LOW: Option = { ...CALL, id: 'LOW', strike: 55_000 };
const HIGH: Option = { ...CALL, id: 'HIGH', strike: 65_000 };
const opening = {
  ...CONFIG.opening,
  positions: [{ instrument: 'CALL', lots: lots(-1_000), averageEntry: 1_500 }],
};
const instruments = [SPOT, PERP, CALL, COIN, LOW, HIGH];
const config = configOf({}, { opening, instruments });

function priceOf(option: Option, vol: number, spot: number, at: number): number {
  const { type, strike, expiry, inverse } = option;
  const years = yearsBetween(at as typeof T0, expiry);
  const value = blackScholes({ type, spot, strike, years, vol, rate: 0, carryYield: 0 });
  if ('kind' in value) throw new Error(value.field);
  return inverse ? value.price / spot : value.price;
}

function quoteOption(rig: Rig, option: Option, vol: number, spot = 60_000): void {
  rig.quote(option.id, priceOf(option, vol, spot, rig.now));
}

const marks = (rig: Rig) => rig.state().ledger.marks;

describe('an option with a quote of its own', () => {
  it('is valued at its vol, and moves with its underlying until it is quoted anew', () => {
    const rig = trading(config);
    quoteOption(rig, CALL, 0.8);
    rig.bar();
    expect(marks(rig)?.optionVols?.CALL).toBeCloseTo(0.8, 6);
    const before = rig.state().ledger.equity ?? 0;
    rig.pass(MINUTE);
    rig.quote('SPOT', 61_000);
    rig.bar(61_000);
    expect(marks(rig)?.optionVols?.CALL).toBeCloseTo(0.8, 6);
    const lost = 10 * (priceOf(CALL, 0.8, 61_000, rig.now) - priceOf(CALL, 0.8, 60_000, rig.now - MINUTE));
    expect((rig.state().ledger.equity ?? 0) - before).toBeCloseTo(-lost, 2);
  });

  it('explains what its own vol did as vega', () => {
    const rig = trading(config);
    quoteOption(rig, CALL, 0.5);
    rig.bar();
    rig.pass(MINUTE);
    quoteOption(rig, CALL, 0.52);
    rig.bar();
    const { vega, residual, delta } = rig.state().ledger.attribution;
    const lost = 10 * (priceOf(CALL, 0.52, 60_000, rig.now) - priceOf(CALL, 0.5, 60_000, rig.now));
    expect(vega).toBeCloseTo(-lost, 1);
    expect(Math.abs(residual)).toBeLessThan(0.001 * lost);
    expect(delta).toBe(0);
  });

  it('gives way to the vol of the underlying when its quote is old, and the ledger goes on adding up', () => {
    const rig = trading(config);
    quoteOption(rig, CALL, 0.6);
    rig.bar();
    rig.pass(11 * MINUTE);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.bar();
    expect(marks(rig)).toMatchObject({ optionVols: {}, optionMarks: { CALL: { why: 'stale' } } });
    const { attribution, equity, openingEquity } = rig.state().ledger;
    const sum = Object.values(attribution).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo((equity ?? 0) - (openingEquity ?? 0), 4);
  });

  it('is hedged as before by what a new process makes of the journal', () => {
    const rig = trading(config);
    quoteOption(rig, CALL, 0.8);
    rig.bar();
    rig.conductor.checkpoint(rig.now);
    const next = recovered(rig);
    expect(next.state()).toEqual(rig.state());
  });
});

describe('a delta of the smile', () => {
  function decidedBy(deltaRule?: 'sticky-moneyness' | 'minimum-variance') {
    const policy = { kind: 'fixed-band', halfWidth: 1_000 } as const;
    const rule = deltaRule === undefined ? {} : { deltaRule };
    const rig = trading(configOf({ ...rule, policy }, { opening, instruments }));
    for (const [option, vol] of [
      [LOW, 0.7],
      [CALL, 0.6],
      [HIGH, 0.5],
    ] as const)
      quoteOption(rig, option, vol);
    rig.pass(60 * MINUTE);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    for (const option of [LOW, CALL, HIGH])
      quoteOption(rig, option, option === LOW ? 0.7 : option === CALL ? 0.6 : 0.5);
    rig.report();
    rig.pass(SECOND);
    const because = lastDecision(rig)?.because;
    if (because === undefined || !('delta' in because)) throw new Error(JSON.stringify(because));
    return because;
  }

  it('is hedged, and told beside the decision', () => {
    const plain = decidedBy();
    const sticky = decidedBy('sticky-moneyness');
    expect(plain).not.toHaveProperty('smile');
    expect(sticky.smile).toMatchObject({ rule: 'sticky-moneyness', options: 1, plain: 0 });
    expect(sticky.delta).toBeCloseTo(plain.delta + (sticky.smile?.added ?? 0), 10);
    // Vols fall with the strike: when the price rises, so does the vol at a strike.
    expect(sticky.smile?.added).toBeLessThan(-0.1);
    const least = decidedBy('minimum-variance');
    expect(least.delta).toBeCloseTo(plain.delta + (least.smile?.added ?? 0), 10);
    expect(least.smile).toMatchObject({ rule: 'minimum-variance', plain: 0 });
  });
});

describe('an order for an option', () => {
  it('in flight counts at its delta, less its price where that is paid in coins', () => {
    const rig = trading(config);
    quoteOption(rig, COIN, 0.5);
    rig.bar();
    const order = onlyOrder(rig);
    const state = rig.state();
    const request = { ...order, id: 'option', instrument: 'COIN', lots: lots(100) };
    const only = state.orders[order.id];
    if (only === undefined) throw new Error('no order');
    const withOption = { ...state, orders: { option: { ...only, request } } };
    const years = yearsBetween(T0, COIN.expiry);
    const terms = {
      type: 'call',
      spot: 60_000,
      strike: 66_000,
      years,
      vol: 0.5,
      rate: 0,
      carryYield: 0,
    } as const;
    const value = blackScholes(terms);
    if ('kind' in value) throw new Error(value.field);
    expect(years).toBeCloseTo((7 * DAY) / (365 * DAY), 12);
    expect(inFlightDelta(withOption, 'BTC', 60_000)).toBeCloseTo(value.delta - value.price / 60_000, 6);
  });
});
