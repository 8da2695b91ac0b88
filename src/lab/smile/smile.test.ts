import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { makeFolder, tableOf } from '../data/data-fixture.ts';
import type { Goal } from '../experiment.ts';
import { experiments } from '../lab.ts';
import { smile } from './smile.ts';
import { CHAIN_HEADER, chainsOf, linesOf } from './smile-fixture.ts';

const folder = makeFolder();
afterAll(folder.remove);

const WORLD = { seed: 'study', jump: 0.012, volNoise: 0.002, response: { level: -0.05, tilt: 0.3 } };

async function studied(chains: readonly string[]) {
  const shares: number[] = [];
  const onProgress = (share: number) => shares.push(share);
  const findings = await smile({ data: [], funding: [], chains, isDefault: false, onProgress });
  return { ...findings, shares };
}

function written(days: number): string {
  const name = `chain-${days}.csv.gz`;
  return folder.write(name, tableOf(CHAIN_HEADER, linesOf(chainsOf({ ...WORLD, days }))));
}

interface Row {
  readonly kind: string;
  readonly type: string;
  readonly delta: string;
  readonly days: string;
  readonly n: number;
  readonly mean: Readonly<Record<string, number>>;
  readonly variance: Readonly<Record<string, number>>;
}

/** Variance of several rows together, from what each tells. */
function pooled(rows: readonly Row[], method: string): number {
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const mean = rows.reduce((sum, row) => sum + row.n * row.mean[method]!, 0) / n;
  const squares = rows.reduce((sum, row) => {
    const off = row.mean[method]! - mean;
    return sum + (row.n - 1) * row.variance[method]! + row.n * off * off;
  }, 0);
  return squares / (n - 1);
}

/** The goals' numbers, from the rows alone. */
function recomputed(rows: readonly object[]): Readonly<Record<string, number>> {
  const all = (rows as readonly Row[]).filter(({ kind }) => kind === 'bucket');
  const gain = (some: readonly Row[]) => 1 - pooled(some, 'minimumVariance') / pooled(some, 'blackScholes');
  const names = new Set(all.map(({ type, delta, days }) => `${type} ${delta} ${days}`));
  const excesses = [...names].flatMap((name) => {
    const bucket = all.filter(({ type, delta, days }) => `${type} ${delta} ${days}` === name);
    return bucket.reduce((sum, { n }) => sum + n, 0) >= 100 ? [-gain(bucket)] : [];
  });
  return {
    'smile.all': gain(all),
    'smile.otmcalls': gain(all.filter(({ type, delta }) => type === 'call' && delta === '0.05-0.2')),
    'smile.worst': Math.max(...excesses),
  };
}

function expectRecomputed(goals: readonly Goal[], rows: readonly object[]): void {
  const again = recomputed(rows);
  expect(goals.map(({ id }) => id)).toEqual(['smile.all', 'smile.otmcalls', 'smile.worst']);
  for (const { id, reached } of goals) expect(reached).toBeCloseTo(again[id]!, 9);
}

describe('smile', () => {
  it('answers goals that its rows bear out, with charts, and tells how far it is', async () => {
    const { goals, rows, charts, files, warnings, peers, shares } = await studied([written(50)]);
    expectRecomputed(goals, rows);
    const [all, , worst] = goals;
    expect(all?.reached).toBeGreaterThan(0.2);
    expect(all?.met).toBe(true);
    expect(worst?.met).toBe(worst !== undefined && worst.reached !== null && worst.reached <= 0.01);
    expect(files).toHaveLength(1);
    expect(warnings).toEqual([]);
    expect(peers.map(({ name }) => name)).toContain('smile.all by stickyMoneyness');
    expect(rows.filter((row) => (row as Row).kind === 'interval')).toHaveLength(3);
    for (const { series } of charts ?? []) {
      for (const { points } of series) {
        expect(points.length).toBeGreaterThan(5);
        expect(points.flat().every(Number.isFinite)).toBe(true);
      }
    }
    const saved = charts?.[1]?.series[0]?.points.at(-1)?.[1];
    expect(saved).toBeCloseTo(all?.reached ?? 0, 1);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((x, y) => x - y));
  });

  it('counts nothing of the first thirty days, and says so', async () => {
    const { goals, rows, warnings } = await studied([written(25)]);
    expect(goals.map(({ reached, met }) => [reached, met])).toEqual([
      [null, false],
      [null, false],
      [null, false],
    ]);
    expect(rows).toEqual([]);
    expect(warnings).toEqual([
      'no move counts: the chains span 24.8 days, of which the first 30 only warm up',
    ]);
  });

  it('refuses to run on no chains', async () => {
    await expect(studied([])).rejects.toThrow('needs option chains');
  });
});

// Not in the short run at all, rather than skipped in it.
if (process.env.EVENKEEL_LONG === '1')
  describeWithShared('smile on recorded chains', () => {
    it('reaches what it is there to reach', async () => {
      const listed = experiments.smile;
      if (listed?.kind !== 'study') throw new Error('not listed');
      const { goals, rows, files } = await studied(listed.chains.map((file) => sharedPath('data', file)));
      console.info(goals.map(({ id, reached }) => `${id} ${reached}`).join('\n'));
      expectRecomputed(goals, rows);
      expect(goals.map(({ met }) => met)).toEqual([true, true, true]);
      expect(files.every(({ refused }) => refused.count === 0)).toBe(true);
    }, 300_000);
  });
