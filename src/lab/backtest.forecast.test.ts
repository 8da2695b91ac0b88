import { afterAll, describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import type { EngineConfig } from '../domain/config.ts';
import { replay } from '../engine/replay.ts';
import type { Appended } from '../engine/scribe.ts';
import { HOUR, MINUTE } from '../units/time.ts';
import { type BacktestResult, runBacktest } from './backtest.ts';
import { makeFolder } from './data/data-fixture.ts';
import { backtestOf, barTable, diffusion, engineConfig, PROFILE, sha256 } from './lab-fixture.ts';

const folder = makeFolder();
afterAll(folder.remove);

const LINES = diffusion(4 * 24 * 4, 15 * MINUTE);
const BARS = folder.write('BTCUSDT_perp_15m.csv', barTable(LINES));
const TIMES = { staleAfterMs: HOUR, reviewEveryMs: HOUR } as const;

interface Ran {
  readonly result: BacktestResult;
  readonly entries: readonly Appended[];
  readonly lines: readonly string[];
}

async function run(change: Partial<EngineConfig>, file: string = BARS): Promise<Ran> {
  const journal = createMemoryJournal();
  const entries: Appended[] = [];
  const profiles = [{ ...PROFILE, hedgeVol: 'forecast' as const }];
  const engine = engineConfig({ ...TIMES, profiles, ...change });
  const options = await backtestOf(file, { engine, journal });
  const result = await runBacktest({ ...options, onAppended: (appended) => entries.push(appended) });
  return { result, entries, lines: [...journal.read()] };
}

/** Where the vol of each decision that was taken came from. */
function sourcesOf({ entries }: Ran): readonly string[] {
  return entries
    .flatMap(({ outcome }) => outcome.decisions ?? [])
    .flatMap(({ because }) => ('volFrom' in because ? [because.volFrom] : []));
}

describe('a backtest hedged at what HAR forecasts', () => {
  it('begins with EWMA, goes on with HAR, and can be replayed to the byte', async () => {
    const ran = await run({ forecastModel: 'har' });
    const sources = sourcesOf(ran);
    expect([...new Set(sources)]).toEqual([
      'mark, forecast not ready',
      'ewma, forecaster not ready',
      'forecast',
    ]);
    expect(sources.at(-1)).toBe('forecast');
    const replayed = replay(ran.lines, sha256, ENGINE);
    expect(replayed.difference).toBeNull();
    expect(replayed.head).toBe(ran.result.journal.head);
  });

  it('is another than one at EWMA, whose journal says nothing of a choice', async () => {
    const [har, ewma] = [await run({ forecastModel: 'har' }), await run({})];
    expect(har.result.pnl).not.toBe(ewma.result.pnl);
    expect(new Set(sourcesOf(ewma))).toEqual(new Set(['mark, forecast not ready', 'forecast']));
    expect(har.lines.some((line) => line.includes('forecaster'))).toBe(true);
    for (const line of ewma.lines) expect(line).not.toMatch(/forecaster|forecastModel/);
  });

  it('knows no bar before it has closed', async () => {
    const cut = 300;
    const wild = LINES.map((line, i) => {
      const [at, open, high, low, close, volume] = line.split(',').map(Number) as [number, ...number[]];
      return i < cut ? line : [at, open, 1.5 * (high ?? 0), low, 1.2 * (close ?? 0), volume].join(',');
    });
    const file = folder.write('BTCUSDT_perp_15m_wild.csv', barTable(wild));
    const [before, after] = [await run({ forecastModel: 'har' }), await run({ forecastModel: 'har' }, file)];
    const end = Number(LINES[cut]?.split(',')[0]) + 15 * MINUTE;
    const seen = ({ entries }: Ran): readonly unknown[] =>
      entries
        .filter(({ at, body }) => at < end && body.kind === 'decisionDue')
        .map(({ outcome }) => outcome.decisions);
    expect(seen(before).length).toBeGreaterThan(50);
    expect(seen(after)).toEqual(seen(before));
  });
});
