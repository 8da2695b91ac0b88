import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocatedBy } from '../../../bench/allocated.ts';
import { drawBook, objectiveAt } from '../../../bench/qp-books.ts';
import { createRandom } from '../../math/random.ts';
import { tradeToEdge } from '../band.ts';
import { missedBy, plain, solved } from './optimality-fixture.ts';
import { optimise } from './optimiser.ts';
import type { Programme, Size } from './programme.ts';
import { workspaceFor } from './workspace.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Uniform in its logarithm. */
const spread = (min: number, max: number) => between(Math.log(min), Math.log(max)).map(Math.exp);

/** Every exposure moved by about a basis point. */
function moved(programme: Programme, seed: string): Programme {
  const random = createRandom(seed);
  return {
    ...programme,
    exposures: Array.from(programme.exposures, (g) => g * (1 + 1e-4 * random.normal())),
  };
}

describe('one instrument on one exposure', () => {
  const cases = fc.record({
    exposure: between(-100, 100),
    effect: spread(0.01, 100),
    isShort: fc.boolean(),
    variance: spread(1e-6, 1e6),
    cost: spread(1e-6, 1e3),
  });

  it('is traded to the nearest edge of the band that its cost makes', () => {
    fc.assert(
      fc.property(cases, ({ exposure, effect: size, isShort, variance, cost }) => {
        const effect = isShort ? -size : size;
        const programme = plain(1, 1, {
          exposures: [exposure],
          effects: [effect],
          risk: [variance],
          costs: [cost],
        });
        const [trade = Number.NaN] = solved(programme).trades;
        const width = cost / (variance * size);
        const wanted = tradeToEdge(exposure, 0, width);
        expect(Math.abs(trade * effect - wanted)).toBeLessThanOrEqual(
          1e-12 * Math.max(Math.abs(exposure), width),
        );
        if (wanted === 0) expect(Math.abs(trade)).toBe(0);
      }),
    );
  });

  it('stops at its box, and at a band that is narrower', () => {
    const book = { exposures: [10], effects: [2], risk: [1], costs: [1] };
    expect(solved(plain(1, 1, book)).trades[0]).toBe(-4.75);
    expect(solved(plain(1, 1, { ...book, lower: [-3] })).trades[0]).toBe(-3);
    expect(solved(plain(1, 1, { ...book, bandUpper: [0.25] })).trades[0]).toBe(-4.875);
    expect(solved(plain(1, 1, { ...book, bandLower: [1] })).trades[0]).toBe(-4.5);
  });

  it('with impact is traded to where saving is cost and impact together', () => {
    // 9 − x = 1 + 1.5 · η · √x has the root x = 4 at η = 4/3.
    const programme = plain(1, 1, { exposures: [-9], effects: [1], risk: [1], costs: [1], impacts: [4 / 3] });
    expect(solved(programme).trades[0]).toBeCloseTo(4, 13);
  });
});

