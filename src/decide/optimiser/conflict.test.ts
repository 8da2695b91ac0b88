import { describe, expect, it } from 'vitest';
import { drawBook, sumsOf } from '../../../bench/qp-books.ts';
import { highsOn, openHighs } from '../../../bench/qp-peers.ts';
import { createRandom } from '../../math/random.ts';
import { optimise } from './optimiser.ts';
import type { Infeasible } from './outcome.ts';
import type { Programme } from './programme.ts';
import { workspaceFor } from './workspace.ts';

const size = { instruments: 12, exposures: 5, rows: 2 };
const workspace = workspaceFor(size);

function conflictOf(programme: Programme): Infeasible {
  const outcome = optimise(workspace, programme, 'cold');
  if (outcome.kind !== 'infeasible') throw new Error(`${outcome.kind}, not infeasible`);
  return outcome;
}

/** `programme` with no limits on sums but those that are named. */
function only(programme: Programme, named: Infeasible['conflict']): Programme {
  const wide = (kind: string, values: ArrayLike<number>, open: number): Float64Array =>
    Float64Array.from(values, (edge, j) =>
      named.some((limit) => limit.kind === kind && limit.index === j) ? edge : open,
    );
  const hasMargin = named.some(({ kind }) => kind === 'margin');
  return {
    ...programme,
    bandLower: wide('exposure', programme.bandLower, -Infinity),
    bandUpper: wide('exposure', programme.bandUpper, Infinity),
    rowLimits: wide('row', programme.rowLimits, Infinity),
    marginLimit: hasMargin ? programme.marginLimit : Infinity,
  };
}

describe('limits that cannot be met', () => {
  it('are named: a band beyond what all trades together can reach, and by how much', () => {
    let alone = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(`reach ${seed}`);
      const book = drawBook(random, size, { margin: true, impact: seed % 2 === 0 });
      const j = random.int(5);
      const towards = book.upper.map((edge, i) => edge * Math.sign(book.effects[i * 5 + j]!));
      const reach = sumsOf(book.effects, towards, 5)[j]!;
      if (reach === 0) continue;
      const most = book.exposures[j]! + reach;
      const over = reach * Math.exp(-12 * random.next());
      const bandLower = book.bandLower.map((edge, l) => (l === j ? most + over : edge));
      const bandUpper = book.bandUpper.map((edge, l) => (l === j ? Infinity : edge));
      const limit = { kind: 'exposure', index: j, side: 'lower' };
      const found = conflictOf({ ...book, bandLower, bandUpper, marginLimit: Infinity });
      if (found.conflict.length > 1) continue;
      alone += 1;
      expect(found).toMatchObject({ limit, conflict: [limit] });
      expect(Math.abs(found.shortfall / over - 1)).toBeLessThan(1e-6 + (1e-12 * Math.abs(most)) / over);
      expect(Array.from(workspace.trades)).toEqual(Array.from({ length: 12 }, () => 0));
    }
    expect(alone).toBeGreaterThan(50);
  });

  it('are all needed for the conflict, and enough for it', () => {
    let conflicts = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom(`tight ${seed}`);
      const book = drawBook(random, size, { margin: true, impact: false });
      const tight: Programme = {
        ...book,
        lower: book.lower.map((edge) => 0.2 * edge * random.next()),
        upper: book.upper.map((edge) => 0.2 * edge * random.next()),
        marginLimit: book.marginLimit * random.next(),
      };
      if (optimise(workspace, tight, 'cold').kind !== 'infeasible') continue;
      conflicts += 1;
      const { conflict } = conflictOf(tight);
      expect(conflictOf(only(tight, conflict)).conflict).toHaveLength(conflict.length);
      for (const one of conflict) {
        const others = conflict.filter((limit) => limit !== one);
        expect(optimise(workspace, only(tight, others), 'cold')).toEqual({ kind: 'solved' });
      }
    }
    expect(conflicts).toBeGreaterThan(10);
  });

  it('are those that HiGHS finds no trades for', async () => {
    const highs = await openHighs();
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(`whether ${seed}`);
      const book = drawBook(random, size, { margin: true, impact: false });
      const shrink = (edges: ArrayLike<number>) =>
        Float64Array.from(edges, (edge) => 0.3 * edge * random.next());
      const tight = { ...book, lower: shrink(book.lower), upper: shrink(book.upper) };
      const { kind } = optimise(workspace, tight, 'cold');
      // As a linear programme: HiGHS throws where a quadratic one is infeasible.
      const linear = { ...tight, risk: new Float64Array(25) };
      expect(kind).toBe(typeof highsOn(linear, highs)() === 'string' ? 'infeasible' : 'solved');
    }
  });

  it('are found by looking where they contradict themselves', () => {
    const book = drawBook(createRandom('crossed'), size, { margin: true, impact: false });
    const crossed = { ...book, upper: book.upper.map((edge, i) => (i === 3 ? book.lower[3]! - 2 : edge)) };
    expect(conflictOf(crossed)).toMatchObject({ limit: { kind: 'trade', index: 3 }, shortfall: 2 });
    const bands = { ...book, bandLower: [0, 0, 0, 0, 1], bandUpper: [0, 0, 0, 0, 0] };
    expect(conflictOf(bands)).toMatchObject({ limit: { kind: 'exposure', index: 4 }, shortfall: 1 });
    expect(conflictOf({ ...book, marginLimit: -3 })).toMatchObject({
      limit: { kind: 'margin' },
      shortfall: 3,
    });
  });
});
