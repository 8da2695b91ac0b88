import type { Goal, Peer } from '../experiment.ts';
import type { Life, ProtectedLife } from './life.ts';

/** A book along a path, on a day or through a month, by itself and under protection. */
export interface BookRow {
  readonly part: 'path' | 'day' | 'month';
  /** The seed, the day or the month. */
  readonly of: string;
  readonly book: string;
  /** Sizes of the gaps, of Bitcoin. */
  readonly gaps: readonly number[];
  readonly years: number;
  readonly off: Life;
  readonly on: ProtectedLife;
}

const TEETH = 0.2;
const FEWER = 0.8;
const COST = 0.005;

type Part = BookRow['part'];

function partOf(rows: readonly BookRow[], part: Part): readonly BookRow[] {
  return rows.filter((row) => row.part === part);
}

function died({ diedAt }: Life): boolean {
  return diedAt !== null;
}

function share(rows: readonly BookRow[], isCounted: (row: BookRow) => boolean): number | null {
  return rows.length === 0 ? null : rows.filter(isCounted).length / rows.length;
}

/** Whether a book died in a step without a gap: it had survived every gap that it met, so each was inside. */
function diedInside({ diedAt, isAtGap }: Life): boolean {
  return diedAt !== null && !isAtGap;
}

function sumOf(rows: readonly BookRow[], of: (row: BookRow) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}

/** Shares of notional a year: of what is done while a book runs, and of one opening a year. */
function costOf(rows: readonly BookRow[]): number | null {
  if (rows.length === 0) return null;
  const running = sumOf(rows, ({ on }) => on.trading + on.transfers + on.restoring);
  const years = sumOf(rows, (row) => row.years);
  return running / years + sumOf(rows, ({ on }) => on.opening) / rows.length;
}

function fewer(rows: readonly BookRow[]): number | null {
  const off = share(rows, (row) => died(row.off));
  const on = share(rows, (row) => died(row.on));
  return off === null || on === null || off === 0 ? null : 1 - on / off;
}

function percent(value: number | null): string {
  return value === null ? 'none' : `${(100 * value).toFixed(2)} %`;
}

export function goalsOf(rows: readonly BookRow[]): readonly Goal[] {
  const [paths, months] = [partOf(rows, 'path'), partOf(rows, 'month')];
  const off = share(paths, (row) => died(row.off));
  const inside = paths.length === 0 ? null : paths.filter(({ on }) => diedInside(on)).length;
  const cut = fewer(paths);
  const cost = costOf(months);
  const on = share(paths, (row) => died(row.on));
  return [
    {
      ...{ id: 'liquidation.teeth', target: TEETH, reached: off, met: off !== null && off >= TEETH },
      what: 'share of books that are liquidated on crash paths without protection, at least',
    },
    {
      ...{ id: 'liquidation.gap', target: 0, reached: inside, met: inside === 0 },
      what:
        'books liquidated under protection in a step without a gap, at most: every gap that they met was inside the ' +
        'distance that they had just before it, by the exchange’s rules; ' +
        `${paths.filter(({ off: alone }) => diedInside(alone)).length} without protection`,
    },
    {
      ...{ id: 'liquidation.all', target: FEWER, reached: cut, met: cut !== null && cut >= FEWER },
      what: `share of liquidations that protection prevents, at least; ${percent(on)} of books are left`,
    },
    {
      ...{ id: 'liquidation.cost', target: COST, reached: cost, met: cost !== null && cost <= COST },
      what:
        'fees, spreads and transfers of protection in recorded months, trading back at the end of each included, ' +
        'and of bringing a book under the rule once a year; share a year of the notional of all contracts held, ' +
        'mean over books, at most',
    },
  ];
}

function deathPeers(rows: readonly BookRow[], part: Part, of: string): readonly Peer[] {
  const found = partOf(rows, part);
  return [
    { name: `${of}: share liquidated, off`, reached: share(found, ({ off }) => died(off)) },
    { name: `${of}: share liquidated, on`, reached: share(found, ({ on }) => died(on)) },
  ];
}

/** Of the hedges that were given up: what they would have made, as share of notional, mean and root mean square. */
function lostPeers(rows: readonly BookRow[], of: string): readonly Peer[] {
  if (rows.length === 0) return [];
  const mean = sumOf(rows, ({ on }) => on.lostHedge) / rows.length;
  const square = sumOf(rows, ({ on }) => on.lostHedge * on.lostHedge) / rows.length;
  return [
    { name: `${of}: result of the hedge given up, mean, of notional`, reached: mean },
    { name: `${of}: result of the hedge given up, root mean square`, reached: Math.sqrt(square) },
  ];
}

/** What the goals leave out. */
export function peersOf(rows: readonly BookRow[]): readonly Peer[] {
  const [paths, months] = [partOf(rows, 'path'), partOf(rows, 'month')];
  const books = [...new Set(rows.map(({ book }) => book))];
  const perCrash = sumOf(paths, ({ on }) => on.opening + on.trading + on.transfers + on.restoring);
  return [
    {
      name: 'books liquidated under protection whom their gap alone would have left standing',
      reached: paths.filter(({ on }) => died(on) && !on.isBeyond).length,
    },
    ...deathPeers(rows, 'day', 'recorded crash days'),
    ...deathPeers(rows, 'month', 'recorded months'),
    {
      name: 'cost of a crash path, of notional',
      reached: paths.length === 0 ? null : perCrash / paths.length,
    },
    ...lostPeers(paths, 'crash paths'),
    ...lostPeers(months, 'recorded months'),
    ...books.flatMap((book) => {
      const [own, ownMonths] = [
        paths.filter((row) => row.book === book),
        months.filter((row) => row.book === book),
      ];
      return [
        { name: `${book}: liquidated, off`, reached: share(own, ({ off }) => died(off)) },
        { name: `${book}: liquidated, on`, reached: share(own, ({ on }) => died(on)) },
        { name: `${book}: cost a year`, reached: costOf(ownMonths) },
      ];
    }),
  ];
}
