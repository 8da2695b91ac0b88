import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../lab/data/data-fixture.ts';
import { barTable, diffusion } from '../lab/lab-fixture.ts';
import { main } from './backtest.ts';
import { main as replay } from './replay.ts';
import type { BacktestOptions } from './verbs.ts';

const folder = makeFolder();
afterAll(folder.remove);

const CONFIG = fileURLToPath(new URL('../../examples/btc-straddle.yaml', import.meta.url));
const LINES = diffusion(24 * 15);
const BARS = folder.write('BTCUSDT_perp_1h.csv.gz', barTable(LINES));

async function run(change: Partial<BacktestOptions> = {}) {
  const said: string[] = [];
  const told: string[] = [];
  const output = { out: (text: string) => said.push(text), err: (text: string) => told.push(text) };
  const status = await main(
    { config: CONFIG, data: [{ file: BARS }], funding: [], chains: [], json: false, ...change },
    output,
  );
  return { status, said, told: told.join('\n') };
}

describe('evenkeel backtest', () => {
  it('prints a table', async () => {
    const { status, said } = await run();
    expect(status).toBe(0);
    expect(said[0]).toBe('btc-straddle: 2023-01-01 00:00Z to 2023-01-16 00:00Z, 360 bars');
    expect(said.some((line) => line.includes('2 finished, 1 open'))).toBe(true);
  });

  it('ends with one line of JSON when asked', async () => {
    const { said } = await run({ json: true });
    const result: unknown = JSON.parse(said.at(-1) ?? '');
    expect(result).toMatchObject({
      name: 'btc-straddle',
      hedges: expect.any(Number),
      turnover: expect.any(Number),
      costBpOfNotional: expect.any(Number),
      hedgedSdBp: expect.any(Number),
      unhedgedSdBp: expect.any(Number),
      hedgingErrorBp: expect.any(Number),
      outsideBand: expect.any(Number),
      attribution: { gamma: expect.any(Number), theta: expect.any(Number) },
      journal: { head: expect.stringMatching(/^[0-9a-f]{64}$/), path: null },
    });
  });

  it('keeps a journal that replays the same, and no second one in its place', async () => {
    const path = folder.path('journal');
    const { status, said } = await run({ journal: path, json: true });
    expect(status).toBe(0);
    const told: string[] = [];
    const output = { out: (text: string) => told.push(text), err: () => undefined };
    expect(await replay({ journal: path, json: true }, output)).toBe(0);
    const { journal } = JSON.parse(said.at(-1) ?? '') as { journal: { head: string; entries: number } };
    expect(JSON.parse(told.at(-1) ?? '')).toMatchObject({ head: journal.head, entries: journal.entries });
    await expect(run({ journal: path })).rejects.toThrow(
      `already has a journal of ${journal.entries} entries`,
    );
  });

  it('uses another policy', async () => {
    const { said } = await run({ policy: 'clock:4h' });
    expect(said.join('\n')).toContain('BTC clock');
    await expect(run({ policy: 'luck' })).rejects.toMatchObject({ message: 'there is no policy luck' });
  });

  it('marks options at the vol of chains', async () => {
    const [at, expiry] = [Date.UTC(2022, 11, 31, 23), Date.UTC(2023, 0, 31)];
    const header = 'ts_ms,ccy,instrument,expiry_ms,strike,type,underlying,bid,ask,mark,mark_iv';
    const line = `${at},BTC,BTC-X,${expiry},20000,C,20000,0.1,0.2,0.15,0.6`;
    const chains = [folder.write('chains.csv', `${header}\n${line}\n`)];
    const { said } = await run({ chains });
    expect(said.join('\n')).toContain('assumed: options on BTC are dealt and marked at one vol');
    expect(said.join('\n')).toContain('chains.csv: 1 rows for BTCUSDT');
  });

  it('writes a report', async () => {
    const report = folder.path('out.html');
    const { said, told } = await run({ report, json: true });
    const text = readFileSync(report, 'utf8');
    const { journal } = JSON.parse(said.at(-1) ?? '') as { journal: { head: string } };
    for (const part of ['<h1>backtest btc-straddle</h1>', 'Delta of BTC and its band', journal.head])
      expect(text).toContain(part);
    expect(told).toContain(`report: ${report}`);
  });

  it('finds the same whether a report is asked for or not', async () => {
    const [plain, reported] = [
      await run({ json: true }),
      await run({ json: true, report: folder.path('b.html') }),
    ];
    expect(reported.said).toEqual(plain.said);
  });

  it('refuses a report that could not be written before it runs', async () => {
    const missing = run({ report: folder.path('no/such/out.html'), data: [] });
    await expect(missing).rejects.toThrow(`there is no folder ${folder.path('no/such')}`);
  });

  it('exits with 3 where rows were refused', async () => {
    const lines = [...LINES];
    lines[5] = 'x';
    const file = folder.write('BTCUSDT_perp_1h_bad.csv', barTable(lines));
    const { status, said } = await run({ data: [{ file }] });
    expect(status).toBe(3);
    expect(said.join('\n')).toContain('line 7: 1 fields instead of 6');
  });

  it('exits with 2 where the config is refused', async () => {
    const { status, told } = await run({ config: folder.path('absent.yaml') });
    expect(status).toBe(2);
    expect(told).toContain('there is no such file');
  });

  it('is wrong usage where a file is missing, and leaves no journal behind', async () => {
    const journal = folder.path('never');
    const missing = run({ data: [{ file: folder.path('BTCUSDT_perp_1h_none.csv') }], journal });
    await expect(missing).rejects.toMatchObject({
      message: expect.stringContaining('there is no such file'),
      remedy: 'check the path',
    });
    expect(existsSync(journal)).toBe(false);
  });

  it('carries a pair as the example says: both legs, paid for, and nothing hedged because of it', async () => {
    const [hours, start] = [24 * 40, Date.UTC(2023, 0, 1)];
    const spot = diffusion(hours);
    // The perp is dear by three basis points.
    const perp = spot.map((line) =>
      line
        .split(',')
        .map((cell, i) => (i >= 1 && i <= 4 ? (Number(cell) * 1.0003).toFixed(4) : cell))
        .join(','),
    );
    const [coin, short] = [
      folder.write('BTCUSDT_spot_1h_carry.csv.gz', barTable(spot)),
      folder.write('BTCUSDT_perp_1h_carry.csv.gz', barTable(perp)),
    ];
    const prints = Array.from(
      { length: hours / 8 },
      (_, i) => `${start + i * 8 * 3_600_000},binance,BTC,${(0.0004 * (1 + 0.1 * Math.sin(i))).toFixed(8)},8`,
    );
    const funding = [
      folder.write('funding.csv', `ts_ms,venue,asset,rate,interval_h\n${prints.join('\n')}\n`),
    ];
    const data = [
      { instrument: 'COIN', file: coin },
      { instrument: 'SHORT', file: short },
      { instrument: 'HEDGE', file: short },
    ];
    const config = fileURLToPath(new URL('../../examples/carry.yaml', import.meta.url));
    const { status, said } = await run({ config, data, funding, json: true });
    expect(status).toBe(0);
    const { carry, attribution, alarms } = JSON.parse(said.at(-1) ?? '');
    expect(carry).toMatchObject([{ pair: 'COIN/SHORT', because: expect.stringContaining('pays') }]);
    expect(carry[0].held).toBeGreaterThan(10_000);
    expect(carry[0].earned).toBeCloseTo(attribution.funding, 6);
    expect(attribution.funding).toBeGreaterThan(0);
    expect(Math.abs(attribution.delta)).toBeLessThan(1);
    expect(alarms.count).toBe(0);
  });
});
