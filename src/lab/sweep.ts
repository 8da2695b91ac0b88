import type { BacktestResult } from './backtest.ts';
import { InputRefused } from './data/input-refused.ts';

/** A value of the config, and what it is to be in turn. */
export interface SweptKey {
  readonly key: string;
  readonly values: readonly string[];
}

/** One run of a sweep: what each key is. */
export type SweptValues = Readonly<Record<string, string>>;

/** What is kept of a backtest in a sweep: all but its single rolls. */
export type SweptResult = Omit<BacktestResult, 'rolls'> & {
  readonly rolls: Omit<BacktestResult['rolls'], 'rows'>;
};

/** What became of one run. */
export type SweptRow =
  | { readonly values: SweptValues; readonly result: SweptResult }
  | { readonly values: SweptValues; readonly error: string; readonly remedy?: string };

const MOST = 1_000;

/** Every combination of the keys' values; the last key changes fastest. Throws `InputRefused`. */
export function combinations(swept: readonly SweptKey[]): readonly SweptValues[] {
  const twice = swept.find(({ key }, i) => swept.findIndex((other) => other.key === key) !== i);
  if (twice !== undefined)
    throw new InputRefused(`${twice.key} is swept twice`, 'give all its values in one --sweep');
  const count = swept.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST)
    throw new InputRefused(`a sweep of ${count} backtests`, `sweep fewer values: at most ${MOST} in all`);
  return swept.reduce<readonly SweptValues[]>(
    (before, { key, values }) => before.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** What a sweep keeps of `result`. */
export function keptOf({ rolls, ...result }: BacktestResult): SweptResult {
  const { finished, open } = rolls;
  return { ...result, rolls: { finished, open } };
}

const COLUMNS: readonly (readonly [title: string, of: (result: SweptResult) => string])[] = [
  ['hedges', ({ hedges }) => String(hedges)],
  ['cost bp', ({ costBpOfNotional }) => twoDecimals(costBpOfNotional)],
  ['error bp', ({ hedgingErrorBp }) => twoDecimals(hedgingErrorBp)],
  ['sd bp', ({ hedgedSdBp }) => twoDecimals(hedgedSdBp)],
  ['turnover', ({ turnover }) => turnover.toFixed(0)],
  ['P&L', ({ pnl }) => pnl.toFixed(2)],
];

function twoDecimals(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

/** A sweep as a table: a line of titles and a line for each run; of a run that failed, why. */
export function sweepTable(rows: readonly SweptRow[]): readonly (readonly string[])[] {
  const keys = Object.keys(rows[0]?.values ?? {});
  const lines = rows.map((row) => [
    ...keys.map((key) => row.values[key] ?? ''),
    ...('result' in row ? COLUMNS.map(([, of]) => of(row.result)) : [row.error]),
  ]);
  return [[...keys, ...COLUMNS.map(([title]) => title)], ...lines];
}
