import { describe, expect, it } from 'vitest';
import { type Book, drawBook, objectiveAt, violationAt } from '../../../bench/qp-books.ts';
import { createRandom } from '../../math/random.ts';
import { toLots } from './lots.ts';
import { optimise } from './optimiser.ts';
import { workspaceFor } from './workspace.ts';

const size = { instruments: 6, exposures: 3, rows: 1 };
const workspace = workspaceFor(size);

/** The optimum of a book with room around it, and lots of which a box holds a few dozen. */
function cases(count: number): { book: Book; trades: Float64Array; lots: Float64Array }[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = createRandom(`lots ${seed}`);
    const book = drawBook(random, size, { margin: true, impact: seed % 2 === 0 });
    expect(optimise(workspace, book, 'cold')).toEqual({ kind: 'solved' });
    const lots = book.upper.map((edge) => edge * (0.002 + 0.03 * random.next()));
    return { book, trades: workspace.trades.slice(), lots };
  });
}

/** All roundings down and up of `trades`. */
function neighbours(trades: Float64Array, lots: Float64Array): Float64Array[] {
  let all = [new Float64Array(0)];
  for (const [i, trade] of trades.entries()) {
    const [down, up] = [Math.floor(trade / lots[i]!), Math.ceil(trade / lots[i]!)];
    const choices = down === up ? [down] : [down, up];
    all = all.flatMap((head) => choices.map((count) => Float64Array.of(...head, count * lots[i]!)));
  }
  return all;
}

describe('toLots', () => {
  it('is the best of all roundings that keep the limits, if any does', () => {
    let kept = 0;
    for (const { book, trades, lots } of cases(120)) {
      const found = toLots(book, trades, lots);
      const whole = found.trades.map((x, i) => x / lots[i]!);
      for (const count of whole) expect(Math.abs(count - Math.round(count))).toBeLessThan(1e-9);
      const good = neighbours(trades, lots).filter((x) => violationAt(book, x) <= 1e-9);
      expect(found.broken === undefined).toBe(good.length > 0);
      if (good.length === 0) continue;
      kept += 1;
      expect(violationAt(book, found.trades)).toBeLessThanOrEqual(1e-9);
      const least = Math.min(...good.map((x) => objectiveAt(book, x)));
      expect(found.objective).toBeCloseTo(least, 9);
      expect(found.objective / objectiveAt(book, found.trades)).toBeCloseTo(1, 12);
    }
    expect(kept).toBeGreaterThan(40);
    expect(kept).toBeLessThan(120);
  });

  it('names the limit that whole lots cannot keep', () => {
    const book = drawBook(createRandom('broken'), size, { margin: false, impact: false });
    const narrow: Book = {
      ...book,
      effects: new Float64Array(18).map((_, at) => (at % 3 === 1 ? 1 : 0)),
      exposures: Float64Array.of(0, 10.5, 0),
      bandLower: Float64Array.of(-Infinity, -0.2, -Infinity),
      bandUpper: Float64Array.of(Infinity, 0.2, Infinity),
      rowLimits: Float64Array.of(Infinity),
      lower: new Float64Array(6).fill(-20),
      upper: new Float64Array(6).fill(20),
    };
    const found = toLots(narrow, [-10.5, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]);
    expect(found.broken).toMatchObject({ kind: 'exposure', index: 1 });
    expect([-10, -11]).toContain(found.trades[0]);
  });

  it('leaves whole lots as they are, also where they differ from those by rounding', () => {
    const book = drawBook(createRandom('whole'), size, { margin: false, impact: false });
    const open: Book = { ...book, lower: book.lower.map(() => -1e9), upper: book.upper.map(() => 1e9) };
    const found = toLots(open, [0.3, -0.7, 0, 0.1 * 3, 2.1, 0], [0.1, 0.1, 1, 0.1, 0.7, 0.1]);
    expect(Array.from(found.trades, (x) => Math.round(x * 1e9) / 1e9)).toEqual([0.3, -0.7, 0, 0.3, 2.1, 0]);
  });

  it('keeps a book of many undecided trades within bounds, and is never worse than rounding towards 0', () => {
    const large = { instruments: 40, exposures: 10, rows: 0 };
    const roomy = workspaceFor(large);
    for (let seed = 0; seed < 5; seed++) {
      const book = drawBook(createRandom(`many ${seed}`), large, { margin: true, impact: true });
      expect(optimise(roomy, book, 'cold')).toEqual({ kind: 'solved' });
      const lots = book.upper.map((edge) => 0.01 * edge);
      const towards = roomy.trades.map((x, i) => Math.trunc(x / lots[i]!) * lots[i]!);
      const found = toLots(book, roomy.trades, lots);
      if (violationAt(book, towards) <= 1e-9) {
        expect(found.broken).toBe(undefined);
        expect(found.objective).toBeLessThanOrEqual(objectiveAt(book, towards) * (1 + 1e-12));
      }
    }
  });
});
