import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { MINUTE, YEAR } from '../../units/time.ts';
import { BAR_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import type { Findings, Goal } from '../experiment.ts';
import type { DayRow } from './contest.ts';
import { goalsOf } from './goals.ts';
import { CALM_HEDGE, guardedHedger, SHIPPED } from './guarded.ts';
import { type Effort, runImpact } from './impact.ts';
import { naiveHedger } from './naive.ts';
import type { ReplayRow } from './replay.ts';
import { verdicts } from './verdict.ts';

const folder = makeFolder();
afterAll(folder.remove);

const SIZING = { days: 2, seconds: 10_000, metaorders: 2 };
const QUICK: Effort = { sizing: SIZING, contest: { seeds: 4, seconds: 14_400 } };
const TINY: Effort = { sizing: SIZING, contest: { seeds: 2, seconds: 600 } };
const NONE = { data: [], onProgress: () => undefined };

function daysOf(found: Findings): readonly DayRow[] {
  return found.rows.filter((row) => 'part' in row && row.part === 'day') as unknown as readonly DayRow[];
}

function guardedOf(found: Findings): Goal {
  return found.goals.find(({ id }) => id === 'impact.guarded') as Goal;
}

describe('impact', () => {
  it('tells all goals from its rows, the same twice', async () => {
    const found = await runImpact(TINY, NONE);
    const days = daysOf(found);
    expect(days).toHaveLength(2 * 23);
    const again = JSON.parse(JSON.stringify(days)) as readonly DayRow[];
    expect(goalsOf(verdicts(again))).toEqual(found.goals);
    expect(found.goals.map(({ id }) => id)).toEqual(['impact.teeth', 'impact.guarded', 'impact.frontier']);
    expect(daysOf(await runImpact(TINY, NONE))).toEqual(days);
  });

  it('lets the guard pass where it lets none pass that is naive or ignores what it may trade', async () => {
    const guarded = await runImpact(QUICK, NONE);
    expect(guarded.goals[0]!.reached).toBeGreaterThan(1.15);
    expect(guardedOf(guarded).reached).toBeLessThan(1.06);
    const naive = guardedOf(await runImpact(QUICK, NONE, (book) => naiveHedger(book)));
    expect(naive.met).toBe(false);
    expect(naive.reached).toBeGreaterThan(1.2);
    const manner = { ...CALM_HEDGE, most: 0 };
    const capped = guardedOf(await runImpact(QUICK, NONE, (book) => guardedHedger(book, manner)));
    expect(capped.reached).toBeLessThan(1.12);
    const broken = { ...SHIPPED, cap: () => 1, permits: () => true };
    const free = guardedOf(await runImpact(QUICK, NONE, (book) => guardedHedger(book, manner, broken)));
    expect(free.met).toBe(false);
    expect(free.reached).toBeGreaterThan(1.2);
  });

  it('replays crash days for the trigger on prices', async () => {
    const random = createRandom(5);
    const from = Date.UTC(2021, 4, 16);
    const crash = Date.UTC(2021, 4, 19, 13);
    let price = 50_000;
    const lines = Array.from({ length: 4 * 1_440 }, (_, i) => {
      const at = from + i * MINUTE;
      const open = price;
      price *= Math.exp(0.6 * Math.sqrt(MINUTE / YEAR) * random.normal());
      if (at >= crash && at < crash + 30 * MINUTE) price *= 0.99;
      return [at, open, Math.max(open, price), Math.min(open, price), price, 10].join(',');
    });
    const file = folder.write('BTCUSDT_spot_1m_a.csv', tableOf(BAR_HEADER, lines));
    const daily = folder.write('BTCUSDT_spot_1d.csv', tableOf(BAR_HEADER, [[0, 1, 1, 1, 1, 1].join(',')]));
    const found = await runImpact(TINY, { ...NONE, data: [file, daily] });
    const rows = found.rows.filter((row) => 'part' in row && row.part === 'replay') as unknown as ReplayRow[];
    expect(rows.map(({ hedger, day, asset }) => [hedger, day, asset])).toEqual([
      ['naive', '2021-05-19', 'BTC'],
      ['guarded', '2021-05-19', 'BTC'],
    ]);
    const [naive, guarded] = rows as [ReplayRow, ReplayRow];
    expect(guarded.residual).toBeGreaterThan(naive.residual);
    expect(guarded.share).toBeLessThan(0.5 * naive.share);
    expect(guarded.changes).toBeGreaterThan(0);
    expect(guarded.mostChangesPerMinute).toBe(1);
    expect(naive.changes).toBe(0);
    expect(found.warnings).toEqual([expect.stringContaining('is left out')]);
    expect(found.files).toHaveLength(2);
  });
});
