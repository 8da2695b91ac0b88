import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { replay } from '../engine/replay.ts';
import type { Appended } from '../engine/scribe.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { NO_ATTRIBUTION, totalOf } from '../record/attribution.ts';
import { toTick } from '../units/rounding.ts';
import { DAY, HOUR, later, MINUTE } from '../units/time.ts';
import { type BacktestOptions, type BacktestResult, runBacktest } from './backtest.ts';
import { FUNDING_HEADER, makeFolder, tableOf } from './data/data-fixture.ts';
import {
  backtestOf,
  barTable,
  diffusion,
  engineConfig,
  PROFILE,
  paperSettings,
  START,
  sha256,
} from './lab-fixture.ts';

const folder = makeFolder();
afterAll(folder.remove);

/** Two days of hours and a bit: two rolls that finish and one that does not. */
const LINES = diffusion(54);
const BARS = folder.write('BTCUSDT_perp_1h.csv.gz', barTable(LINES));
const FUNDING = folder.write(
  'funding.csv',
  tableOf(
    FUNDING_HEADER,
    [8, 16, 24, 32, 40, 48].map((hour) => `${START + hour * HOUR},binance,BTC,0.0003,8`),
  ),
);

async function run(
  change: Partial<BacktestOptions> = {},
  file: string = BARS,
): Promise<{ readonly result: BacktestResult; readonly entries: readonly Appended[] }> {
  const entries: Appended[] = [];
  const onAppended = (appended: Appended): void => {
    entries.push(appended);
  };
  const result = await runBacktest({ ...(await backtestOf(file, change, [FUNDING])), onAppended });
  return { result, entries };
}

/** Times at which orders were sent. */
function sentAt(entries: readonly Appended[]): readonly number[] {
  return entries
    .filter(({ body, outcome }) => body.kind === 'decisionDue' && outcome.commands !== undefined)
    .map(({ at }) => at);
}

