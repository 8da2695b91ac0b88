import { afterAll, describe, expect, it } from 'vitest';
import type { EngineConfig } from '../domain/config.ts';
import type { Appended } from '../engine/scribe.ts';
import { DAY } from '../units/time.ts';
import { attribution } from './attribution.ts';
import { runBacktest } from './backtest.ts';
import { makeFolder } from './data/data-fixture.ts';
import type { Findings } from './experiment.ts';
import { backtestOf, barTable, diffusion, ETH_PROFILE, engineConfig, PROFILE, START } from './lab-fixture.ts';

const folder = makeFolder();
afterAll(folder.remove);

/** The experiment over `lines`, with the journal's word passed through `twist` on its way to it. */
async function findings(
  lines: readonly string[],
  twist: (appended: Appended) => Appended = (appended) => appended,
): Promise<Findings> {
  const file = folder.write('BTCUSDT_perp_1h.csv', barTable(lines));
  const options = await backtestOf(file);
  const { engine: config, recording } = options;
  return attribution({
    config,
    recording,
    backtest: (watch) =>
      runBacktest({ ...options, onAppended: (appended, state) => watch(twist(appended), state) }),
  });
}

function goal(found: Findings, id: string): Findings['goals'][number] {
  const one = found.goals.find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`no goal ${id}`);
  return one;
}

type Row = Readonly<Record<string, number>>;

const DAYS = diffusion(24 * 33);
const whole = findings(DAYS);

describe('attribution', () => {
  it('agrees with the ledger on what is unexplained', async () => {
    const found = await whole;
    expect(goal(found, 'attribution.recomputed')).toMatchObject({ met: true, target: 1e-6 });
    expect(goal(found, 'attribution.sum')).toMatchObject({ met: true, target: 1e-9 });
    // Small, but a difference of valuations: nothing that could be zero by definition.
    expect(goal(found, 'attribution.residual').reached).toBeGreaterThan(1e-5);
    expect(found.peers.every(({ reached }) => reached !== null && reached > 0)).toBe(true);
  });

  it('counts every bar after the first 30 days, and none of them', async () => {
    const rows = (await whole).rows as readonly Row[];
    expect(rows.map(({ from, bars }) => [((from ?? 0) - START) / DAY, bars])).toEqual([
      [29, 1],
      [30, 24],
      [31, 24],
      [32, 24],
    ]);
  });

  it('gives rows from which its figure can be computed again', async () => {
    const found = await whole;
    const rows = found.rows as readonly Row[];
    const sum = (key: string): number => rows.reduce((total, row) => total + (row[key] ?? Number.NaN), 0);
    const bars = sum('bars');
    const variance = (sum('residualSquares') - sum('residual') ** 2 / bars) / (bars - 1);
    const gross = (sum('grossGamma') + sum('grossTheta')) / bars;
    expect(goal(found, 'attribution.residual').reached).toBeCloseTo(Math.sqrt(variance) / gross, 12);
  });

  it('notices a ledger that says something else', async () => {
    const found = await findings(DAYS, (appended) => {
      const { explained } = appended.outcome;
      if (explained === undefined || appended.body.kind !== 'bar') return appended;
      const cooked = { ...explained, residual: explained.residual + 0.01 };
      return { ...appended, outcome: { ...appended.outcome, explained: cooked } };
    });
    expect(goal(found, 'attribution.recomputed').met).toBe(false);
  });

  it('says that too short a recording reaches nothing', async () => {
    const found = await findings(diffusion(48));
    expect(found.rows).toEqual([]);
    expect(goal(found, 'attribution.residual')).toMatchObject({ reached: null, met: false });
    expect(goal(found, 'attribution.recomputed')).toMatchObject({ reached: null, met: false });
  });

  it('agrees across a gap, where the ledger is marked in between', async () => {
    const gap = DAYS.filter((_, i) => i < 740 || i > 752);
    expect(goal(await findings(gap), 'attribution.recomputed').met).toBe(true);
  });

  it.each<[string, Partial<EngineConfig>]>([
    ['two underlyings', { profiles: [PROFILE, ETH_PROFILE] }],
    ['a vol of the market', { profiles: [{ ...PROFILE, markVol: { kind: 'market' } }] }],
  ])('refuses %s', async (_case, change) => {
    const file = folder.write('BTCUSDT_perp_1h.csv', barTable(diffusion(24)));
    const { recording } = await backtestOf(file);
    const config = engineConfig(change);
    const backtest = () => Promise.reject(new Error('was run'));
    await expect(attribution({ config, recording, backtest })).rejects.toThrow(
      'one underlying at a stated mark vol',
    );
  });
});
