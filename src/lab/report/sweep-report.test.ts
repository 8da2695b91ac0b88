import { afterAll, expect, it } from 'vitest';
import { runBacktest } from '../backtest.ts';
import { makeFolder } from '../data/data-fixture.ts';
import { backtestOf, barTable, diffusion } from '../lab-fixture.ts';
import { keptOf } from '../sweep.ts';
import { misnested, reachesOut, textOf } from './report-fixture.ts';
import { sweepReport } from './sweep-report.ts';

const folder = makeFolder();
afterAll(folder.remove);

it('has a point and a line for each run, and says which failed', async () => {
  const file = folder.write('BTCUSDT_perp_1h.csv', barTable(diffusion(54)));
  const result = keptOf(await runBacktest(await backtestOf(file)));
  const rows = [
    { values: { width: '0.1 BTC' }, result },
    { values: { width: '<0.2>' }, result: { ...result, costBpOfNotional: null, hedgingErrorBp: null } },
    { values: { width: 'wide' }, error: 'is no number' },
  ];
  const report = sweepReport('book', rows, { command: 'evenkeel', commit: 'abc' });
  expect(misnested(report)).toBeNull();
  expect(reachesOut(report.replace('http-equiv', ''))).toEqual([]);
  expect(report).toContain('3 backtests, 1 of which failed');
  const [cost, error] = [result.costBpOfNotional?.toFixed(2), result.hedgingErrorBp?.toFixed(2)];
  expect(textOf(report, 'title').slice(1)).toEqual([
    `runs: width 0.1 BTC: error ${error} bp, cost ${cost} bp`,
  ]);
  expect(textOf(report, 'td')).toEqual(expect.arrayContaining(['0.1 BTC', '&lt;0.2&gt;', 'wide', cost]));
  expect(report).toContain('is no number');
});

it('draws the runs of each policy, or of each value of the first key, alike', async () => {
  const file = folder.write('BTCUSDT_perp_1h_more.csv', barTable(diffusion(54)));
  const result = keptOf(await runBacktest(await backtestOf(file)));
  const legend = (values: readonly Readonly<Record<string, string>>[]): readonly string[] => {
    const rows = values.map((one) => ({ values: one, result }));
    return textOf(sweepReport('book', rows, { command: 'evenkeel', commit: 'abc' }), 'li');
  };
  expect(legend([{ policy: 'clock:1h' }, { policy: 'clock:2h' }, { policy: 'fixed-band' }])).toEqual([
    ...['clock', 'fixed-band'],
  ]);
  expect(
    legend([
      { a: '1', b: '2' },
      { a: '1', b: '3' },
      { a: '2', b: '2' },
    ]),
  ).toEqual(['a 1', 'a 2']);
  expect(legend([{ a: '1' }, { a: '2' }])).toEqual(['runs']);
});
