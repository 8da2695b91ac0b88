import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../../src/adapters/memory/journal.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { OtherKernel } from '../../src/engine/kernel.ts';
import { replay } from '../../src/engine/replay.ts';
import { runBacktest } from '../../src/lab/backtest.ts';
import { makeFolder } from '../../src/lab/data/data-fixture.ts';
import { backtestOf, barTable, diffusion, sha256 } from '../../src/lab/lab-fixture.ts';
import type { Kernel } from '../../src/pricing/kernel/kernel.ts';
import { kernels } from '../support/kernels.ts';

const folder = makeFolder();
afterAll(folder.remove);
const BARS = folder.write('BTCUSDT_perp_1h.csv', barTable(diffusion(24 * 20)));

/** The lines of a journal of twenty days, without what names the kernel or hashes it. */
async function linesWith(kernel: Kernel): Promise<{ lines: string[]; anonymous: string[] }> {
  const journal = createMemoryJournal();
  await runBacktest({ ...(await backtestOf(BARS)), journal, kernel });
  const lines = [...journal.read()];
  const anonymous = lines.map((line) =>
    line.replaceAll(`"${kernel.id}"`, '""').replace(/"(hash|previous)":"[0-9a-f]*"/g, ''),
  );
  return { lines, anonymous };
}

describe('an engine', () => {
  it('decides the same to the last bit with either kernel, and replays with no other than its own', async () => {
    const [plain, simd] = kernels.map(({ create }) => create());
    if (plain === undefined || simd === undefined) throw new Error('two kernels are expected');
    const [one, other] = [await linesWith(plain), await linesWith(simd)];
    expect(one.lines.length).toBeGreaterThan(500);
    expect(one.anonymous).toEqual(other.anonymous);
    expect(one.lines[0]).not.toBe(other.lines[0]);
    expect(replay(other.lines, sha256, createEngine(simd)).difference).toBeNull();
    expect(() => replay(other.lines, sha256, createEngine(plain))).toThrow(OtherKernel);
  });
});
