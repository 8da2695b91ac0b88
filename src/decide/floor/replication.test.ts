import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts } from './floor-fixture.ts';
import { isFragile, type Replication, replicationWay } from './replication.ts';
import type { Need } from './way.ts';

const need: Need = { units: 10, perUnit: 90, years: 30 / 365, loss: 100 };

function found(change: Partial<Need> = {}, outlook: Parameters<typeof facts>[0] = {}): Replication {
  const { vol, ...known } = facts(outlook);
  const answer = replicationWay({ ...need, ...change }, { ...known, vol: vol ?? 0 });
  if ('kind' in answer) throw new Error(answer.field);
  return answer;
}

describe('a floor that is followed', () => {
  it('leaves what was asked for, after its price and its trades', () => {
    const costs = fc.double({ min: 0, max: 0.002, noNaN: true });
    const floors = fc.double({ min: 70, max: 96, noNaN: true });
    fc.assert(
      fc.property(costs, floors, (costRate, perUnit) => {
        const { way } = found({ perUnit }, { costRate });
        const left = 10 * (way.strike ?? Number.NaN) - way.outlay - way.trading;
        // The costs are those of a strike found two steps before.
        expect(Math.abs(left - 10 * perUnit)).toBeLessThan(0.05 * way.trading + 1e-9);
      }),
    );
  });

  it('costs what it trades and what falls may break, and is worth what it pays', () => {
    const { way, delta, gamma } = found();
    expect(way.outlay).toBe(way.worth);
    expect(way.cost).toBeCloseTo(way.trading + way.gap, 12);
    expect(delta).toBeGreaterThan(-10);
    expect(delta).toBeLessThan(0);
    expect(gamma).toBeGreaterThan(0);
    expect(way.legs).toEqual([]);
    // What is there already need not be traded.
    const there = found({}, { hedge: delta }).way;
    expect(way.trading - there.trading).toBeGreaterThan(0.9 * 0.0005 * 100 * -delta);
  });

  it('is a sale of everything where nothing may be lost', () => {
    const { way, delta, gamma, broken } = found({ perUnit: 99.99 });
    expect(way).toMatchObject({ strike: null, outlay: 0, gap: 0 });
    expect([delta, gamma, broken]).toEqual([-10, 0, 0]);
  });

  it('is broken by a sudden fall the more, the nearer the end and the strike', () => {
    expect(isFragile(found())).toBe(false);
    const near = found({ years: 1 / 365 }, { price: 92 });
    expect(isFragile(near)).toBe(true);
    expect(near.broken).toBeGreaterThan(0.25);
    expect(near.broken).toBeLessThan(1);
    expect(found({ loss: 200 }).broken).toBeCloseTo(found().broken / 2, 12);
  });

  it('refuses what a put refuses', () => {
    const { vol: _, ...known } = facts();
    expect(replicationWay(need, { ...known, vol: 0 })).toMatchObject({ kind: 'refused', field: 'vol' });
  });
});
