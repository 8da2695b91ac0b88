import { describe, expect, it } from 'vitest';
import { drawBook, objectiveAt, violationAt } from '../../../bench/qp-books.ts';
import { highsOn, openHighs, quadprogBest } from '../../../bench/qp-peers.ts';
import { createRandom } from '../../math/random.ts';
import { optimise } from './optimiser.ts';
import { workspaceFor } from './workspace.ts';

const BOOKS = process.env.EVENKEEL_LONG === '1' ? 1000 : 25;

describe('optimise', () => {
  it('is as good as HiGHS and quadprog, and keeps the limits', async () => {
    const highs = await openHighs();
    const size = { instruments: 30, exposures: 10, rows: 2 };
    const workspace = workspaceFor(size);
    let failed = 0;
    for (let seed = 0; seed < BOOKS; seed++) {
      const book = drawBook(createRandom(`peers ${seed}`), size, { margin: seed % 2 === 0, impact: false });
      expect(optimise(workspace, book, 'cold')).toEqual({ kind: 'solved' });
      const { trades } = workspace;
      expect(violationAt(book, trades)).toBeLessThan(1e-6);
      const ours = objectiveAt(book, trades);
      const theirs = highsOn(book, highs)();
      if (typeof theirs === 'string') failed += 1;
      else expect(Math.abs(ours / objectiveAt(book, theirs) - 1)).toBeLessThan(1e-5);
      if (typeof theirs !== 'string' && seed >= 5) continue;
      const others = quadprogBest(book, 10);
      if (typeof others === 'string') throw new Error(`quadprog: ${others}`);
      if (violationAt(book, others) < 1e-6) expect(ours / objectiveAt(book, others) - 1).toBeLessThan(1e-5);
    }
    expect(failed).toBeLessThanOrEqual(BOOKS / 100);
  });
});
