import type { LabDocument } from '../run-lab.ts';
import { figureOf } from './figure.ts';
import { filesTable } from './files-table.ts';
import { type Html, html } from './html.ts';
import { charts, list, type Made, page, section } from './report.ts';
import { type Cell, table } from './table.ts';
import { shown } from './ticks.ts';

/** More rows are in the JSON document. */
const ROWS = 200;
const CELL = 120;

function reachedOf(value: number | null): Cell {
  return { amount: value === null ? 'too little data' : shown(value) };
}

function goalsTable({ goals }: LabDocument): Html {
  const titles = ['Verdict', 'Goal', { amount: 'Reached' }, { amount: 'Target' }, 'What it is'];
  const rows = goals.map(({ id, target, reached, met, what }) => [
    met ? html`<span class="good">✓ met</span>` : html`<span class="bad">✗ not met</span>`,
    html`<code class="nowrap">${id}</code>`,
    reachedOf(reached),
    { amount: shown(target) },
    what,
  ]);
  return table(titles, rows);
}

function peersTable({ peers }: LabDocument): Html {
  return table(
    ['Peer', { amount: 'Reached' }],
    peers.map(({ name, reached }) => [name, reachedOf(reached)]),
  );
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'number') return { amount: exact(value) };
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > CELL ? `${text.slice(0, CELL)}…` : text;
}

/** Whole numbers, among them times, to the last digit. */
function exact(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : shown(value);
}

function rowsTable(rows: readonly object[]): Html {
  const first = rows.slice(0, ROWS).map((row) => row as Readonly<Record<string, unknown>>);
  const columns = [...new Set(first.flatMap((row) => Object.keys(row)))];
  const body = first.map((row) => columns.map((column) => cellOf(row[column])));
  const left = rows.length - first.length;
  const more = html`<p class="caption">${left} rows more are in the JSON document.</p>`;
  return html`${table(columns, body)}${left > 0 ? more : null}`;
}

/** An experiment's findings as a page of HTML. */
export function labReport(document: LabDocument, made: Made): string {
  const { name, goals, peers, rows, warnings, data } = document;
  const met = goals.filter((goal) => goal.met).length;
  const figures = (document.charts ?? []).map(figureOf);
  const sections = [
    section('Goals', goalsTable(document)),
    ...(figures.length > 0 ? [section('Charts', charts(figures))] : []),
    ...(peers.length > 0 ? [section('Measured in the same run', peersTable(document))] : []),
    ...(warnings.length > 0 ? [section('Warnings', list(warnings))] : []),
    ...(rows.length > 0 ? [section('Rows', rowsTable(rows))] : []),
    ...(data.length > 0 ? [section('Data', filesTable(data))] : []),
  ];
  return page(`lab ${name}`, `${met} of ${goals.length} goals met`, made, sections);
}
