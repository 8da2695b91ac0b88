import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  atomsFromDecimal,
  fromAtoms,
  type Rounding,
  roundInteger,
  shareOf,
  toAtoms,
  toLots,
  toTick,
} from './rounding.ts';
import { atoms, lots, NotAnInteger } from './units.ts';

const roundings = ['nearest', 'toward-zero', 'away', 'down', 'up'] as const;
const rounding = fc.constantFrom<Rounding>(...roundings);
/** A decimal `mantissa · 10^-places` and how it is written. */
const step = fc
  .record({ mantissa: fc.constantFrom(1, 2, 3, 5, 7, 15, 25, 75), places: fc.integer({ min: 0, max: 8 }) })
  .map(({ mantissa, places }) => ({ mantissa, places, value: Number(`${mantissa}e-${places}`) }));
const count = fc.integer({ min: -1e13, max: 1e13 });
/** Quotients of every size that a ledger meets, also where a float64 has few digits left after the point. */
const quotient = fc
  .record({ size: fc.double({ min: -1, max: 1, noNaN: true }), log: fc.integer({ min: 0, max: 13 }) })
  .map(({ size, log }) => size * Number(`1e${log}`));
/** What may be taken for an integer: the documented tolerance, or eight last places. */
const slack = (x: number) => Math.max(1e-9, 8 * Number.EPSILON * Math.abs(x));

describe('roundInteger', () => {
  it('rounds in the stated direction, and by less than one', () => {
    fc.assert(
      fc.property(quotient, (x) => {
        expect(Math.abs(roundInteger(x, 'toward-zero'))).toBeLessThanOrEqual(Math.abs(x) + slack(x));
        expect(Math.abs(roundInteger(x, 'away'))).toBeGreaterThanOrEqual(Math.abs(x) - slack(x));
        expect(roundInteger(x, 'down')).toBeLessThanOrEqual(x + slack(x));
        expect(roundInteger(x, 'up')).toBeGreaterThanOrEqual(x - slack(x));
        expect(Math.abs(roundInteger(x, 'nearest') - x)).toBeLessThanOrEqual(0.5);
        for (const how of roundings) expect(Math.abs(roundInteger(x, how) - x)).toBeLessThan(1);
      }),
    );
  });

  it('keeps its direction where the quotient is large', () => {
    expect(roundInteger(1e9 + 0.5, 'toward-zero')).toBe(1e9);
    expect(roundInteger(1e9 + 0.25, 'away')).toBe(1e9 + 1);
    expect(roundInteger(-1e12 - 0.75, 'up')).toBe(-1e12);
  });

  it('treats a sale as the purchase that it undoes', () => {
    const mirrored = {
      nearest: 'nearest',
      'toward-zero': 'toward-zero',
      away: 'away',
      down: 'up',
      up: 'down',
    } as const;
    const half = fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 2);
    fc.assert(
      fc.property(fc.oneof(quotient, half), rounding, (x, how) => {
        expect(roundInteger(-x, mirrored[how]) + roundInteger(x, how)).toBe(0);
      }),
    );
    expect([roundInteger(-2.5, 'nearest'), roundInteger(2.5, 'nearest')]).toEqual([-3, 3]);
  });

  it('throws on what is not finite', () => {
    for (const x of [Number.NaN, Infinity, -Infinity])
      expect(() => roundInteger(x, 'nearest')).toThrow(RangeError);
  });
});

describe('toLots', () => {
  it('makes k of k steps, multiplied or parsed, whatever the rounding', () => {
    fc.assert(
      fc.property(count, step, rounding, (k, { mantissa, places, value }, how) => {
        const parsed = Number(`${BigInt(k) * BigInt(mantissa)}e-${places}`);
        expect(toLots(parsed, value, how)).toBe(k + 0);
        expect(toLots(k * value, value, how)).toBe(k + 0);
      }),
      { numRuns: 1000 },
    );
    expect(toLots(0.3, 0.1, 'toward-zero')).toBe(3);
  });

  it('refuses more than a safe integer holds', () => {
    expect(() => toLots(1e9, 1e-8, 'nearest')).toThrow(NotAnInteger);
  });
});

