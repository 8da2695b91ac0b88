import { type SweptRow, sweepTable } from '../sweep.ts';
import type { Figure, Point } from './figure.ts';
import { filesTable } from './files-table.ts';
import { type Html, html } from './html.ts';
import { charts, type Made, page, section } from './report.ts';
import { type Cell, table } from './table.ts';

function nameOf({ values }: SweptRow): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

/** Runs that are one series: those that differ in the last key alone, and of policies in their number alone. */
function seriesOf({ values }: SweptRow): string {
  const entries = Object.entries(values);
  const named = entries.map(([key, value], i) => {
    if (key === 'policy') return value.replace(/:.*/, '');
    return i === entries.length - 1 ? '' : `${key} ${value}`;
  });
  return named.filter((name) => name !== '').join(', ') || 'runs';
}

/** What hedging cost against what it left over, a point a run. */
function frontier(rows: readonly SweptRow[]): Figure {
  const series = new Map<string, { readonly points: Point[]; readonly labels: string[] }>();
  for (const row of rows) {
    if (!('result' in row)) continue;
    const { hedgingErrorBp: error, costBpOfNotional: cost } = row.result;
    if (error === null || cost === null) continue;
    const name = seriesOf(row);
    const one = series.get(name) ?? { points: [], labels: [] };
    series.set(name, one);
    one.points.push([error, cost]);
    one.labels.push(`${nameOf(row)}: error ${error.toFixed(2)} bp, cost ${cost.toFixed(2)} bp`);
  }
  return {
    title: 'Cost against hedging error',
    x: 'hedging error (rms over rolls), bp of notional',
    y: 'cost, bp of notional',
    time: false,
    caption: 'Lower and further left is better. Point at a run for its values.',
    layers: [...series].map(([name, one]) => ({ kind: 'points', name, ...one })),
  };
}

function runsTable(rows: readonly SweptRow[]): Html {
  const [titles = [], ...lines] = sweepTable(rows);
  const keys = Object.keys(rows[0]?.values ?? {}).length;
  const amounts = (line: readonly string[]): readonly Cell[] =>
    line.map((text, i) => (i < keys ? text : { amount: text }));
  const failed = (line: readonly string[]): readonly Cell[] =>
    line.map((text, i) => (i < keys ? text : html`<span class="bad">${text}</span>`));
  const body = lines.map((line, i) => ('result' in (rows[i] ?? {}) ? amounts(line) : failed(line)));
  return table(amounts(titles), body);
}

/** A sweep as a page of HTML. */
export function sweepReport(name: string, rows: readonly SweptRow[], made: Made): string {
  const first = rows.find((row) => 'result' in row);
  const failed = rows.filter((row) => !('result' in row)).length;
  return page(
    `sweep of ${name}`,
    `${rows.length} backtests${failed > 0 ? `, ${failed} of which failed` : ''}`,
    made,
    [
      section('Cost and error', charts([frontier(rows)])),
      section('Runs', runsTable(rows)),
      ...(first === undefined ? [] : [section('Data', filesTable(first.result.files))]),
    ],
  );
}
