import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { AT, dated, PERP_PERP, SPOT_PERP, situation, steady } from './carry-fixture.ts';
import { costOf, costOut, lowerOf, marginOf, outlooksOf } from './outlook.ts';
import { rollTo, roundTrip } from './roll.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const outlook = fc.record({
  last: between(-1e-4, 1e-4),
  mean: between(-1e-4, 1e-4),
  persistence: between(0, 0.98),
  noise: between(0, 1e-9),
  doubt: between(0, 1e-9),
  wander: between(0, 1e-10),
});

describe('what a pair is expected to earn', () => {
  it('is funding less capital, at a rate that stays, and no cost of trading', () => {
    const [day, , , , , , , last] = outlooksOf(situation(), 1);
    expect(day).toMatchObject({ days: 1, basis: 0, borrow: 0 });
    expect(day?.funding).toBeCloseTo(0.2 / 365, 15);
    expect(day?.capital).toBeCloseTo((0.04 * 1.2) / 365, 15);
    expect(last?.expected).toBeCloseTo((128 / 365) * (0.2 - 0.04 * 1.2), 12);
  });

  it('counts each fee once each way, whatever the fees', () => {
    const fee = between(0, 0.01);
    fc.assert(
      fc.property(fee, fee, fee, (one, other, half) => {
        const bought = { ...SPOT_PERP.bought, fee: one, halfSpread: half };
        const sold = { ...SPOT_PERP.sold, fee: other, halfSpread: half };
        const facts = situation({ pair: { ...SPOT_PERP, bought, sold } });
        expect(costOf(facts.pair)).toBeCloseTo(one + other + 2 * half, 15);
        expect(roundTrip(facts)).toBeCloseTo(2 * (one + other + 2 * half), 15);
        expect(outlooksOf(facts, 1)).toEqual(outlooksOf(situation(), 1));
        const future = { ...dated(30, 0.02), pair: facts.pair };
        expect(roundTrip(future)).toBeCloseTo(one + other + 2 * half + (one + half + 2e-4), 15);
      }),
    );
  });

  it('is the same the other way round, with signs turned', () => {
    fc.assert(
      fc.property(outlook, outlook, between(-0.01, 0.01), (received, paid, now) => {
        const basis = { now, outlook: { ...received, last: now } };
        const facts = situation({ pair: PERP_PERP, income: { kind: 'funding', received, paid }, basis });
        const mirror = { ...received, last: -now, mean: -received.mean };
        const turned = situation({
          pair: PERP_PERP,
          income: { kind: 'funding', received: paid, paid: received },
          basis: { now: -now, outlook: mirror },
        });
        expect(outlooksOf(turned, -1)).toEqual(outlooksOf(facts, 1));
      }),
    );
  });

  it('expects the basis back where it belongs, and doubts of two fundings together', () => {
    const home = { last: 0, mean: 1e-4, persistence: 0.5, noise: 0, doubt: 0, wander: 0 };
    const rich = outlooksOf(situation({ basis: { now: 9e-4, outlook: home } }), 1);
    expect(rich[0]?.basis).toBeCloseTo((7 / 8) * 8e-4, 15);
    expect(rich.at(-1)?.basis).toBeCloseTo(8e-4, 15);
    const both = situation({
      income: { kind: 'funding', received: steady(0.3, 0.03), paid: steady(0.1, 0.04) },
    });
    const last = outlooksOf(both, 1).at(-1);
    expect(last?.funding).toBeCloseTo((128 / 365) * 0.2, 12);
    // Half of a day is still told by the last rate, which is not doubted.
    expect(last?.deviation).toBeCloseTo((128 / 365) * 0.05 * (1 - 1 / 384), 6);
    expect(lowerOf(last as never, 2)).toBeCloseTo((last?.expected ?? 0) - 2 * (last?.deviation ?? 0), 15);
  });

  it('pays for what is borrowed to be sold', () => {
    const pair = { ...SPOT_PERP, bought: { ...SPOT_PERP.bought, borrow: 0.1 }, isReversible: true };
    expect(outlooksOf(situation({ pair }), 1)[0]?.borrow).toBe(0);
    expect(outlooksOf(situation({ pair }), -1)[0]?.borrow).toBeCloseTo(0.1 / 365, 15);
  });

  it('is the basis of now for a dated pair, at expiry and without a doubt', () => {
    const facts = dated(73, 0.03);
    const [only, ...others] = outlooksOf(facts, 1);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ days: 73, funding: 0, basis: 0.03, deviation: 0 });
    expect(only?.expected).toBeCloseTo(0.03 - (0.04 * 1.2) / 5, 15);
    expect(outlooksOf({ ...facts, at: millis(AT + 73 * DAY) }, 1)).toEqual([]);
    expect(costOut(facts)).toBeCloseTo(1.1e-3 + 2e-4, 15);
    expect(marginOf(SPOT_PERP)).toBe(1.2);
  });
});

describe('rolling', () => {
  it('is worth what the next is sure of, less the move and what is left of the near basis', () => {
    const roll = rollTo(dated(2, 5e-4), dated(93, 0.03, 'BTC-27SEP24'), 1, 1);
    const lower = 0.03 - (0.04 * 1.2 * 93) / 365;
    const moving = 2 * 6e-4 + (1.1e-3 + 2e-4) - (1.1e-3 + 2e-4);
    expect(roll).toMatchObject({ to: 'BTC-27SEP24', givenUp: 5e-4 });
    expect(roll?.costs).toBeCloseTo(moving, 15);
    expect(roll?.gain).toBeCloseTo(lower - moving - 5e-4, 15);
    expect(rollTo(dated(2, 5e-4), dated(-1, 0.03), 1, 1)).toBeNull();
    expect(rollTo(dated(-1, 5e-4), dated(93, 0.03), 1, 1)).toBeNull();
  });
});
