import type { Currency } from '../../domain/instrument.ts';
import type { BacktestResult } from '../backtest.ts';
import { hedging, money } from '../summary.ts';
import { backtestFigures } from './backtest-figures.ts';
import { filesTable } from './files-table.ts';
import { type Html, html } from './html.ts';
import { charts, list, type Made, page, section } from './report.ts';
import { facts } from './table.ts';
import { minute, shown } from './ticks.ts';
import type { Trace } from './trace.ts';

/** What does not round to nothing. */
const SHOWN = 0.005;

/** P&L by cause, each with a bar as long as the largest allows. */
function causesTable({ attribution, pnl, partsError }: BacktestResult, currency: Currency): Html {
  const parts = Object.entries(attribution).filter(([, value]) => Math.abs(value) >= SHOWN);
  const largest = Math.max(SHOWN, ...parts.map(([, value]) => Math.abs(value)));
  const rows = parts.map(([part, value]) => {
    const width = ((100 * Math.abs(value)) / largest).toFixed(1);
    const side = value < 0 ? 'loss' : 'gain';
    const bar = html`<span class="meter ${side}" style="width:${width}%"></span>`;
    return [part, { amount: money(value) }, bar] as const;
  });
  const sum = `${currency}; the parts sum to it within ${partsError.toExponential(1)} of turnover`;
  return facts([...rows, ['P&L', { amount: money(pnl) }, sum]]);
}

function notes(result: BacktestResult): readonly Html[] {
  const { alarms, warnings, assumptions } = result;
  const more = alarms.count - alarms.first.length;
  const told = [
    ...alarms.first.map(({ at, text }) => `${minute(at)}: ${text}`),
    ...(more > 0 ? [`and ${more} alarms more`] : []),
  ];
  return [
    ...(told.length > 0 ? [section('Alarms', list(told))] : []),
    ...(warnings.length > 0 ? [section('Warnings', list(warnings))] : []),
    ...(assumptions.length > 0 ? [section('Assumed', list(assumptions))] : []),
  ];
}

/** A backtest as a page of HTML; `trace` followed it, and money is in `currency`. */
export function backtestReport(result: BacktestResult, trace: Trace, currency: Currency, made: Made): string {
  const { name, from, to, bars, events, journal, files } = result;
  const kinds = Object.entries(events).map(([kind, many]) => `${shown(many)} ${kind}`);
  const sections = [
    section('Summary', facts(hedging(result))),
    section('Charts', charts(backtestFigures(trace, currency))),
    section('P&L by cause', causesTable(result, currency)),
    ...notes(result),
    section('Data', filesTable(files)),
    section(
      'Journal',
      facts([
        ['entries', `${shown(journal.entries)}: ${kinds.join(', ')}`],
        ['head', html`<code>${journal.head}</code>`],
      ]),
    ),
  ];
  return page(
    `backtest ${name}`,
    `${minute(from)} to ${minute(to)}, ${shown(bars)} bars, money in ${currency}`,
    made,
    sections,
  );
}
