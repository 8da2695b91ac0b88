import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import { foldTick, NO_TICKS, type TickState, varianceOfTicks } from './two-scales.ts';

function folded(prices: readonly number[], scale: number): TickState {
  return prices.reduce((state, price) => foldTick(state, price, scale), NO_TICKS);
}

/** A walk of variance 1e-4 seen with `noise` about each price. */
function noisy(count: number, noise: number, seed: string): number[] {
  const random = createRandom(seed);
  const step = 0.01 / Math.sqrt(count - 1);
  let log = 0;
  return Array.from({ length: count }, (_, i) => {
    if (i > 0) log += step * random.normal();
    return 100 * Math.exp(log + noise * random.normal());
  });
}

function variance(prices: readonly number[], scale: number): number {
  return (varianceOfTicks(folded(prices, scale), scale) as { variance: number }).variance;
}

describe('two scales', () => {
  it('see through noise that triples plain realised variance', () => {
    const noise = 1e-4;
    const runs = 60;
    let [plain, corrected, seen] = [0, 0, 0];
    for (let i = 0; i < runs; i++) {
      const state = folded(noisy(10_000, noise, `noise ${i}`), 60);
      const found = varianceOfTicks(state, 60) as { variance: number; noise: number };
      plain += state.fast / runs;
      corrected += found.variance / runs;
      seen += found.noise / runs;
    }
    expect(plain).toBeGreaterThan(2.9e-4);
    expect(Math.abs(corrected / 1e-4 - 1)).toBeLessThan(0.06);
    expect(Math.abs(seen / (noise * noise) - 1)).toBeLessThan(0.03);
  });

  it('are the sums of their definition', () => {
    const prices = fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 30, maxLength: 80 });
    fc.assert(
      fc.property(prices, fc.integer({ min: 2, max: 3 }), (all, scale) => {
        const logs = all.map(Math.log);
        const squares = (lag: number) =>
          logs.slice(lag).reduce((sum, log, i) => sum + (log - logs[i]!) * (log - logs[i]!), 0);
        const n = logs.length - 1;
        const share = (n - scale + 1) / scale / n;
        const expected = Math.max(0, (squares(scale) / scale - share * squares(1)) / (1 - share));
        expect(Math.abs(variance(all, scale) - expected)).toBeLessThan(1e-9 * (1 + expected));
      }),
    );
  });

  it('keep as many prices as the scale, whatever came before, and pass over what is no price', () => {
    const prices = noisy(500, 1e-4, 'kept');
    const state = folded(prices, 7);
    expect(state.logs.length).toBe(7);
    for (const price of [0, -1, Number.NaN, Infinity]) expect(foldTick(state, price, 7)).toBe(state);
    const half = JSON.parse(JSON.stringify(folded(prices.slice(0, 200), 7))) as TickState;
    expect(prices.slice(200).reduce((next, price) => foldTick(next, price, 7), half)).toEqual(state);
  });

  it('refuse too few ticks and scales that are none', () => {
    expect(varianceOfTicks(folded(noisy(40, 0, 'few'), 5), 5)).toMatchObject({
      kind: 'refused',
      field: 'ticks',
    });
    expect(varianceOfTicks(folded(noisy(40, 0, 'few'), 1), 1)).toMatchObject({ field: 'scale' });
    expect(
      variance(
        Array.from({ length: 60 }, () => 100),
        5,
      ),
    ).toBe(0);
  });
});
