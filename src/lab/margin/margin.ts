/**
 * What margin models are worth: whether ours says of random accounts what the simulated exchange says, which was
 * written apart from it, to the prices at which it liquidates; and what collateral reference books need netted
 * against gross. Reads no files.
 */
import { createRandom } from '../../math/random.ts';
import type { Goal, Peer, Study, StudySetting } from '../experiment.ts';
import { type AgreementRow, agreement } from './agreement.ts';
import { type NettingRow, netted } from './netted.ts';

const SEED = 'margin';
const BOOKS = 10_000;
const WITHIN = 1e-9;
const SAVED_AT_LEAST = 0.4;

function worstOf(row: AgreementRow): number {
  return Math.max(row.equity, row.balance, row.initial, row.maintenance, row.price);
}

function sumOf(rows: readonly AgreementRow[], which: 'accounts' | 'driven' | 'confirmed'): number {
  return rows.reduce((sum, row) => sum + row[which], 0);
}

function exchangeGoal(books: number, rows: readonly AgreementRow[]): Goal {
  const reached = rows.length === 0 ? null : Math.max(...rows.map(worstOf));
  const [driven, confirmed] = [sumOf(rows, 'driven'), sumOf(rows, 'confirmed')];
  const isConfirmed = rows.every((row) => row.confirmed === row.driven && row.neverConfirmed === row.never);
  const what = [
    'largest relative difference of equity, balance, both margins and liquidation price from the exchange’s',
    `${sumOf(rows, 'accounts')} accounts of ${books} books, at most`,
    `and it liquidates where we say: ${confirmed} of ${driven} prices driven to`,
  ].join('; ');
  const met = reached !== null && reached <= WITHIN && isConfirmed && driven > 0;
  return { id: 'margin.exchange', target: WITHIN, reached, met, what };
}

function leastSaving(rows: readonly NettingRow[], isAsked: (row: NettingRow) => boolean): number | null {
  const savings = rows.filter((row) => row.model !== 'venues' && isAsked(row)).map(({ saving }) => saving);
  return savings.length === 0 ? null : Math.min(...savings);
}

function nettingGoal(rows: readonly NettingRow[]): Goal {
  const reached = leastSaving(rows, ({ isHedged, hasHaircuts }) => isHedged && hasHaircuts);
  const what =
    'smallest share of gross collateral that netting saves, over hedged books and scenario presets, at least';
  const met = reached !== null && reached >= SAVED_AT_LEAST;
  return { id: 'margin.netting', target: SAVED_AT_LEAST, reached, met, what };
}

function peersOf(rows: readonly NettingRow[]): readonly Peer[] {
  return [...new Set(rows.map(({ book }) => book))].flatMap((book) =>
    [true, false].map((hasHaircuts) => ({
      name: `${book}: smallest saving over presets, ${hasHaircuts ? 'with haircuts' : 'by scenarios alone'}`,
      reached: leastSaving(rows, (row) => row.book === book && row.hasHaircuts === hasHaircuts),
    })),
  );
}

type Found = Awaited<ReturnType<Study>>;

/** The study on this many random books. Files have nothing to tell it. */
export function runMargin(books: number, { data, funding, chains, onProgress }: StudySetting): Found {
  const compared = agreement(books, createRandom(SEED), onProgress);
  const saved = netted();
  onProgress(1);
  const isGiven = data.length + funding.length + chains.length > 0;
  return {
    goals: [exchangeGoal(books, compared), nettingGoal(saved)],
    peers: peersOf(saved),
    rows: [...compared, ...saved],
    files: [],
    warnings: isGiven ? ['margin reads no files: those that were given had no effect'] : [],
  };
}

/** The study at full effort. */
export const margin: Study = async (setting) => runMargin(BOOKS, setting);
