import { describe, expect, it } from 'vitest';
import { drawBook, objectiveAt } from '../../../bench/qp-books.ts';
import { createRandom } from '../../math/random.ts';
import { becauseOf } from './because.ts';
import { optimise } from './optimiser.ts';
import type { Programme } from './programme.ts';
import { workspaceFor } from './workspace.ts';

const size = { instruments: 12, exposures: 5, rows: 2 };

describe('becauseOf', () => {
  it('explains every trade by saving, cost and the price of limits', () => {
    const workspace = workspaceFor(size);
    const reasons = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const book = drawBook(createRandom(`why ${seed}`), size, { margin: true, impact: seed % 2 === 0 });
      expect(optimise(workspace, book, 'cold')).toEqual({ kind: 'solved' });
      const because = becauseOf(workspace, book);
      expect(because.riskAfter + because.cost).toBeCloseTo(objectiveAt(book, workspace.trades), 9);
      expect(because.riskBefore).toBeCloseTo(objectiveAt(book, new Float64Array(12)), 9);
      for (const { trade, saving, cost, limits, reason } of because.instruments) {
        const hair = 1e-7 * (Math.abs(saving) + cost + Math.abs(limits));
        reasons.add(reason);
        if (trade === 0) expect(reason).toBe('not worth its cost');
        else if (reason.startsWith('traded')) expect(Math.abs(saving - cost - limits)).toBeLessThan(hair);
        else expect(saving).toBeGreaterThan(cost + limits - hair);
      }
    }
    expect([...reasons].sort()).toHaveLength(4);
  });

  it('prices the limits that bind by what a little more room would save', () => {
    const book: Programme = {
      exposures: [10, 4],
      effects: [1, 0, 0.5, 1],
      risk: [1, 0.3, 0.3, 2],
      costs: [0.5, 0.25],
      impacts: [0, 0],
      lower: [-20, -20],
      upper: [20, 20],
      bandLower: [-Infinity, -Infinity],
      bandUpper: [Infinity, 0.01],
      margins: [1, 1],
      marginLimit: 9,
      rows: [1, 0],
      rowLimits: [-5],
    };
    const workspace = workspaceFor({ instruments: 2, exposures: 2, rows: 1 });
    const best = (change: Partial<Programme>): number => {
      const programme = { ...book, ...change };
      expect(optimise(workspace, programme, 'cold')).toEqual({ kind: 'solved' });
      return objectiveAt(programme, workspace.trades);
    };
    best({});
    const { limits, after } = becauseOf(workspace, book);
    const h = 1e-4;
    const room = (relaxed: Partial<Programme>, tightened: Partial<Programme>): number =>
      (best(tightened) - best(relaxed)) / (2 * h);
    expect(limits.length).toBeGreaterThan(0);
    for (const { kind, index, side, price } of limits) {
      expect(side).toBe('upper');
      if (kind === 'exposure') {
        expect(index).toBe(1);
        expect(after[1]).toBeCloseTo(0.01, 12);
        const slope = room({ bandUpper: [Infinity, 0.01 + h] }, { bandUpper: [Infinity, 0.01 - h] });
        expect(price).toBeCloseTo(slope, 6);
      } else {
        expect(kind).toBe('margin');
        expect(price).toBeCloseTo(room({ marginLimit: 9 + h }, { marginLimit: 9 - h }), 6);
      }
    }
  });
});