describe('runBacktest', () => {
  it('hedges two straddles and reports on them', async () => {
    const { result, entries } = await run();
    expect([result.from, result.to, result.bars]).toEqual([START, later(START, 54 * HOUR), 54]);
    expect(result.rolls).toMatchObject({ finished: 2, open: 1 });
    expect(result.hedges).toBe(sentAt(entries).length);
    expect(result.hedges).toBeGreaterThan(4);
    expect(result.orders).toMatchObject({ sent: result.hedges, ended: { filled: result.hedges } });
    expect(result.events.bar).toBe(54);
    expect(Object.values(result.events).reduce((sum, count) => sum + count, 0)).toBe(result.journal.entries);
    expect([result.rowsRefused, result.alarms.count, result.warnings]).toEqual([0, 0, []]);
    expect(result.assumptions).toContain('1 USDT = 1 USD throughout');
    expect(result.attribution.funding).not.toBe(0);
    expect(result.attribution.vega).toBe(0);
  });

  it('hedges: what is left varies less than the straddle does', async () => {
    const bars = folder.write('BTCUSDT_perp_1h_long.csv', barTable(diffusion(24 * 41, HOUR, 3)));
    const { result } = await run({}, bars);
    expect(result.rolls.finished).toBe(41);
    expect(result.hedgedSdBp).toBeLessThan(0.7 * (result.unhedgedSdBp ?? 0));
    expect(result.hedgingErrorBp).toBeGreaterThan(0);
  });

  it('writes the same journal each time, and another for another config, code or data', async () => {
    const [one, two] = [await run(), await run()];
    expect(two.result).toEqual(one.result);
    const { head, id } = one.result.journal;
    expect(id).toMatch(/^[0-9a-f]{10}$/);
    const other = folder.write('BTCUSDT_perp_1h_other.csv', barTable(diffusion(54, HOUR, 2)));
    const engine = engineConfig({ profiles: [{ ...PROFILE, policy: { kind: 'clock', everyMs: HOUR } }] });
    for (const { result } of [await run({ engine }), await run({ code: '2' }), await run({}, other)])
      expect(result.journal.head).not.toBe(head);
  });

  it('can be replayed to the byte', async () => {
    const journal = createMemoryJournal();
    const { result } = await run({ journal });
    const replayed = replay(journal.read(), sha256, ENGINE);
    expect(replayed.difference).toBeNull();
    expect([replayed.head, replayed.entries]).toEqual([result.journal.head, result.journal.entries]);
  });

  it.each<[string, Parameters<typeof paperSettings>[0]]>([
    ['at once', {}],
    ['late', { models: { ...paperSettings().models, latency: { ms: 40_000, jitterMs: 20_000 } } }],
    ['bit by bit', { models: { ...paperSettings().models, participation: 0.001 } }],
    ['dearly', { models: { ...paperSettings().models, spread: { half: 1e-3, impact: 1 } } }],
  ])('explains all of its P&L when orders fill %s', async (_case, change) => {
    const { result } = await run({ paper: [paperSettings(change)] });
    expect(Math.abs(totalOf(result.attribution) - result.pnl)).toBeLessThan(1e-9 * result.turnover);
    expect(result.partsError).toBeLessThan(1e-9);
    expect(result.hedges).toBeGreaterThan(0);
  });

  it('has the straddles earn what their premiums and payoffs say', async () => {
    const { result } = await run();
    const prices = LINES.map((line) => Number(line.split(',')[4]));
    const spot = Number(LINES[0]?.split(',')[1]);
    const strike = toTick(spot, 100, 'nearest');
    const legs = (['call', 'put'] as const).map((type) =>
      blackScholes({ type, spot, strike, years: 1 / 365, vol: 0.5, rate: 0, carryYield: 0 }),
    );
    const premium = legs.reduce((sum, leg) => sum + ('price' in leg ? leg.price : Number.NaN), 0);
    const [first] = result.rolls.rows;
    expect(first?.notional).toBe(spot);
    expect(first?.unhedged).toBeCloseTo(premium - Math.abs((prices[23] ?? 0) - strike), 6);
  });

  it('has the hedged P&L of rolls and what came after them add up to all of it', async () => {
    const bars = folder.write('BTCUSDT_perp_1h_whole.csv', barTable(LINES.slice(0, 48)));
    const { result, entries } = await run({}, bars);
    const hedged = result.rolls.rows.reduce((sum, roll) => sum + roll.hedged, 0);
    // The last roll ends with the last bar; what was booked at that instant falls into the next.
    const last = entries.findLastIndex(({ body }) => body.kind === 'bar');
    const after = entries
      .slice(last + 1)
      .reduce((sum, { outcome }) => sum + totalOf(outcome.explained ?? NO_ATTRIBUTION), 0);
    expect(after).not.toBe(0);
    expect(hedged + after).toBeCloseTo(result.pnl, 6);
  });

  it('tells its progress from beginning to end', async () => {
    const shares: number[] = [];
    await run({ onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('refuses a journal that has entries, and a vol that nobody tells', async () => {
    const journal = createMemoryJournal();
    journal.append('{}');
    await expect(run({ journal })).rejects.toThrow('already has entries');
    const engine = engineConfig({ profiles: [{ ...PROFILE, markVol: { kind: 'market' } }] });
    await expect(run({ engine })).rejects.toThrow("BTC is marked at the market's vol");
    const [programme] = paperSettings().programmes;
    if (programme === undefined) throw new Error('the fixture deals nothing');
    const paper = [paperSettings({ programmes: [{ ...programme, vol: { kind: 'market' } }] })];
    await expect(run({ paper })).rejects.toThrow("dealt at the market's vol");
  });

  it('reports no figure per roll where none has finished', async () => {
    const bars = folder.write('BTCUSDT_perp_1h_short.csv', barTable(LINES.slice(0, 5)));
    const { costBpOfNotional, hedgedSdBp, unhedgedSdBp, hedgingErrorBp } = (await run({}, bars)).result;
    expect([costBpOfNotional, hedgedSdBp, unhedgedSdBp, hedgingErrorBp]).toEqual([null, null, null, null]);
  });
});

describe('runBacktest over faulty bars', () => {
  const faulty = [...LINES];
  faulty[10] = `${START + 10 * HOUR},20000,NaN,19000,20000,1`;
  faulty[11] = faulty[9] ?? '';
  const gap = [...LINES.slice(0, 30), ...LINES.slice(42)];

  it('counts and names the rows it left out, and goes on', async () => {
    const { result } = await run({}, folder.write('BTCUSDT_perp_1h_faulty.csv', barTable(faulty)));
    expect(result.rowsRefused).toBe(2);
    expect(result.files[0]?.refused.first).toEqual([
      { line: 12, reason: 'not a number' },
      { line: 13, reason: 'time repeated' },
    ]);
    expect([result.bars, result.files[0]?.gaps?.bars]).toEqual([52, 2]);
    expect(Number.isFinite(result.pnl)).toBe(true);
  });

  it('sees missing bars as staleness, and sends nothing until there is a price again', async () => {
    const file = folder.write('BTCUSDT_perp_1h_gap.csv', barTable(gap));
    const { result, entries } = await run({}, file);
    const [from, to] = [START + 30 * HOUR, START + 43 * HOUR];
    expect(result.files[0]?.gaps?.longest).toEqual([{ from, to: to - HOUR, bars: 12 }]);
    expect(sentAt(entries).filter((at) => at > from && at < to)).toEqual([]);
    const stale = entries.find(({ body, at }) => body.kind === 'decisionDue' && at > from);
    expect(stale?.at).toBe(from + 2 * HOUR + 1);
    expect(result.held).toEqual({ stale: expect.any(Number) });
    expect(result.partsError).toBeLessThan(1e-9);
  });

  it('invents no price in a gap', async () => {
    const file = folder.write('BTCUSDT_perp_1h_gap.csv', barTable(gap));
    const { entries } = await run({}, file);
    const closes = new Set(gap.map((line) => Number(line.split(',')[4])));
    for (const { body } of entries) if (body.kind === 'bar') expect(closes).toContain(body.bars[0]?.close);
    expect(entries.filter(({ body }) => body.kind === 'bar').length).toBe(42);
  });
});

describeWithShared('runBacktest over two recorded weeks', () => {
  const text = (): string[] => {
    const path = sharedPath('data', 'ohlcv', 'BTCUSDT_perp_5m_2023_202405.csv.gz');
    return gunzipSync(readFileSync(path))
      .toString()
      .split('\n')
      .slice(1, 1 + 15 * 288);
  };

  it('explains its P&L, hedges, and can be replayed', async () => {
    const file = folder.write('BTCUSDT_perp_5m.csv', barTable(text()));
    const journal = createMemoryJournal();
    const policy = { kind: 'whalley-wilmott', riskAversion: 0.002 } as const;
    const engine = engineConfig({
      profiles: [{ ...PROFILE, policy }],
      staleAfterMs: 15 * MINUTE,
      reviewEveryMs: HOUR,
    });
    const [programme] = paperSettings().programmes;
    if (programme === undefined) throw new Error('the fixture deals nothing');
    const paper = [paperSettings({ programmes: [{ ...programme, tenorMs: 7 * DAY }] })];
    const funding = [sharedPath('data', 'funding', 'funding_7venues_2020_2023.csv.gz')];
    const result = await runBacktest({ ...(await backtestOf(file, { engine, paper }, funding)), journal });
    expect([result.bars, result.rolls.finished]).toEqual([15 * 288, 2]);
    expect([result.rowsRefused, result.files[0]?.gaps?.count]).toEqual([0, 0]);
    expect(result.partsError).toBeLessThan(1e-9);
    expect(result.hedges).toBeGreaterThan(50);
    expect(result.attribution.funding).not.toBe(0);
    expect(Math.abs(result.attribution.residual)).toBeLessThan(0.05 * Math.abs(result.attribution.theta));
    expect(replay(journal.read(), sha256, ENGINE)).toMatchObject({
      difference: null,
      head: result.journal.head,
    });
  });
});
