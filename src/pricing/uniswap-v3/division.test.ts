import fc from 'fast-check';
import { expect, it } from 'vitest';
import { divided } from './division.ts';

it('is the nearest whole number on either side of the quotient', () => {
  const whole = fc.bigInt({ min: 0n, max: 1n << 300n });
  fc.assert(
    fc.property(whole, whole, (numerator, below) => {
      const denominator = below + 1n;
      const [down, up] = [divided(numerator, denominator, 'down'), divided(numerator, denominator, 'up')];
      expect(down * denominator <= numerator && numerator < (down + 1n) * denominator).toBe(true);
      expect(up).toBe(down * denominator === numerator ? down : down + 1n);
    }),
  );
});
