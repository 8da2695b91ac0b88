import { describe, expect, it } from 'vitest';
import { NO_ATTRIBUTION } from '../record/attribution.ts';
import { DAY, HOUR, later } from '../units/time.ts';
import type { BacktestResult } from './backtest.ts';
import { START } from './lab-fixture.ts';
import { summarise } from './summary.ts';

const RESULT: BacktestResult = {
  name: 'btc-straddle',
  policies: { BTC: { kind: 'clock', everyMs: HOUR } },
  from: START,
  to: later(START, 14 * DAY),
  bars: 4_032,
  accounts: [],
  carry: [],
  events: { configured: 1, bar: 4_032 },
  hedges: 1_234,
  orders: { sent: 1_240, fills: 1_300, ended: { filled: 1_234, expired: 6 } },
  refused: 3,
  held: { stale: 2 },
  turnover: 1_234_567.891,
  costBpOfNotional: 21.716,
  hedgedSdBp: 236.41,
  unhedgedSdBp: 577.13,
  hedgingErrorBp: 55.193,
  outsideBand: 0.0518,
  pnl: -1_234.5,
  attribution: { ...NO_ATTRIBUTION, gamma: -70_000, theta: 68_765.5 },
  partsError: 3e-17,
  rolls: { finished: 2, open: 1, rows: [] },
  files: [
    {
      file: 'bars.csv',
      instruments: ['BTCUSDT'],
      rows: 4_032,
      refused: {
        count: 1_001,
        byReason: { 'not a number': 1_000, 'time went back': 1 },
        first: [{ line: 7, reason: 'not a number' }],
      },
      gaps: {
        count: 1,
        bars: 12,
        longestMs: HOUR,
        longest: [{ from: START, to: later(START, HOUR), bars: 12 }],
      },
      sha256: 'ab',
    },
    {
      file: 'eth.csv',
      instruments: [],
      rows: 9,
      refused: { count: 0, byReason: {}, first: [] },
      sha256: 'cd',
    },
  ],
  rowsRefused: 1_001,
  alarms: { count: 3, first: [{ at: START, text: 'halted: lost 5' }] },
  journal: { id: 'abc', entries: 4_033, head: 'f00' },
  assumptions: ['1 USDT = 1 USD throughout'],
  warnings: ['something stands in'],
};

const lines = (change: Partial<BacktestResult> = {}): string =>
  summarise({ ...RESULT, ...change }).join('\n');

describe('summarise', () => {
  it('says what was run', () => {
    expect(lines()).toContain('btc-straddle: 2023-01-01 00:00Z to 2023-01-15 00:00Z, 4 032 bars');
  });

  it.each([
    ['policy', 'BTC clock'],
    ['hedges', '1 234 of 1 240 orders filled (1 234 filled, 6 expired)'],
    ['refused by limits', '3'],
    ['held back', '2 stale'],
    ['turnover', '1 234 567.89'],
    ['cost', '21.72 bp of notional'],
    ['rolls', '2 finished, 1 open'],
    ['sd of P&L per roll, hedged', '236.41 bp of notional'],
    ['sd of P&L per roll, unhedged', '577.13 bp of notional'],
    ['hedging error (rms)', '55.19 bp of notional'],
    ['time outside the band', '5.18 %'],
    ['gamma', '-70 000.00'],
    ['theta', ' 68 765.50'],
    ['P&L', ' -1 234.50   parts sum to it within 3.0e-17 of turnover'],
  ])('has a line for %s', (label, value) => {
    const found = summarise(RESULT).find((line) => line.trim().startsWith(`${label}  `));
    expect(found?.replace(label, '').trimStart()).toBe(value.trimStart());
  });

  it('leaves out causes that brought nothing', () => {
    expect(lines({ attribution: { ...RESULT.attribution, basis: -1e-9 } })).not.toMatch(/vega|basis/);
  });

  it('says where a figure needs more data', () => {
    expect(lines({ costBpOfNotional: null })).toMatch(/cost +no roll finished/);
    expect(lines({ held: {} })).toMatch(/held back +never/);
    expect(lines({ outsideBand: null })).toMatch(/time outside the band +no band/);
    expect(lines({ orders: { sent: 0, fills: 0, ended: {} }, hedges: 0 })).toContain(
      '0 of 0 orders filled (none ended)',
    );
  });

  it('names rows that were refused, and gaps', () => {
    const text = lines();
    expect(text).toContain('bars.csv: 4 032 rows for BTCUSDT');
    expect(text).toContain('1 001 rows refused: 1000 not a number, 1 time went back');
    expect(text).toContain('line 7: not a number');
    expect(text).toContain('12 bars missing in 1 gaps; the longest:');
    expect(text).toContain('2023-01-01 00:00Z to 2023-01-01 01:00Z: 12 bars');
    expect(text).toContain('eth.csv: 9 rows not used');
  });

  it('ends with the journal, alarms, warnings and assumptions', () => {
    expect(summarise(RESULT).slice(-7)).toEqual([
      'journal',
      '  4 033 entries: 1 configured, 4 032 bar',
      '  head f00',
      'alarm 2023-01-01 00:00Z: halted: lost 5',
      '  and 2 alarms more',
      'warning: something stands in',
      'assumed: 1 USDT = 1 USD throughout',
    ]);
  });
});
