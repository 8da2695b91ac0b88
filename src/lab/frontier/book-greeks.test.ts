import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { bookGreeks, pairOf } from './book-greeks.ts';
import { corrupted, walk } from './frontier-fixture.ts';

const ONE = walk('BTC', 70, 1);
const OTHER = walk('ETH', 70, 2);

describe('pairOf', () => {
  it('keeps the closes that both have, and finds how the returns correlate', () => {
    const half = {
      ...OTHER,
      close: OTHER.close.map((price, i) => Math.sqrt(price * (ONE.close[i] as number))),
    };
    const [independent, related, same] = [pairOf(ONE, OTHER), pairOf(ONE, half), pairOf(ONE, ONE)];
    expect(Math.abs(independent.correlation.at(-1) as number)).toBeLessThan(0.25);
    expect(related.correlation.at(-1)).toBeGreaterThan(0.55);
    expect(related.correlation.at(-1)).toBeLessThan(0.85);
    expect(same.correlation.at(-1)).toBeCloseTo(1, 12);
    const late = { ...OTHER, at: OTHER.at.map((at) => at + 12 * 3_600_000) };
    expect(pairOf(ONE, late).at.length).toBe(ONE.at.length - 12);
  });
});

describe('bookGreeks', () => {
  const pair = pairOf(ONE, OTHER);

  it('has the gamma that the wanted hedge changes by', () => {
    // Two closes at one time and vol and at prices close by: what differs is delta alone.
    const bump = 1e-5;
    const bumped = { ...ONE, close: ONE.close.map((price, i) => (i === 900 ? price * (1 + bump) : price)) };
    const [base, moved] = [pair, pairOf(bumped, OTHER)].map((one) => bookGreeks(one, 'mixed', 4));
    const step = (ONE.close[900] as number) * bump;
    const slope = -((moved?.wanted[0][900] as number) - (base?.wanted[0][900] as number)) / step;
    expect(slope).toBeCloseTo(base?.gamma[0][900] as number, 6);
    expect(moved?.wanted[1][900]).toBe(base?.wanted[1][900]);
  });

  it('is short of calls far above the strikes, and of puts far below', () => {
    const at = (factor: number): number => {
      const moved = { ...ONE, close: ONE.close.map((price, i) => (i === 900 ? price * factor : price)) };
      return bookGreeks(pairOf(moved, OTHER), 'short', 4).wanted[0][900] as number;
    };
    const [calls, puts] = [at(20), at(0.05)];
    expect(calls).toBeGreaterThan(0);
    expect(puts).toBeLessThan(0);
    // Ten options, each a twentieth of the notional at its deal: together half a unit or so.
    expect((calls - puts) * (ONE.close[900] as number)).toBeGreaterThan(0.35);
    expect((calls - puts) * (ONE.close[900] as number)).toBeLessThan(0.7);
  });

  it('looks at gamma ahead: between the least and the most, and never nothing where it changes sign', () => {
    const { gamma, reach } = bookGreeks(pair, 'short', 1);
    for (let i = 0; i < pair.at.length; i += 100) {
      expect(gamma[0][i]).toBeLessThan(0);
      expect(reach[0][i]).toBeGreaterThan(0.2 * Math.abs(gamma[0][i] as number));
      expect(reach[0][i]).toBeLessThan(5 * Math.abs(gamma[0][i] as number));
    }
  });

  it('buys and sells alike when mixed, and is another book for another seed', () => {
    const signs = [1, 2, 3, 4, 5, 6].map((seed) =>
      Math.sign(bookGreeks(pair, 'mixed', seed).gamma[0][500] as number),
    );
    expect(new Set(signs)).toEqual(new Set([1, -1]));
  });

  it('knows nothing of what comes later', () => {
    const after = 40 * DAY + (ONE.at[0] as number);
    const [told, changed] = [
      [ONE, OTHER],
      [corrupted(ONE, after), corrupted(OTHER, after)],
    ].map((paths) => {
      const one = pairOf(paths[0] as typeof ONE, paths[1] as typeof ONE);
      return [...bookGreeks(one, 'mixed', 1).reach, ...bookGreeks(one, 'mixed', 1).wanted, one.correlation];
    });
    const known = ONE.at.filter((at) => at <= after).length;
    for (const [i, values] of (told ?? []).entries())
      expect(changed?.[i]?.subarray(0, known)).toEqual(values.subarray(0, known));
  });
});
