import { describe, expect, it } from 'vitest';
import { begun, broughtUp } from './account.ts';
import { coverOf } from './cover.ts';
import { facts, own, quoted, TENTH } from './floor-fixture.ts';

const PUT = quoted('put', 95);
const CALL = quoted('call', 115);

describe('the account of a floor', () => {
  it('begins with nothing, and with what is found of its options at their mark', () => {
    expect(begun(TENTH, facts())).toMatchObject({ reference: 1_000, account: 0, way: null });
    const found = begun(TENTH, facts({ options: [own(PUT, 2, 1), own(CALL)] }));
    expect(found.account).toBeCloseTo(-2 * ((PUT.bid + PUT.ask) / 2), 12);
    const unquoted = { ...own(PUT, 2, 1), quoted: null };
    expect(begun(TENTH, facts({ options: [unquoted] })).account).toBe(-1);
  });

  it('counts what the hedge gained at its price, and what it was traded for', () => {
    const first = begun(TENTH, facts({ held: -4 }));
    const second = broughtUp(first, facts({ price: 90, held: -6 }));
    expect(second.account).toBeCloseTo(6 * 10 - 0.0005 * 100 * 2, 12);
    expect(broughtUp(second, facts({ price: 95, held: -6 })).account).toBeCloseTo(second.account - 6 * 5, 12);
  });

  it('counts options at what was paid and received, with fees, and not at their marks', () => {
    const first = begun(TENTH, facts({ options: [own(PUT), own(CALL)] }));
    const bought = [own(PUT, 10, 42), own(CALL, -10, -20)];
    const second = broughtUp(first, facts({ options: bought }));
    expect(second.account).toBeCloseTo(-42 + 20 - 10 * (PUT.askFee + CALL.bidFee), 12);
    expect(broughtUp(second, facts({ options: bought })).account).toBe(second.account);
    const back = broughtUp(second, facts({ options: [own(PUT, 10, 42), own(CALL, -6, -12)] }));
    expect(back.account).toBeCloseTo(second.account - 4 * (CALL.ask + CALL.askFee), 12);
    const gone = broughtUp(second, facts({ options: [own(PUT, 0, 0), own(CALL, -10, -20)] }));
    expect(gone.account).toBeCloseTo(second.account + 10 * (PUT.bid - PUT.bidFee), 12);
  });
});

describe('the account of a floor whose options are paid in coins', () => {
  it('counts each purchase at what its coins were worth then, and no earlier one anew', () => {
    const coin = (size: number, cost: number, unit: number) => ({ ...own(PUT, size, cost), unit });
    const first = begun(TENTH, facts({ options: [coin(0, 0, 100)] }));
    const second = broughtUp(first, facts({ options: [coin(5, 0.2, 100)] }));
    expect(second.account).toBeCloseTo(-20 - 5 * PUT.askFee, 12);
    // The price has halved: as many coins as before are half as much money.
    const third = broughtUp(second, facts({ price: 50, options: [coin(10, 0.4, 50)] }));
    expect(third.account).toBeCloseTo(second.account - 10 - 5 * PUT.askFee, 12);
    const unquoted = { ...coin(2, 0.1, 50), quoted: null };
    expect(begun(TENTH, facts({ options: [unquoted] })).account).toBe(-5);
  });
});

describe('what stands under a holding', () => {
  const years = 30 / 365;

  it('is a put for each unit, the highest first, that lasts', () => {
    const early = quoted('put', 99, { years: 20 / 365 });
    const options = [own(PUT, 4), own(quoted('put', 90), 8), own(early, 5)];
    expect(coverOf(options, 10, years, 0)).toMatchObject({
      open: 0,
      kept: 4 * 95 + 6 * 90,
      unsold: 10,
      excess: [],
    });
    expect(coverOf([own(PUT, 4)], 10, years, 0)).toMatchObject({ open: 6, kept: 380 });
    expect(coverOf([own(PUT, 4)], 10, years, 0.05).kept).toBeCloseTo(380 * Math.exp(-0.05 * years), 9);
    // At a rate below 0 it is the strike itself, at expiry.
    expect(coverOf([own(PUT, 4)], 10, years, -0.05).kept).toBe(380);
  });

  it('is not a call that was sold, of which no more are left than there are units', () => {
    const options = [own(CALL, -6), own(quoted('call', 120), -7)];
    const { open, excess } = coverOf(options, 10, years, 0);
    expect(open).toBe(10);
    expect(excess).toEqual([{ instrument: options[1]?.instrument, size: 3 }]);
    expect(coverOf(options, 13, years, 0).excess).toEqual([]);
  });
});
