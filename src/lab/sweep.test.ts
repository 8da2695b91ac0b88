import { afterAll, describe, expect, it } from 'vitest';
import { runBacktest } from './backtest.ts';
import { makeFolder } from './data/data-fixture.ts';
import { backtestOf, barTable, diffusion } from './lab-fixture.ts';
import { combinations, keptOf, type SweptRow, sweepTable } from './sweep.ts';

const folder = makeFolder();
afterAll(folder.remove);

describe('combinations', () => {
  it('is every value of every key, the last changing fastest', () => {
    const swept = [
      { key: 'a', values: ['1', '2'] },
      { key: 'b', values: ['x', 'y', 'z'] },
    ];
    const found = combinations(swept).map(({ a, b }) => `${a}${b}`);
    expect(found).toEqual(['1x', '1y', '1z', '2x', '2y', '2z']);
  });

  it('refuses a key given twice, and more than can be meant', () => {
    const once = { key: 'a', values: ['1'] };
    expect(() => combinations([once, once])).toThrow('a is swept twice');
    const many = Array.from({ length: 32 }, (_, i) => String(i));
    expect(() =>
      combinations([
        { key: 'a', values: many },
        { key: 'b', values: many },
      ]),
    ).toThrow('1024 backtests');
  });
});

describe('sweepTable', () => {
  it('has a line for each run, and why one failed', async () => {
    const file = folder.write('BTCUSDT_perp_1h.csv', barTable(diffusion(54)));
    const result = await runBacktest(await backtestOf(file));
    const rows: readonly SweptRow[] = [
      { values: { 'hedge.BTC.halfWidth': '0.1 BTC' }, result: keptOf(result) },
      { values: { 'hedge.BTC.halfWidth': 'wide' }, error: 'no number' },
    ];
    const [titles = [], run = [], failed = []] = sweepTable(rows);
    expect(titles.slice(0, 4)).toEqual(['hedge.BTC.halfWidth', 'hedges', 'cost bp', 'error bp']);
    expect(run.slice(0, 4)).toEqual([
      '0.1 BTC',
      String(result.hedges),
      result.costBpOfNotional?.toFixed(2),
      result.hedgingErrorBp?.toFixed(2),
    ]);
    expect(failed).toEqual(['wide', 'no number']);
    expect(keptOf(result).rolls).toEqual({ finished: 2, open: 1 });
  });
});
