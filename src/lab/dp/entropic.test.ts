import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { mean, standardDeviation } from '../../math/statistics.ts';
import { createTally } from './entropic.ts';

/**
 * Losses of a policy, and of an optimal one of price `optimum`, both normal and alike, in independent pairs.
 */
function sample(label: string, pairs: number, apart: number) {
  const random = createRandom(label);
  const losses = new Float64Array(2 * pairs);
  const optimal = new Float64Array(2 * pairs);
  for (let k = 0; k < 2 * pairs; k++) {
    const common = random.normal();
    optimal[k] = 0.1 + 0.02 * common;
    losses[k] = 0.12 + 0.02 * common + apart * random.normal();
  }
  return { losses, optimal };
}

const AVERSION = 20;
/** Of normal losses it is mean + γ/2 · variance. */
const OPTIMUM = 0.1 + 10 * 0.0004;
const PRICE = 0.12 + 10 * (0.0004 + 0.0001);

function resultOf(label: string, pairs = 2000) {
  const tally = createTally(AVERSION, OPTIMUM);
  const { losses, optimal } = sample(label, pairs, 0.01);
  tally.add(losses.subarray(0, pairs), optimal.subarray(0, pairs));
  tally.add(losses.subarray(pairs), optimal.subarray(pairs));
  return tally.result();
}

describe('createTally', () => {
  it('finds the price of normal losses, within its own errors', () => {
    const { price, standardError, controlled, controlledError } = resultOf('one', 20_000);
    expect(Math.abs(price - PRICE)).toBeLessThan(4 * standardError);
    expect(Math.abs(controlled - PRICE)).toBeLessThan(4 * controlledError);
    expect(controlledError).toBeLessThan(0.6 * standardError);
  });

  it('has errors that are those of many samples', () => {
    const many = Array.from({ length: 300 }, (_, k) => resultOf(`of many ${k}`, 500));
    const told = (key: 'price' | 'standardError' | 'controlled' | 'controlledError') =>
      many.map((each) => each[key]);
    for (const [value, error] of [
      ['price', 'standardError'],
      ['controlled', 'controlledError'],
    ] as const) {
      expect(standardDeviation(told(value)) / mean(told(error))).toBeGreaterThan(0.87);
      expect(standardDeviation(told(value)) / mean(told(error))).toBeLessThan(1.13);
      expect(Math.abs(mean(told(value)) - PRICE)).toBeLessThan(mean(told(error)) / 3);
    }
  });

  it('finds no excess of the optimal policy itself', () => {
    const tally = createTally(AVERSION, OPTIMUM);
    const { optimal } = sample('same', 100, 0.01);
    tally.add(optimal, optimal);
    const { controlled, controlledError } = tally.result();
    expect(controlled).toBeCloseTo(OPTIMUM, 14);
    expect(controlledError).toBeLessThan(1e-9);
  });

  it('tells when one pair alone makes the expectation', () => {
    const tally = createTally(AVERSION, 0);
    const losses = new Float64Array(200);
    tally.add(losses, losses);
    expect(tally.result().largestShare).toBeCloseTo(0.01, 12);
    expect(tally.result()).toMatchObject({ price: 0, standardError: 0, controlled: 0 });
    losses[7] = 1;
    const wild = createTally(AVERSION, 0);
    wild.add(losses, new Float64Array(200));
    expect(wild.result().largestShare).toBeGreaterThan(0.99);
  });
});
