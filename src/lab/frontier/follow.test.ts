import { describe, expect, it } from 'vitest';
import { emptyEdges, follow } from './follow.ts';
import type { Life } from './life.ts';

function lifeOf(price: readonly number[], delta: readonly number[], funding: readonly number[]): Life {
  const column = (values: readonly number[]): Float64Array => Float64Array.from(values);
  const nothing = column(price.map(() => 0));
  const rest = { at: nothing, vol: nothing, years: nothing, logPrice: nothing, gamma: nothing };
  return {
    bars: price.length - 1,
    price: column(price),
    delta: column(delta),
    funding: column(funding),
    ...rest,
  };
}

const LIFE = lifeOf([1, 1.1, 1, 1.2], [0.1, 0.4, 0.2, 0], [0, 0.01, 0, 0.02]);

describe('follow', () => {
  it('holds what is wanted at every bar where both edges are that', () => {
    const edges = emptyEdges(3);
    edges.low.set([0.1, 0.4, 0.2]);
    edges.high.set([0.1, 0.4, 0.2]);
    const outcome = follow(LIFE, edges, 0.001);
    expect(outcome.squares).toBe(0);
    expect(outcome.gain).toBe(0);
    expect(outcome.trades).toBe(3);
    // 0.1 at 1, 0.3 at 1.1, 0.2 at 1, and the last 0.2 closed at 1.2.
    expect(outcome.cost).toBeCloseTo(0.001 * (0.1 + 0.33 + 0.2 + 0.24), 15);
    expect(outcome.funding).toBeCloseTo(0.1 * 1.1 * 0.01 + 0.2 * 1.2 * 0.02, 15);
  });

  it('trades to the nearest edge and no further, and adds up what it then misses', () => {
    const edges = emptyEdges(3);
    edges.low.set([-1, 0.3, -1]);
    edges.high.set([1, 0.5, 0.25]);
    const { cost, squares, gain, trades } = follow(LIFE, edges, 0.001);
    expect(trades).toBe(2);
    expect(cost).toBeCloseTo(0.001 * (0.3 * 1.1 + 0.05 + 0.25 * 1.2), 15);
    const misses = [(0 - 0.1) * 0.1, (0.3 - 0.4) * -0.1, (0.25 - 0.2) * 0.2];
    expect(gain).toBeCloseTo(
      misses.reduce((sum, miss) => sum + miss, 0),
      14,
    );
    expect(squares).toBeCloseTo(
      misses.reduce((sum, miss) => sum + miss * miss, 0),
      14,
    );
  });
});
