import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERSISTENCE } from '../../decide/optimal/weights.ts';
import { jointMisses, type Side } from './joint.ts';

const side = fc.record({
  miss: fc.double({ min: -5, max: 5, noNaN: true }),
  price: fc.double({ min: 0.1, max: 10, noNaN: true }),
  halfWidth: fc.double({ min: 0.01, max: 3, noNaN: true }),
});
const correlation = fc.double({ min: -1, max: 1, noNaN: true });

function answer(one: Side, other: Side, rho: number): [number, number] {
  const out = new Float64Array(2);
  jointMisses(one, other, rho, out);
  return [out[0] as number, out[1] as number];
}

describe('jointMisses', () => {
  it('leaves each its own band where nothing is known of the correlation, or there is none', () => {
    fc.assert(
      fc.property(side, side, fc.constantFrom(0, Number.NaN, Infinity), (one, other, rho) => {
        const clamp = ({ miss, halfWidth }: Side): number => Math.max(-halfWidth, Math.min(halfWidth, miss));
        const [first, second] = answer(one, other, rho);
        expect(first).toBeCloseTo(clamp(one), 12);
        expect(second).toBeCloseTo(clamp(other), 12);
      }),
    );
  });

  it('meets the conditions of the optimum: the slope of risk is the cost where traded, and at most that elsewhere', () => {
    fc.assert(
      fc.property(side, side, correlation, (one, other, rho) => {
        const y = answer(one, other, rho);
        const weights = [one.price / one.halfWidth, other.price / other.halfWidth] as const;
        const coupling = PERSISTENCE * rho * Math.sqrt(weights[0] * weights[1]);
        for (const [i, { miss, price }] of [one, other].entries()) {
          const [own, others] = i === 0 ? y : [y[1], y[0]];
          const slope = (i === 0 ? weights[0] : weights[1]) * own + coupling * others;
          expect(Math.abs(slope)).toBeLessThanOrEqual(price * (1 + 1e-9));
          if (Math.abs(own - miss) > 1e-9) expect(slope).toBeCloseTo(-price * Math.sign(own - miss), 7);
        }
      }),
    );
  });

  it('leaves opposite misses of coins that move together alone for longer, and equal ones for less long', () => {
    const at = (a: number, b: number): [number, number] =>
      answer({ miss: a, price: 1, halfWidth: 1 }, { miss: b, price: 1, halfWidth: 1 }, 0.8);
    expect(at(1.2, -0.8)).toEqual([1.2, -0.8]);
    const [first] = at(0.9, 0.8);
    expect(first).toBeLessThan(0.9);
  });
});
