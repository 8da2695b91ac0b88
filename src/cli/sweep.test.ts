import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../lab/data/data-fixture.ts';
import { barTable, diffusion } from '../lab/lab-fixture.ts';
import type { Runner } from '../lab/pool.ts';
import type { SweptResult, SweptRow } from '../lab/sweep.ts';
import { main } from './backtest.ts';
import { sweep } from './sweep.ts';
import { runJob, type SweepJob } from './sweep-job.ts';
import { openThread } from './sweep-thread.ts';
import type { BacktestOptions } from './verbs.ts';

const folder = makeFolder();
afterAll(folder.remove);

const CONFIG = fileURLToPath(new URL('../../examples/btc-straddle.yaml', import.meta.url));
const BARS = folder.write('BTCUSDT_perp_1h.csv.gz', barTable(diffusion(24 * 15)));
const GIVEN: BacktestOptions = {
  config: CONFIG,
  data: [{ file: BARS }],
  funding: [],
  chains: [],
  json: true,
};

/** Does jobs in this thread: what another does, but for getting there. */
const here = (): Runner<SweepJob, SweptResult> => ({ run: runJob, end: async () => undefined });

async function run(change: Partial<BacktestOptions>, open: typeof here = here) {
  const said: string[] = [];
  const told: string[] = [];
  const output = { out: (text: string) => said.push(text), err: (text: string) => told.push(text) };
  const status = await sweep({ ...GIVEN, ...change }, output, open);
  const last = said.at(-1) ?? '';
  const rows = last.startsWith('{') ? (JSON.parse(last) as { rows?: SweptRow[] }).rows : undefined;
  return { status, said, told: told.join('\n'), rows: rows ?? [] };
}

const AVERSIONS = { key: 'hedge.BTC.riskAversion', values: ['0.0005 per USD', '0.002 per USD'] };

function resultOf(row: SweptRow | undefined): SweptResult {
  if (row === undefined || !('result' in row)) throw new Error('a run without a result');
  return row.result;
}

describe('a sweep', () => {
  it('tells each run in the order of its values, with what a backtest of its own finds', async () => {
    const { status, said, rows } = await run({ sweep: [AVERSIONS], workers: 2 });
    expect(status).toBe(0);
    expect(said[0]).toMatch(/^hedge\.BTC\.riskAversion +hedges +cost bp +error bp/);
    expect(said.slice(1, 3).map((line) => line.split('  ')[0])).toEqual(AVERSIONS.values);
    const [loose, tight] = [resultOf(rows[0]), resultOf(rows[1])];
    expect(loose.hedges).toBeLessThan(tight.hedges);
    const alone: string[] = [];
    await main(GIVEN, { out: (text) => alone.push(text), err: () => undefined });
    const { journal, rolls, ...others } = JSON.parse(alone.at(-1) ?? '');
    expect(tight).toMatchObject({ ...others, journal: { head: journal.head }, rolls: { open: rolls.open } });
  });

  it('runs every combination, policies among them', async () => {
    const policy = { key: 'policy', values: ['clock:4h', 'fixed-band:0.1'] };
    const { rows } = await run({
      sweep: [{ key: 'execution.maxSlippage', values: ['20bp', '30bp'] }, policy],
    });
    expect(rows.map((row) => Object.values(row.values).join(' '))).toEqual([
      ...['20bp clock:4h', '20bp fixed-band:0.1', '30bp clock:4h', '30bp fixed-band:0.1'],
    ]);
    expect(rows.map((row) => resultOf(row).policies.BTC?.kind)).toEqual([
      ...['clock', 'fixed-band', 'clock', 'fixed-band'],
    ]);
  });

  it('writes a report', async () => {
    const report = folder.path('sweep.html');
    const { rows } = await run({ sweep: [AVERSIONS], report });
    const text = readFileSync(report, 'utf8');
    for (const row of rows) expect(text).toContain(`cost ${resultOf(row).costBpOfNotional?.toFixed(2)} bp`);
  });

  it('reads values as a config would, before anything runs', async () => {
    const never = (): Runner<SweepJob, SweptResult> => {
      throw new Error('opened');
    };
    const { status, told } = await run(
      { sweep: [{ key: 'hedge.BTC.riskAversion', values: ['0.002 per USD', 'bold'] }] },
      never,
    );
    expect(status).toBe(2);
    expect(told).toMatch(/btc-straddle\.yaml:\d+:\d+: hedge\.BTC\.riskAversion is bold/);
    const absent = run({ sweep: [{ key: 'hedge.SOL.halfWidth', values: ['1'] }] }, never);
    await expect(absent).rejects.toThrow('has no value hedge.SOL.halfWidth to sweep');
    await expect(run({ sweep: [AVERSIONS], journal: 'j' }, never)).rejects.toThrow('keeps no journal');
  });

  it('tells of a run that is refused or fails, and goes on with the others', async () => {
    const policy = { key: 'policy', values: ['luck', 'clock:4h'] };
    const refused = await run({ sweep: [policy] });
    expect([refused.status, 'result' in (refused.rows[1] ?? {})]).toEqual([2, true]);
    expect(refused.told).toContain('there is no policy luck — write ');
    const failing = (): Runner<SweepJob, SweptResult> => ({
      ...here(),
      run: (job, onProgress) =>
        job.policy === 'clock:1h' ? Promise.reject(new TypeError('lost')) : runJob(job, onProgress),
    });
    const failed = await run({ sweep: [{ key: 'policy', values: ['clock:1h', 'clock:4h'] }] }, failing);
    expect([failed.status, 'result' in (failed.rows[1] ?? {})]).toEqual([1, true]);
    expect(failed.said[1]).toContain('TypeError: lost');
  });

  it('exits with 3 where rows were refused', async () => {
    const file = folder.write('BTCUSDT_perp_1h_bad.csv', barTable([...diffusion(48), 'x']));
    expect((await run({ data: [{ file }], sweep: [AVERSIONS] })).status).toBe(3);
  });

  it('says what is missing where there is no build to start a thread from', () => {
    const absent = new URL(`file://${folder.path('none.js')}`);
    expect(() => openThread(absent)).toThrow('is missing: run `npm run build`');
  });
});
