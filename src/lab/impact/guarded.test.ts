import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { runDay, WARM_UP } from './day.ts';
import { CALM_HEDGE, guardedHedger, SHIPPED } from './guarded.ts';
import type { Book, Hedger, View } from './hedger.ts';
import { drawScene } from './market.ts';
import { realisedVol } from './measures.ts';
import { WORLD } from './world.ts';

const BOOK: Book = { gamma: -0.4, struck: 50_000, move: 155 };
const CALM: View = {
  ...{ now: 60, price: 50_000, halfSpread: 2.5, depth: 100, openInterest: 9_000, traded: 60, liquidated: 0 },
  ...{ liquidations: 0, held: 0, took: 0, rested: 0, rest: 0, limit: 0 },
};

/**
 * Shows a hedger a price every ten seconds for an hour, so that it knows vol, and answers the view that was last.
 */
function learnt(hedger: Hedger, of: (second: number) => number): View {
  const view = { ...CALM };
  for (let now = 60; now <= 3_660; now += 10) {
    Object.assign(view, { now, traded: now, price: of(now) });
    hedger.decide(view);
  }
  return view;
}

const flickering = (second: number): number => 50_000 + (second % 120 < 60 ? 25 : -25);

describe('the guarded hedger', () => {
  it('does nothing within the band, and rests outside of it on the side that is lacking', () => {
    const hedger = guardedHedger(BOOK);
    const view = learnt(hedger, flickering);
    expect(hedger.decide({ ...view, now: 3_670, price: 50_010 })).toMatchObject({ take: 0, rest: 0 });
    const { take, rest, limit } = hedger.decide({ ...view, now: 3_680, price: 50_300 });
    expect(take).toBe(0);
    expect(rest).toBeGreaterThan(0);
    expect(limit).toBeLessThan(50_300 - view.halfSpread);
  });

  it('trades nothing before it knows vol', () => {
    const hedger = guardedHedger(BOOK);
    expect(hedger.decide({ ...CALM, price: 50_500 })).toMatchObject({ take: 0, rest: 0 });
  });

  it('has no more filled within the life of an order than its share of the volume', () => {
    const hedger = guardedHedger(BOOK);
    const view = learnt(hedger, flickering);
    const first = hedger.decide({ ...view, now: 3_670, price: 55_000 });
    const most = CALM_HEDGE.share * CALM_HEDGE.life * 1.2;
    expect(Math.abs(first.rest)).toBeLessThanOrEqual(most);
    const { rest } = hedger.decide({
      ...view,
      now: 3_680,
      price: 55_000,
      rested: first.rest,
      held: first.rest,
    });
    expect(first.rest + rest).toBeLessThanOrEqual(most);
  });

  it('lets nothing leave that the level forbids', () => {
    const hedger = guardedHedger(BOOK);
    const view = learnt(hedger, flickering);
    // A sixth of the price in a minute: only what reduces, and nothing is held.
    const fallen = hedger.decide({ ...view, now: 3_670, price: 42_000 });
    expect(hedger.changes.at(-1)?.to).toBe('reduceOnly');
    expect(fallen).toMatchObject({ take: 0, rest: 0 });
    expect(hedger.decide({ ...view, now: 3_680, price: 42_000, held: 5_000 }).rest).toBeLessThan(0);
  });

  it('takes by the cap of the loop gain: without it, as much as it then takes moves the market', () => {
    const scene = drawScene(WORLD, createRandom('cap'), WARM_UP + 43_200);
    const manner = { ...CALM_HEDGE, most: 0 };
    const off = runDay(scene, BOOK, null);
    const ratio = (hedger: Hedger): number =>
      realisedVol(runDay(scene, BOOK, hedger).prices, 10) / realisedVol(off.prices, 10);
    const broken = { ...SHIPPED, cap: (_state: unknown, share: number) => 10 * share, permits: () => true };
    expect(ratio(guardedHedger(BOOK, manner))).toBeLessThan(1.06);
    expect(ratio(guardedHedger(BOOK, manner, broken))).toBeGreaterThan(1.1);
  });
});