describe('optimise', () => {
  const sizes: readonly Size[] = [
    { instruments: 30, exposures: 10, rows: 2 },
    { instruments: 1, exposures: 1, rows: 0 },
    { instruments: 3, exposures: 8, rows: 2 },
    { instruments: 60, exposures: 10, rows: 1 },
    { instruments: 100, exposures: 10, rows: 0 },
  ];

  it('meets the conditions of an optimum', () => {
    for (const size of sizes) {
      const workspace = workspaceFor(size);
      for (let seed = 0; seed < (isLong ? 1000 : 25); seed++) {
        const random = createRandom(`conditions ${size.instruments} ${seed}`);
        const book = drawBook(random, size, { margin: seed % 2 === 0, impact: seed % 3 === 0 });
        solved(book, workspace);
        const missed = missedBy(book, workspace.trades, workspace.multipliers);
        for (const part of Object.values(missed)) expect(part).toBeLessThan(1e-8);
      }
    }
  });

  it('trades nothing exactly where a unit would save no more than it costs', () => {
    const size = { instruments: 12, exposures: 4, rows: 0 };
    const workspace = workspaceFor(size);
    let idle = 0;
    for (let seed = 0; seed < 40; seed++) {
      const book = drawBook(createRandom(`zone ${seed}`), size, { margin: false, impact: seed % 2 === 0 });
      const free = {
        ...book,
        bandLower: new Float64Array(4).fill(-Infinity),
        bandUpper: new Float64Array(4).fill(Infinity),
      };
      const { trades } = solved(free, workspace);
      const after = Array.from(book.exposures, (g, j) =>
        trades.reduce((sum, x, i) => sum + x * book.effects[i * 4 + j]!, g),
      );
      for (const [i, trade] of trades.entries()) {
        let saving = 0;
        let terms = 0;
        for (let j = 0; j < 4; j++)
          for (let l = 0; l < 4; l++) {
            const term = book.effects[i * 4 + j]! * book.risk[j * 4 + l]! * after[l]!;
            saving += term;
            terms += Math.abs(term);
          }
        const excess = Math.abs(saving) - book.costs[i]!;
        const hair = 1e-9 * (terms + book.costs[i]!);
        if (Math.abs(trade) === 0) expect(excess).toBeLessThan(hair);
        else expect(excess).toBeGreaterThan(-hair);
        if (trade === 0) idle += 1;
      }
    }
    expect(idle).toBeGreaterThan(100);
    expect(idle).toBeLessThan(380);
  });

  it('finds warm what it finds cold, and mostly at once', () => {
    const size = { instruments: 30, exposures: 10, rows: 1 };
    const [warm, cold] = [workspaceFor(size), workspaceFor(size)];
    const counts: number[] = [];
    for (let seed = 0; seed < 40; seed++) {
      const book = drawBook(createRandom(`warm ${seed}`), size, { margin: true, impact: false });
      solved(book, warm);
      const next = moved(book, `move ${seed}`);
      const end = optimise(warm, next, 'warm');
      expect(optimise(cold, next, 'cold')).toEqual(end);
      const [one, other] = [objectiveAt(next, warm.trades), objectiveAt(next, cold.trades)];
      expect(Math.abs(one - other)).toBeLessThan(1e-9 * Math.abs(other));
      counts.push(warm.systems / cold.systems);
    }
    expect(counts.filter((count) => count < 0.5).length).toBeGreaterThan(20);
  });

  it('goes by its arguments, and if warm by the last trades and multipliers, alone', () => {
    const size = { instruments: 30, exposures: 10, rows: 1 };
    const [used, fresh] = [workspaceFor(size), workspaceFor(size)];
    for (let seed = 0; seed < 20; seed++) {
      const book = drawBook(createRandom(`alone ${seed}`), size, { margin: true, impact: seed % 2 === 0 });
      optimise(used, book, 'cold');
      optimise(fresh, book, 'cold');
      expect(used.trades).toEqual(fresh.trades);
      const next = moved(book, `alone ${seed}`);
      const restored = workspaceFor(size);
      restored.trades.set(used.trades);
      restored.multipliers.set(used.multipliers);
      expect(optimise(used, next, 'warm')).toEqual(optimise(restored, next, 'warm'));
      expect(used.trades).toEqual(restored.trades);
      expect(used.multipliers).toEqual(restored.multipliers);
    }
  });

  it('makes no arrays or objects', () => {
    const size = { instruments: 30, exposures: 10, rows: 1 };
    const workspace = workspaceFor(size);
    const book = drawBook(createRandom('bytes'), size, { margin: true, impact: false });
    const next = moved(book, 'bytes');
    const cold = (): unknown => optimise(workspace, book, 'cold');
    const warm = (): unknown => optimise(workspace, next, 'warm');
    for (let i = 0; i < 3000; i++) {
      cold();
      warm();
    }
    // A number that is kept in an object is a box of 16 bytes; one array of the workspace would be more than this.
    expect(allocatedBy(cold)).toBeLessThan(1000);
    expect(allocatedBy(warm)).toBeLessThan(100);
  });
});
