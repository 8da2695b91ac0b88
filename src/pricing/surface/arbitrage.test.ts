import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76 } from '../black-scholes.ts';
import { butterflyViolation, calendarReach, calendarViolation, durrleman } from './arbitrage.ts';
import { largestPhi, ssviAsSvi } from './ssvi.ts';
import { flatSvi, type Svi, sviJet, sviVariance } from './svi.ts';

/** Example 3.1 of Gatheral & Jacquier (2014), by Axel Vogt. */
const VOGT: Svi = { a: -0.041, b: 0.1331, m: 0.3586, rho: 0.306, s: 0.4153 };

/** Raw SVI of a year from jump wings: Gatheral & Jacquier (2014), lemma 3.2. */
function fromJumpWings(v: number, psi: number, p: number, c: number, least: number): Svi {
  const root = Math.sqrt(v);
  const b = 0.5 * root * (c + p);
  const rho = 1 - (p * root) / b;
  const beta = rho - (2 * psi * root) / b;
  const alpha = Math.sign(beta) * Math.sqrt(1 / (beta * beta) - 1);
  const rise = -rho + Math.sign(alpha) * Math.sqrt(1 + alpha * alpha) - alpha * Math.sqrt(1 - rho * rho);
  const m = (v - least) / (b * rise);
  return { a: least - b * alpha * m * Math.sqrt(1 - rho * rho), b, rho, m, s: alpha * m };
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anySvi: fc.Arbitrary<Svi> = fc
  .record({
    lift: between(0.001, 0.3),
    steepness: between(0.01, 1),
    rho: between(-0.95, 0.95),
    m: between(-0.5, 0.5),
    s: between(0.005, 1),
  })
  .map(({ lift, steepness, rho, m, s }) => {
    const b = (2 * steepness) / (1 + Math.abs(rho));
    return { a: lift - b * s * Math.sqrt(1 - rho * rho), b, rho, m, s };
  });

const g = (svi: Svi, k: number) => durrleman(k, sviJet(svi, k));

describe('butterflyViolation', () => {
  it("finds the negative density of Vogt's smile", () => {
    const found = butterflyViolation(VOGT)!;
    expect(found.of).toBe('density');
    // The paper's figure 1 has it negative between about 0.5 and 1.2.
    expect(found.k).toBeGreaterThan(0.5);
    expect(found.k).toBeLessThan(1.2);
    let least = Infinity;
    for (let k = -2; k <= 2; k += 1e-4) least = Math.min(least, g(VOGT, k));
    expect(found.amount).toBeCloseTo(-least, 7);
  });

  it('finds none in the two repairs of that smile that the paper gives in example 5.1', () => {
    const [v, psi, p] = [0.01742625, -0.1752111, 0.6997381];
    expect(butterflyViolation(fromJumpWings(v, psi, p, 0.3493158, 0.01548182))).toBeUndefined();
    expect(butterflyViolation(fromJumpWings(v, psi, p, 0.8564763, 0.0116249))).toBeUndefined();
    // The conversion is right where it gives back the smile that it started from.
    const back = fromJumpWings(v, psi, p, 1.316798, 0.0116249);
    for (const name of ['a', 'b', 'rho', 'm', 's'] as const) expect(back[name]).toBeCloseTo(VOGT[name], 4);
  });

  it('calls nothing fine that a scan of strikes finds wrong, and the other way about', () => {
    let wrong = 0;
    fc.assert(
      fc.property(anySvi, (svi) => {
        const found = butterflyViolation(svi);
        let least = Infinity;
        for (let k = -6; k <= 6; k += 0.003) least = Math.min(least, g(svi, k));
        for (let x = 0.005; x < 3000; x *= 1.05) least = Math.min(least, g(svi, x), g(svi, -x));
        if (found === undefined) expect(least).toBeGreaterThan(-1e-9);
        else {
          wrong += 1;
          expect(found.amount).toBeGreaterThan(-least - 1e-9);
          expect(g(svi, found.k)).toBeCloseTo(-found.amount, 9);
        }
      }),
      // Two grids of places about one centre, and two dips as deep as each other.
      { numRuns: 200, examples: [[{ a: -1.9694561272436606, b: 2, rho: 0, m: 0, s: 0.9999999999999915 }]] },
    );
    expect(wrong).toBeGreaterThan(20);
  });

  it('has the sign of the second difference of option prices in strike', () => {
    const call = (strike: number) => {
      const vol = Math.sqrt(sviVariance(VOGT, Math.log(strike)));
      const value = black76({ type: 'call', forward: 1, strike, years: 1, vol, rate: 0 });
      return 'kind' in value ? Number.NaN : value.price;
    };
    for (let k = -0.6; k < 1.5; k += 0.05) {
      const [strike, h] = [Math.exp(k), 1e-3];
      const density = call(strike + h) - 2 * call(strike) + call(strike - h);
      if (Math.abs(g(VOGT, k)) > 1e-3) expect(Math.sign(density)).toBe(Math.sign(g(VOGT, k)));
    }
  });

  it('names the wing, the variance and where', () => {
    const steep = { a: 0.1, b: 1.5, rho: -0.5, m: 0, s: 0.1 };
    expect(butterflyViolation(steep)).toEqual({ of: 'wing', k: -1, amount: 0.25 });
    expect(butterflyViolation({ ...steep, rho: 0.5 })).toMatchObject({ of: 'wing', k: 1 });
    const sunk = butterflyViolation({ a: -0.2, b: 1, rho: 0, m: 0.25, s: 0.1 });
    expect(sunk).toEqual({ of: 'variance', k: 0.25, amount: expect.closeTo(0.1, 12) });
    expect(butterflyViolation(flatSvi(0.3))).toBeUndefined();
    expect(butterflyViolation(flatSvi(0))).toMatchObject({ of: 'variance' });
  });

  it('finds none in any SSVI smile within the conditions of theorem 4.2', () => {
    fc.assert(
      fc.property(between(-9, 1), between(-0.99, 0.99), between(0.001, 1), (lnTheta, rho, share) => {
        const theta = Math.exp(lnTheta);
        const phi = share * largestPhi(theta, rho);
        expect(butterflyViolation(ssviAsSvi({ theta, phi, rho }))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('finds one in the SSVI smiles that break the necessary condition of theorem 4.2', () => {
    fc.assert(
      fc.property(between(-6, 1), between(-0.9, 0.9), between(1.01, 3), (lnTheta, rho, over) => {
        const theta = Math.exp(lnTheta);
        const phi = (4 * over) / (theta * (1 + Math.abs(rho)));
        expect(butterflyViolation(ssviAsSvi({ theta, phi, rho }))).toMatchObject({ of: 'wing' });
      }),
    );
  });
});

describe('calendarViolation', () => {
  it('finds where a later smile is below an earlier one', () => {
    const [early, late] = [flatSvi(0.1), { a: 0.05, b: 0.2, rho: 0, m: 0.3, s: 0.1 }];
    const found = calendarViolation(early, late, 3)!;
    expect(found.k).toBeCloseTo(0.3, 6);
    expect(found.amount).toBeCloseTo(0.1 - 0.07, 12);
    expect(calendarViolation(early, { ...late, a: 0.0801 }, 3)).toBeUndefined();
  });

  it('agrees with a scan of strikes', () => {
    let wrong = 0;
    fc.assert(
      fc.property(anySvi, anySvi, (early, late) => {
        const found = calendarViolation(early, late, 3);
        let least = Infinity;
        for (let k = -3; k <= 3; k += 0.002) {
          least = Math.min(least, sviVariance(late, k) - sviVariance(early, k));
        }
        if (found === undefined) expect(least).toBeGreaterThan(-1e-9);
        else {
          wrong += 1;
          expect(found.amount).toBeGreaterThan(-least - 1e-9);
        }
      }),
      { numRuns: 200 },
    );
    expect(wrong).toBeGreaterThan(20);
  });

  it('looks four standard deviations of the later smile far, unless told', () => {
    const [early, late] = [{ a: 0, b: 0.5, rho: 0, m: 0, s: 0.02 }, flatSvi(0.04)];
    // They cross at k = √(0.08² − 0.02²), within 0.8.
    expect(calendarReach(late)).toBeCloseTo(0.8, 14);
    expect(calendarViolation(early, late)!.k).toBeCloseTo(-0.8, 12);
    expect(calendarViolation(early, late, 0.077)).toBeUndefined();
    expect(calendarViolation(early, late, 0.078)).toBeDefined();
  });

  it('finds none between a smile and itself, or itself lifted', () => {
    expect(calendarViolation(VOGT, VOGT, 3)).toBeUndefined();
    expect(calendarViolation(VOGT, { ...VOGT, a: 0 }, 3)).toBeUndefined();
  });
});
