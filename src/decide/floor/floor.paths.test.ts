import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { HOUR, later, yearsBetween } from '../../units/time.ts';
import { halfWidth, tradeToEdge } from '../band.ts';
import type { FloorMemory } from './account.ts';
import { floorDecision } from './floor.ts';
import { facts, T0, TENTH, UNTIL } from './floor-fixture.ts';

const LONG = process.env.EVENKEEL_LONG === '1';
const PATHS = LONG ? 400 : 60;
const STEP = (LONG ? 1 : 2) * HOUR;
const COST = 0.0005;
const [UNITS, FIRST] = [10, 100];

interface Ended {
  /** As a share of what the holding was worth. */
  readonly loss: number;
  readonly traded: number;
}

/** Follows the delta along a path without drift, expecting `vol`, and lets the hedge go at the end. */
function followed(path: number, vol: number, trueVol: number, riskAversion: number): Ended {
  const random = createRandom(`floor ${path}`);
  const deviation = trueVol * Math.sqrt(yearsBetween(T0, later(T0, STEP)));
  let [price, hedge, cash, traded] = [FIRST, 0, 0, 0];
  let memory: FloorMemory | undefined;
  const trade = (size: number): void => {
    const paid = COST * price * Math.abs(size);
    cash -= size * price + paid;
    traded += paid;
    hedge += size;
  };
  for (let at = T0; at < UNTIL; at = later(at, STEP)) {
    const now = facts({ at, price, units: UNITS, held: hedge, hedge, vol, costRate: COST, riskAversion });
    const decision = floorDecision(TENTH, now, memory);
    memory = decision.memory;
    const { gamma } = decision;
    const width = halfWidth({ kind: 'whalley-wilmott', riskAversion }, { gamma, price, costRate: COST });
    trade(tradeToEdge(hedge, decision.hedge, width));
    price *= Math.exp(deviation * random.normal() - (deviation * deviation) / 2);
  }
  trade(-hedge);
  return { loss: (UNITS * (FIRST - price) - cash) / (UNITS * FIRST), traded };
}

function lots(vol: number, trueVol: number, riskAversion: number): readonly Ended[] {
  return Array.from({ length: PATHS }, (_, i) => followed(i, vol, trueVol, riskAversion));
}

/** Share of `ended` that lost more than a tenth and `tolerance`. */
function beyond(ended: readonly Ended[], tolerance: number): number {
  return ended.filter(({ loss }) => loss > 0.1 + tolerance).length / ended.length;
}

describe('a floor of a tenth that is followed with its delta for a month at 60 % vol', () => {
  it('ends within one hundredth of it on 99 paths of 100, half of them down, and keeps its gains', () => {
    const ended = lots(0.6, 0.6, 0.1);
    expect(beyond(ended, 0.01)).toBeLessThanOrEqual(0.01);
    expect(ended.filter(({ loss }) => loss > 0).length).toBeGreaterThan(0.4 * PATHS);
    expect(Math.min(...ended.map(({ loss }) => loss))).toBeLessThan(-0.15);
    // What it trades is about what it said it would: less, as it looks at the price every two hours only.
    const [way] = floorDecision(TENTH, facts({ riskAversion: 0.1 }), undefined).told.ways;
    const mean = ended.reduce((sum, { traded }) => sum + traded, 0) / PATHS;
    expect(mean / (way?.trading ?? 0)).toBeGreaterThan(0.6);
    expect(mean / (way?.trading ?? 0)).toBeLessThan(1.1);
  }, 60_000);

  it('loses a little more where the price moves half as much again as was forecast', () => {
    const ended = lots(0.6, 0.9, 0.1);
    expect(beyond(ended, 0.02)).toBeLessThanOrEqual(0.02);
    // All of them without a floor: a tenth is half a deviation.
    expect(ended.filter(({ loss }) => loss > 0.09).length).toBeGreaterThan(0.3 * PATHS);
  }, 60_000);
});
