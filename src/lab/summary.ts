import type { CarryStatus } from '../engine/carry/status.ts';
import type { AccountStatus } from '../engine/protection/status.ts';
import type { BacktestResult } from './backtest.ts';
import type { FileReport } from './recording.ts';

/** `value` with thousands apart and two decimals. */
export function money(value: number): string {
  const [whole = '', fraction = ''] = Math.abs(value).toFixed(2).split('.');
  return `${value < 0 ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ' ')}.${fraction}`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function bp(value: number | null): string {
  return value === null ? 'no roll finished' : `${value.toFixed(2)} bp of notional`;
}

function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/** What does not round to nothing. */
const SHOWN = 0.005;

type Lines = readonly (readonly [label: string, value: string])[];

function table(lines: Lines): readonly string[] {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
}

function accountLine({
  account,
  unit,
  equity,
  maintenance,
  distance,
  stage,
  because,
}: AccountStatus): Lines[number] {
  if (equity === null || maintenance === null) return [`margin of ${account}`, because];
  const far = distance === null ? 'no move liquidates' : `liquidation ${(100 * distance).toFixed(1)} % away`;
  return [
    `margin of ${account}`,
    `${money(equity)} ${unit}, ${money(maintenance)} to be kept; ${far}; ${stage}`,
  ];
}

function carryLine({ pair, held, earned, because }: CarryStatus): Lines[number] {
  return [
    `carry ${pair}`,
    `${held === null ? 'nothing' : money(held)} held, ${money(earned)} of funding; ${because}`,
  ];
}

/** How the book was hedged, by label. */
export function hedging(result: BacktestResult): Lines {
  const { hedges, orders, refused, rolls, outsideBand } = result;
  const ended = Object.entries(orders.ended).map(([reason, many]) => `${count(many)} ${reason}`);
  const held = Object.entries(result.held).map(([why, many]) => `${count(many)} ${why}`);
  const policies = Object.entries(result.policies).map(
    ([underlying, policy]) => `${underlying} ${policy.kind}`,
  );
  return [
    ['policy', policies.join(', ')],
    [
      'hedges',
      `${count(hedges)} of ${count(orders.sent)} orders filled (${ended.join(', ') || 'none ended'})`,
    ],
    ['refused by limits', count(refused)],
    ['held back', held.join(', ') || 'never'],
    ['turnover', money(result.turnover)],
    ['cost', bp(result.costBpOfNotional)],
    ['rolls', `${rolls.finished} finished, ${rolls.open} open`],
    ['sd of P&L per roll, hedged', bp(result.hedgedSdBp)],
    ['sd of P&L per roll, unhedged', bp(result.unhedgedSdBp)],
    ['hedging error (rms)', bp(result.hedgingErrorBp)],
    ['time outside the band', outsideBand === null ? 'no band' : `${(100 * outsideBand).toFixed(2)} %`],
    ...result.accounts.map(accountLine),
    ...result.carry.map(carryLine),
  ];
}

function explained({ attribution, pnl, partsError }: BacktestResult): Lines {
  const parts = Object.entries(attribution).filter(([, value]) => Math.abs(value) >= SHOWN);
  const width = Math.max(...[pnl, ...parts.map(([, value]) => value)].map((value) => money(value).length));
  return [
    ...parts.map(([part, value]) => [part, money(value).padStart(width)] as const),
    [
      'P&L',
      `${money(pnl).padStart(width)}   parts sum to it within ${partsError.toExponential(1)} of turnover`,
    ],
  ];
}

function fileLines({ file, instruments, rows, refused, gaps }: FileReport): readonly string[] {
  const use = instruments.length === 0 ? 'not used' : `for ${instruments.join(', ')}`;
  const lines = [`  ${file}: ${count(rows)} rows ${use}`];
  if (refused.count > 0) {
    const reasons = Object.entries(refused.byReason).map(([reason, many]) => `${many} ${reason}`);
    lines.push(`    ${count(refused.count)} rows refused: ${reasons.join(', ')}`);
    for (const { line, reason } of refused.first) lines.push(`      line ${line}: ${reason}`);
  }
  if (gaps !== undefined && gaps.count > 0) {
    lines.push(`    ${count(gaps.bars)} bars missing in ${count(gaps.count)} gaps; the longest:`);
    for (const { from, to, bars } of gaps.longest)
      lines.push(`      ${minute(from)} to ${minute(to)}: ${count(bars)} bars`);
  }
  return lines;
}

/** A backtest's result as lines for a person. */
export function summarise(result: BacktestResult): readonly string[] {
  const { name, from, to, bars, events, journal, alarms, warnings, assumptions } = result;
  const kinds = Object.entries(events).map(([kind, many]) => `${count(many)} ${kind}`);
  return [
    `${name}: ${minute(from)} to ${minute(to)}, ${count(bars)} bars`,
    ...table(hedging(result)),
    'P&L by cause',
    ...table(explained(result)),
    'data',
    ...result.files.flatMap(fileLines),
    'journal',
    `  ${count(journal.entries)} entries: ${kinds.join(', ')}`,
    `  head ${journal.head}`,
    ...alarms.first.map(({ at, text }) => `alarm ${minute(at)}: ${text}`),
    ...(alarms.count > alarms.first.length
      ? [`  and ${count(alarms.count - alarms.first.length)} alarms more`]
      : []),
    ...warnings.map((text) => `warning: ${text}`),
    ...assumptions.map((text) => `assumed: ${text}`),
  ];
}