describe('atoms', () => {
  it('go to floats and back unchanged below 2^53', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const amount = atoms(BigInt(n));
        const back = toAtoms(fromAtoms(amount), 'nearest');
        expect(Math.abs(Number(back - amount))).toBeLessThanOrEqual(Math.abs(n) < 1e15 ? 0 : 1);
      }),
    );
  });

  it('are rounded as told, at any amount', () => {
    expect(toAtoms(0.123456789, 'toward-zero')).toBe(12345678n);
    expect(toAtoms(-0.123456781, 'away')).toBe(-12345679n);
    expect(toAtoms(1234.567890125, 'toward-zero')).toBe(123456789012n);
  });
});

describe('atomsFromDecimal', () => {
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));

  it('reads every plain decimal exactly, of any length', () => {
    fc.assert(
      fc.property(fc.boolean(), digits(1, 30), digits(0, 8), digits(0, 3), (minus, whole, part, tail) => {
        const zeros = part.length === 8 ? tail.replaceAll(/\d/g, '0') : '';
        const text = `${minus ? '-' : ''}${whole}.${part}${zeros}`;
        const magnitude = BigInt(whole) * 100_000_000n + BigInt(part.padEnd(8, '0'));
        expect(atomsFromDecimal(text)).toBe(minus ? -magnitude : magnitude);
      }),
    );
    expect(atomsFromDecimal('0.0013')).toBe(130_000n);
    expect(atomsFromDecimal('7')).toBe(700_000_000n);
  });

  it('refuses what it would have to round, and what is no plain decimal', () => {
    const refused = ['0.000000001', '', '-', '.5', '1e5', '+1', ' 1', '1,5', '0x1', 'NaN', '1.2.3', '١'];
    for (const text of refused) expect(atomsFromDecimal(text), text).toBeUndefined();
  });
});

describe('toTick', () => {
  it('lands on the grid, on the float that the decimal names', () => {
    const ticks = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(ticks, step, rounding, (n, { mantissa, places, value }, how) => {
        const named = Number(`${BigInt(n) * BigInt(mantissa)}e-${places}`);
        expect(toTick(named, value, how)).toBe(named);
        expect(toTick(named + 0.3 * value, value, 'down')).toBe(named);
        expect(toTick(named - 0.3 * value, value, 'up')).toBe(named);
      }),
      { numRuns: 1000 },
    );
    expect([toTick(0.31, 0.1, 'nearest'), toTick(0.91, 0.3, 'nearest')]).toEqual([0.3, 0.9]);
    expect(toTick(101.3, 2.5, 'down')).toBe(100);
  });

  it('takes a tick that is no decimal too', () => {
    expect(toTick(0.7, 1 / 3, 'nearest')).toBeCloseTo(2 / 3, 15);
  });
});

describe('shareOf', () => {
  const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(atoms);
  const whole = fc.integer({ min: 1, max: 1e12 });
  const part = fc.double({ min: 0, max: 1, noNaN: true });

  it('is the nearest atom to the exact share', () => {
    fc.assert(
      fc.property(amount, whole, part, fc.boolean(), (a, n, x, short) => {
        const k = Math.floor(x * n);
        const sign = short ? -1 : 1;
        const share = shareOf(a, lots(sign * k), lots(sign * n));
        const twiceError = 2n * (share * BigInt(n) - a * BigInt(k));
        expect(twiceError <= BigInt(n) && twiceError >= -BigInt(n)).toBe(true);
        expect(shareOf(atoms(-a), lots(k), lots(n))).toBe(-share);
        expect(shareOf(a, lots(-k), lots(n))).toBe(-share);
      }),
    );
  });

  it('leaves at most an atom between the parts and the whole, and none of all or nothing', () => {
    fc.assert(
      fc.property(amount, whole, part, (a, n, x) => {
        const k = Math.floor(x * n);
        const gap = shareOf(a, lots(k), lots(n)) + shareOf(a, lots(n - k), lots(n)) - a;
        expect(gap >= -1n && gap <= 1n).toBe(true);
        expect(shareOf(a, lots(n), lots(n))).toBe(a);
        expect(shareOf(a, lots(0), lots(n))).toBe(0n);
      }),
    );
    expect([shareOf(atoms(5n), lots(1), lots(2)), shareOf(atoms(-5n), lots(1), lots(2))]).toEqual([3n, -3n]);
  });
});
