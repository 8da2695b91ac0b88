import { afterAll, describe, expect, it } from 'vitest';
import type { Because } from '../../decide/decide.ts';
import type { Appended } from '../../engine/scribe.ts';
import type { EngineState } from '../../engine/state.ts';
import { HOUR, later } from '../../units/time.ts';
import { runBacktest } from '../backtest.ts';
import { makeFolder } from '../data/data-fixture.ts';
import { backtestOf, barTable, diffusion, engineConfig, START } from '../lab-fixture.ts';
import { backtestFigures } from './backtest-figures.ts';
import { backtestReport } from './backtest-report.ts';
import type { Figure, Layer, Point } from './figure.ts';
import { misnested, reachesOut, textOf } from './report-fixture.ts';
import { createTrace, type Trace } from './trace.ts';

const folder = makeFolder();
afterAll(folder.remove);

/** A backtest over `count` bars of an hour, with what followed it. */
async function followed(count: number) {
  const file = folder.write(`BTCUSDT_perp_1h_${count}.csv`, barTable(diffusion(count)));
  const options = await backtestOf(file);
  const trace: Trace = createTrace(options.recording, engineConfig().profiles);
  const equities: number[] = [];
  const entries: (readonly [Appended, EngineState])[] = [];
  const decided: Because[] = [];
  const filled = { bought: 0, sold: 0 };
  const result = await runBacktest({
    ...options,
    onAppended: (appended, state) => {
      trace.take(appended, state);
      entries.push([appended, state]);
      const { body, outcome } = appended;
      if (outcome.equity !== undefined) equities.push(outcome.equity);
      for (const { because } of outcome.decisions ?? []) if ('reason' in because) decided.push(because);
      if (body.kind !== 'account' || body.event.kind !== 'fill') return;
      filled[body.event.lots > 0 ? 'bought' : 'sold'] += Math.abs(body.event.lots) * 0.001;
    },
  });
  return { result, trace, entries, equities, decided, filled };
}

function ys(layer: Layer | undefined): readonly number[] {
  return layer === undefined || layer.kind === 'band' ? [] : layer.points.map(([, y]: Point) => y);
}

function titled(figures: readonly Figure[], title: string): Figure {
  const found = figures.find((figure) => figure.title.startsWith(title));
  if (found === undefined) throw new Error(`no figure ${title}`);
  return found;
}

/** Twenty days, and as many rolls. */
const LONG = await followed(24 * 20);

describe('the trace of a backtest', () => {
  it('has the least and most of equity, delta and drawdown', () => {
    const { trace, equities, decided } = LONG;
    const deltas = decided.map((because) => because.delta);
    const kept = trace.equity.points().map(([, y]) => y);
    expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...equities), Math.max(...equities)]);
    let [peak, worst] = [Number.NEGATIVE_INFINITY, 0];
    for (const equity of equities) {
      peak = Math.max(peak, equity);
      worst = Math.min(worst, equity - peak);
    }
    expect(Math.min(...trace.drawdown.points().map(([, y]) => y))).toBe(worst);
    expect(Math.max(...trace.drawdown.points().map(([, y]) => y))).toBe(0);
    const delta =
      trace.underlyings
        .get('BTC')
        ?.delta.points()
        .map(([, y]) => y) ?? [];
    expect(Math.min(...delta)).toBeLessThanOrEqual(Math.min(...deltas));
    expect(Math.max(...delta)).toBeGreaterThanOrEqual(Math.max(...deltas));
  });

  it('has every hedge, in marks that bear their sum', () => {
    const { result, trace, filled } = LONG;
    const btc = trace.underlyings.get('BTC');
    const sum = (side: 'bought' | 'sold', of: 'fills' | 'size'): number =>
      (btc?.[side] ?? []).reduce((total, hedges) => total + hedges[of], 0);
    expect(sum('bought', 'fills') + sum('sold', 'fills')).toBe(result.orders.fills);
    expect(sum('bought', 'size')).toBeCloseTo(filled.bought, 9);
    expect(sum('sold', 'size')).toBeCloseTo(filled.sold, 9);
    const marks = titled(backtestFigures(trace, 'USD'), 'Price of BTC').layers;
    const prices = ys(marks[0]);
    for (const price of [...ys(marks[1]), ...ys(marks[2])]) {
      expect(price).toBeGreaterThan(0.99 * Math.min(...prices));
      expect(price).toBeLessThan(1.01 * Math.max(...prices));
    }
  });

  it('has costs and causes that add up to the ledger’s', () => {
    const { result, trace } = LONG;
    const figures = backtestFigures(trace, 'USD');
    const fees = titled(figures, 'Costs').layers.find(({ name }) => name === 'fees');
    expect(ys(fees).at(-1)).toBe(-result.attribution.fees);
    const causes = titled(figures, 'P&L by cause').layers;
    for (const layer of causes) {
      const part = result.attribution[layer.name as keyof typeof result.attribution];
      expect(ys(layer).reduce((total, y) => total + y, 0)).toBeCloseTo(part, 6);
    }
    expect(causes.map(({ name }) => name)).toContain('gamma');
  });

  it('has delta and band of every decision, up close', () => {
    const { trace, decided } = LONG;
    const readings = trace.underlyings.get('BTC')?.recent.readings() ?? [];
    expect(readings.length).toBe(600);
    expect(readings.at(-1)?.at).toBe(START + 24 * 20 * HOUR);
    const since = readings[0]?.at ?? 0;
    const late = decided.filter(({ at }) => at > since);
    expect(late.length).toBeGreaterThan(100);
    for (const { at, delta, lower, upper } of late)
      expect(readings).toContainEqual({ at, delta, lower, upper });
  });
});

describe('backtestReport', () => {
  const MADE = { command: 'evenkeel backtest x.yaml', commit: 'abc' };

  it('is one whole document with every part', async () => {
    const { result, trace } = await followed(60);
    const report = backtestReport(result, trace, 'USD', MADE);
    expect(misnested(report)).toBeNull();
    expect(reachesOut(report.replace('http-equiv', ''))).toEqual([]);
    expect(textOf(report, 'h2').map((title) => title.replace('&amp;', '&'))).toEqual([
      ...['Summary', 'Charts', 'P&L by cause', 'Assumed', 'Data', 'Journal', 'How this was made'],
    ]);
    expect(textOf(report, 'h3').length).toBe(7);
    expect(report).not.toMatch(/NaN|Infinity|undefined/);
    expect(report).toContain(result.journal.head);
  });

  it('does not grow with the data', () => {
    const { result, entries } = LONG;
    const length = 24 * 20 * HOUR;
    const sizeOf = (times: number): number => {
      const to = later(START, times * length);
      const trace = createTrace({ from: START, to }, engineConfig().profiles);
      for (let i = 0; i < times; i += 1)
        for (const [appended, state] of entries)
          trace.take({ ...appended, at: later(appended.at, i * length) }, state);
      return backtestReport(result, trace, 'USD', MADE).length;
    };
    const [once, twice] = [sizeOf(10), sizeOf(20)];
    expect(twice).toBeLessThan(1.02 * once);
    expect(twice).toBeLessThan(2e6);
  });
});
