import type { FileReport } from '../recording.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';
import { shown } from './ticks.ts';

/** Files, and what of them was refused. */
export function filesTable(files: readonly FileReport[]): Html {
  const titles = ['File', { amount: 'Rows' }, { amount: 'Refused' }, { amount: 'Bars missing' }, 'SHA-256'];
  const rows = files.map(({ file, rows: count, refused, gaps, sha256 }) => [
    html`<code>${file}</code>`,
    { amount: shown(count) },
    { amount: shown(refused.count) },
    { amount: gaps === undefined ? '–' : shown(gaps.bars) },
    html`<code>${sha256}</code>`,
  ]);
  return table(titles, rows);
}
