import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { quantile } from '../math/statistics.ts';
import { DAY, YEAR } from '../units/time.ts';
import { type InverseOptionValue, inverseOption } from './inverse-option.ts';

/** The two whose quotes are farthest from their underlying; all four in the long run. */
const MONTHS = ['2026-02', '2026-03', ...(process.env.EVENKEEL_LONG === '1' ? ['2026-01', '2026-04'] : [])];

type Row = Readonly<Record<string, string>>;

/** Every `step`-th row of a chain. */
function readChain(file: string, step: number): Row[] {
  const text = gunzipSync(readFileSync(sharedPath('data', 'options', file))).toString();
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines
    .filter((_, i) => i % step === 0)
    .map((line) => {
      const cells = line.split(',');
      return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
    });
}

const timeLeft = (row: Row) => Number(row.expiry_ms) - Number(row.ts_ms);

function valueAt(row: Row, vol: number): InverseOptionValue {
  const value = inverseOption({
    type: row.type === 'C' ? 'call' : 'put',
    strike: Number(row.strike),
    forward: Number(row.underlying),
    index: Number(row.underlying),
    years: timeLeft(row) / YEAR,
    vol,
  });
  if (value.kind === 'refused') throw new Error(`${row.instrument}: ${value.field} ${value.value}`);
  return value;
}

describeWithShared('the chain of 21 May 2020 with all of the Greeks that Deribit publishes', () => {
  const rows = readChain('deribit_btc_chain_fullgreeks_20200521.csv.gz', 1).filter(
    (row) => timeLeft(row) > DAY,
  );
  /** What is printed of a vol (0.01 %) and of a Greek (five decimals) may be off by half its last place. */
  const VOL_ROUNDING = 5e-5;
  const ROUNDING = 5.0001e-6;
  /** In the exchange's units: USD per vol point, per day and per 1 %. */
  const greeksOf = (row: Row, vol: number) => {
    const { quote } = valueAt(row, vol);
    const { delta, gamma, vega, theta, rho } = quote;
    // No more than the option is worth can be lost in a day: the exchange stops its theta at its mark.
    const perDay = Math.max(theta / 365, -Number(row.mark) * Number(row.underlying));
    return { delta, gamma, vega: vega / 100, theta: perDay, rho: rho / 100 };
  };
  type Greek = keyof ReturnType<typeof greeksOf>;

  const errorOf = (row: Row, greek: Greek) => {
    const vol = Number(row.mark_iv_pct) / 100;
    const ours = greeksOf(row, vol)[greek];
    const reach = [vol - VOL_ROUNDING, vol + VOL_ROUNDING].map((v) =>
      Math.abs(greeksOf(row, v)[greek] - ours),
    );
    return { ours, error: Math.abs(ours - Number(row[greek])), reach: Math.max(...reach) };
  };

  it('has 268 rows with more than a day to go', () => {
    expect(rows).toHaveLength(268);
  });

  it('agrees in delta, gamma and the price in coins', () => {
    for (const row of rows) {
      expect(errorOf(row, 'delta').error, `delta of ${row.instrument}`).toBeLessThan(5e-5);
      expect(errorOf(row, 'gamma').error, `gamma of ${row.instrument}`).toBeLessThan(6e-6);
      const { coin } = valueAt(row, Number(row.mark_iv_pct) / 100);
      expect(Math.abs(coin.price - Number(row.mark)), `mark of ${row.instrument}`).toBeLessThan(2.4e-4);
    }
  });

  it.each(['vega', 'theta', 'rho'] as const)('agrees in %s to the rounding of what is printed', (greek) => {
    for (const row of rows) {
      const { ours, error, reach } = errorOf(row, greek);
      expect(error, `${greek} of ${row.instrument}`).toBeLessThanOrEqual(
        5e-4 * Math.abs(ours) + ROUNDING + reach,
      );
    }
  });
});

describeWithShared('the chains of 2026', () => {
  // Bounds: what the data's own description measured, to its two digits (its worst median is 1.7e-4).
  // Where `underlying` was read seconds from the quote, both delta and price differ: hence quantiles.
  it.each(MONTHS)('agrees with a sample of %s', (month) => {
    const rows = readChain(`deribit_chain_${month}.csv.gz`, 23).filter(
      (row) => timeLeft(row) > 0 && Number(row.mark_iv) > 0 && row.delta !== '' && row.mark !== '',
    );
    expect(rows.length).toBeGreaterThan(6000);
    const values = rows.map((row) => valueAt(row, Number(row.mark_iv)));
    const deltas = values.map(({ quote }, i) => Math.abs(quote.delta - Number(rows[i]?.delta)));
    const prices = values.map(({ coin }, i) => Math.abs(coin.price - Number(rows[i]?.mark)));
    expect(quantile(deltas, 0.5)).toBeLessThan(1.75e-4);
    expect(quantile(deltas, 0.95)).toBeLessThan(4.2e-3);
    expect(quantile(prices, 0.5)).toBeLessThan(1e-5);
    expect(quantile(prices, 0.95)).toBeLessThan(3e-4);
  });
});

describe('one row of the recording, by hand', () => {
  it('is the put 9250 a morning before its expiry', () => {
    const value = inverseOption({
      type: 'put',
      strike: 9250,
      forward: 9096.11,
      index: 9095.83,
      years: (1590134400000 - 1590103193775) / YEAR,
      vol: 0.8505,
    });
    if (value.kind === 'refused') throw new Error('refused');
    expect(value.coin.price).toBeCloseTo(0.02125, 4);
    expect(value.quote.delta).toBeCloseTo(-0.7303, 3);
    expect(value.premiumAdjustedDelta).toBeCloseTo(-0.7516, 3);
  });
});
