import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { runDay, WARM_UP } from './day.ts';
import type { Book } from './hedger.ts';
import { drawScene, type World } from './market.ts';
import { realisedVol } from './measures.ts';
import { naiveHedger } from './naive.ts';
import { WORLD } from './world.ts';

/** Impact that is linear and stays; nobody but news and the hedger. */
const LINEAR: World = {
  ...WORLD,
  book: {
    ...{ density: 2, slope: 0, parts: [{ weight: 1, life: Infinity }] },
    ...{ reach: 1, refill: 0, halfSpread: 1 },
  },
  climate: { ...WORLD.climate, jumps: 0, imbalance: 0, leaning: 0 },
  crowd: { ...WORLD.crowd, traders: 0 },
};
const STEPS = 100;
const SECONDS = 86_400 * 6;
const SCENE = drawScene(LINEAR, createRandom('feedback'), WARM_UP + SECONDS);
const FLAT: Book = { gamma: 0, struck: LINEAR.price, move: 1 };
const OFF = realisedVol(runDay(SCENE, FLAT, null).prices, STEPS);

/** Volatility over `STEPS` steps with a naive hedger of gain `g`, which is late by one, over that without. */
function amplification(g: number): number {
  const book: Book = { ...FLAT, gamma: -g * LINEAR.book.density };
  const naive = runDay(SCENE, book, { ...naiveHedger(book), every: 60 });
  return realisedVol(naive.prices, STEPS) / OFF;
}

describe('feedback of a naive hedger with lasting linear impact', () => {
  // As simulated elsewhere by other means: Monte Carlo, good to about two per cent.
  it.each([
    [0.1, 1.11],
    [0.2, 1.251],
    [0.3, 1.439],
    [0.5, 1.965],
    [-0.3, 0.789],
  ])('g = %d multiplies volatility by %d', (g, published) => {
    const reached = amplification(g);
    expect(Math.abs(reached / published - 1)).toBeLessThan(0.03);
    // σ / (1 − g), less what the last steps have not heard yet: changes are an autoregression with coefficient g.
    const pending = 1 - (2 * g * (1 - g ** STEPS)) / (STEPS * (1 - g * g));
    expect(Math.abs((reached * (1 - g)) / Math.sqrt(pending) - 1)).toBeLessThan(0.01);
  });

  it('has no end at a gain of 1', () => {
    expect(amplification(0.98)).toBeGreaterThan(10);
  });
});
