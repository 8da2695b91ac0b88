import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { killTrials } from '../../bench/kill9-trials.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-kill9-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is killed twenty times in the middle of an order, and books and sends all of them once', async () => {
  const report = await killTrials({ wanted: 20, seed: 1, folder });
  expect(report.faults).toEqual([]);
  expect(report.midOrder).toBeGreaterThanOrEqual(20);
  expect(report.compared).toBeGreaterThan(10);
}, 300_000);
