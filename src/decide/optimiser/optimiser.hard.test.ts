import { describe, expect, it } from 'vitest';
import { drawBook } from '../../../bench/qp-books.ts';
import { createRandom } from '../../math/random.ts';
import { missedBy, plain, solved } from './optimality-fixture.ts';
import { optimise } from './optimiser.ts';
import type { Programme } from './programme.ts';
import { workspaceFor } from './workspace.ts';

describe('optimise', () => {
  it('says where numbers are beyond float64, and forgets them', () => {
    const size = { instruments: 8, exposures: 3, rows: 1 };
    const [used, fresh] = [workspaceFor(size), workspaceFor(size)];
    const book = drawBook(createRandom('beyond'), size, { margin: true, impact: true });
    optimise(fresh, book, 'cold');
    for (const power of [1e-300, 1e-160, 1e100, 1e160, 1e300]) {
      const times = (values: Float64Array): Float64Array => values.map((value) => value * power);
      const changes: Partial<Programme>[] = [
        { risk: times(book.risk) },
        { risk: times(book.risk), exposures: times(book.exposures), effects: times(book.effects) },
        { costs: times(book.costs), impacts: times(book.impacts), margins: times(book.margins) },
      ];
      for (const change of changes) {
        expect(['solved', 'stalled', 'infeasible', 'refused']).toContain(
          optimise(used, { ...book, ...change }, 'cold').kind,
        );
        for (const trade of used.trades) expect(Number.isFinite(trade)).toBe(true);
        for (const push of used.multipliers) expect(Number.isFinite(push)).toBe(true);
        expect(optimise(used, book, 'cold')).toEqual({ kind: 'solved' });
        expect(used.trades).toEqual(fresh.trades);
      }
    }
  });

  it('copes with twins, with what costs nothing, and with no risk at all', () => {
    const size = { instruments: 20, exposures: 6, rows: 1 };
    const workspace = workspaceFor(size);
    const free = {
      bandLower: new Float64Array(6).fill(-Infinity),
      bandUpper: new Float64Array(6).fill(Infinity),
    };
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(`degenerate ${seed}`);
      const book = drawBook(random, size, { margin: true, impact: false });
      const twin = (values: ArrayLike<number>, width: number): Float64Array =>
        Float64Array.from(values, (_, at) => values[at - (Math.floor(at / width) % 2) * width]!);
      const twins: Programme = {
        ...book,
        ...free,
        effects: twin(book.effects, 6),
        rows: twin(book.rows, 1),
        margins: twin(book.margins, 1),
        costs: twin(book.costs, 1).map((cost) => cost * (1 + 1e-9 * random.normal())),
      };
      const loading = Array.from({ length: 6 }, () => random.normal());
      const degenerate = [
        { ...twins, costs: twin(book.costs, 1) },
        twins,
        { ...book, risk: new Float64Array(36) },
        { ...book, risk: loading.flatMap((a) => loading.map((b) => a * b)) },
        { ...book, impacts: book.costs, costs: new Float64Array(20) },
      ];
      for (const programme of degenerate) {
        solved(programme, workspace);
        const missed = missedBy(programme, workspace.trades, workspace.multipliers);
        for (const part of Object.values(missed)) expect(part).toBeLessThan(1e-8);
      }
    }
  });

  it('refuses what is no programme, by the name of the field', () => {
    const size = { instruments: 2, exposures: 2, rows: 0 };
    const workspace = workspaceFor(size);
    const book = plain(2, 2, { risk: [1, 0, 0, 1], effects: [1, 0, 0, 1], exposures: [5, 5], costs: [1, 1] });
    const cases: [Partial<Programme>, string][] = [
      [{ exposures: [1, Number.NaN] }, 'exposures[1]'],
      [{ effects: [1, 0, Infinity, 1] }, 'effects[2]'],
      [{ costs: [1, -1] }, 'costs[1]'],
      [{ impacts: [Number.NaN, 0] }, 'impacts[0]'],
      [{ lower: [0, Number.NaN] }, 'lower[1]'],
      [{ bandUpper: [Number.NaN, 0] }, 'bandUpper[0]'],
      [{ margins: [0, -1] }, 'margins[1]'],
      [{ marginLimit: Number.NaN }, 'marginLimit'],
      [{ risk: [1, 0, 0] }, 'risk'],
      [{ risk: [1, 2, 2, 1] }, 'risk[1]'],
      [{ risk: [1, 0, 0, -1] }, 'risk[1]'],
      [{ rowLimits: [1] }, 'rowLimits'],
    ];
    for (const [change, field] of cases) {
      expect(optimise(workspace, { ...book, ...change }, 'cold')).toMatchObject({ kind: 'refused', field });
      expect(Array.from(workspace.trades)).toEqual([0, 0]);
    }
    solved(book, workspace);
  });
});
