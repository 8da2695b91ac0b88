import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/lab/data/data-fixture.ts';
import { barTable, diffusion } from '../../src/lab/lab-fixture.ts';
import { evenkeel, lastJson } from './evenkeel.ts';

const folder = makeFolder();
afterAll(folder.remove);

const BARS = folder.write('BTCUSDT_perp_1h.csv.gz', barTable(diffusion(24 * 15)));
const BACKTEST = ['backtest', 'examples/btc-straddle.yaml', '--data', BARS];

describe('the built command', () => {
  it('sweeps in threads, and finds in each run what it finds in one of its own', () => {
    const report = folder.path('sweep.html');
    const policies = ['clock:8h', 'fixed-band:0.1', 'clock:1h'];
    const values = ['--sweep', `policy=${policies.join(',')}`, '--workers', '2', '--report', report];
    const swept = evenkeel([...BACKTEST, ...values, '--json']);
    expect(swept).toMatchObject({ status: 0, err: expect.stringContaining(`report: ${report}`) });
    const rows = lastJson(swept).rows as { values: { policy: string }; result: { journal: object } }[];
    expect(rows.map((row) => row.values.policy)).toEqual(policies);
    const alone = lastJson(evenkeel([...BACKTEST, '--policy', 'fixed-band:0.1', '--json']));
    const { id, entries, head } = alone.journal as Record<string, unknown>;
    expect(rows[1]?.result.journal).toEqual({ id, entries, head });
    expect(readFileSync(report, 'utf8')).toContain('clock:8h');
  });

  it('tells what a thread refused', () => {
    const swept = evenkeel([...BACKTEST, '--sweep', 'policy=luck,clock:8h']);
    expect(swept).toMatchObject({
      status: 2,
      err: expect.stringContaining('there is no policy luck — write '),
    });
    expect(swept.out).toContain('clock:8h');
  });
});
