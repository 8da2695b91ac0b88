import { describe, expect, it } from 'vitest';
import { levenbergMarquardt, type Residuals } from './levenberg-marquardt.ts';

describe('levenbergMarquardt', () => {
  it('finds the floor of the valley of Rosenbrock', () => {
    const valley: Residuals = ([x = 0, y = 0], into) => {
      into[0] = 10 * (y - x * x);
      into[1] = 1 - x;
      return true;
    };
    const at = levenbergMarquardt(valley, 2, [-1.2, 1], 60);
    expect(at[0]).toBeCloseTo(1, 6);
    expect(at[1]).toBeCloseTo(1, 6);
  });

  it('fits the certified values of NIST StRD Misra1a', () => {
    const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760];
    const y = [
      10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78,
    ];
    const misses: Residuals = ([b1 = 0, b2 = 0], into) => {
      for (let i = 0; i < x.length; i++) into[i] = b1 * (1 - Math.exp(-b2 * x[i]!)) - y[i]!;
      return true;
    };
    const [b1, b2] = levenbergMarquardt(misses, x.length, [250, 0.0005], 60);
    expect(b1! / 238.94212918).toBeCloseTo(1, 5);
    expect(b2! / 5.5015643181e-4).toBeCloseTo(1, 5);
  });

  it('stays on its side of a wall, and where it is if it starts behind one', () => {
    const walled: Residuals = ([x = 0], into) => {
      into[0] = x;
      return x >= 1;
    };
    const [x] = levenbergMarquardt(walled, 1, [3], 200);
    expect(x).toBeGreaterThanOrEqual(1);
    expect(x).toBeLessThan(1.01);
    expect(levenbergMarquardt(walled, 1, [0.5], 10)).toEqual([0.5]);
  });
});
