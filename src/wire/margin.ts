/** What venues say of margin, read from JSON: what makes no sense is left out, and so is not known. */
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import type { MarginTier, VenueMargin } from '../domain/margin.ts';
import { numberOf } from './fields.ts';
import type { Holdings } from './protocol.ts';

/** What a venue says of one currency, as it came. */
export interface MarginRow {
  readonly currency: unknown;
  readonly equity: unknown;
  readonly initial: unknown;
  readonly maintenance: unknown;
}

/** Adding 0 makes 0 of −0, which a journal does not tell apart. */
function finiteOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return Number.isFinite(number) ? number + 0 : undefined;
}

function marginOf(row: MarginRow): VenueMargin | undefined {
  const [equity, initial, maintenance] = [row.equity, row.initial, row.maintenance].map(finiteOf);
  if (equity === undefined || initial === undefined || maintenance === undefined) return undefined;
  return initial < 0 || maintenance < 0 ? undefined : { equity, initial, maintenance };
}

/**
 * `rows` as a report's margin; nothing where none of them says anything. A currency in which nothing of ours settles
 * is told only where there is something in it: venues list all that they have.
 */
export function marginsOf(
  rows: readonly MarginRow[],
  ours: readonly { readonly instrument: { readonly settle: Currency } }[],
): Pick<Holdings, 'margin'> {
  const settled = new Set(ours.map(({ instrument }) => instrument.settle));
  const found = rows.flatMap((row) => {
    const margin = marginOf(row);
    if (typeof row.currency !== 'string' || margin === undefined) return [];
    const isEmpty = margin.equity === 0 && margin.initial === 0 && margin.maintenance === 0;
    return isEmpty && !settled.has(row.currency) ? [] : [[row.currency, margin] as const];
  });
  return found.length === 0 ? {} : { margin: Object.fromEntries(found) };
}

const LAST_IN_QUEUE = 0;
const FIRST_IN_QUEUE = 4;

/** `rank` as a place in the queue for auto-deleveraging; undefined where it is no whole number from 0 to 4. */
function rankOf(rank: unknown): number | undefined {
  const number = finiteOf(rank);
  if (number === undefined || !Number.isInteger(number)) return undefined;
  return number < LAST_IN_QUEUE || number > FIRST_IN_QUEUE ? undefined : number;
}

/** Ranks as a report's; nothing where none of them is one. */
export function adlOf(ranks: readonly (readonly [InstrumentId, unknown])[]): Pick<Holdings, 'adl'> {
  const found = ranks.flatMap(([id, told]) => {
    const rank = rankOf(told);
    return rank === undefined ? [] : [[id, rank] as const];
  });
  return found.length === 0 ? {} : { adl: Object.fromEntries(found) };
}

/** A bracket as it came; `leverage` is the most that it allows. */
export interface TierRow {
  readonly from: unknown;
  readonly leverage: unknown;
  /** Fraction of notional. */
  readonly maintenance: unknown;
}

/**
 * `rows` as brackets, in whatever order they came; undefined where they are none: they begin at 0 and rise, no
 * leverage is below 1, none rises with size, and no margin is kept that was not asked for at first.
 */
export function tiersOf(rows: readonly TierRow[]): readonly MarginTier[] | undefined {
  const tiers: MarginTier[] = [];
  for (const { from, leverage, maintenance: kept } of rows) {
    const [fromNotional, most, maintenance] = [from, leverage, kept].map(finiteOf);
    if (fromNotional === undefined || most === undefined || maintenance === undefined) return undefined;
    if (most < 1 || maintenance <= 0 || maintenance > 1 / most) return undefined;
    tiers.push({ fromNotional, initial: 1 / most, maintenance });
  }
  tiers.sort((a, b) => a.fromNotional - b.fromNotional);
  const rises = tiers.every(({ fromNotional, initial, maintenance }, i) => {
    const before = tiers[i - 1];
    if (before === undefined) return fromNotional === 0;
    return (
      fromNotional > before.fromNotional && initial >= before.initial && maintenance >= before.maintenance
    );
  });
  return rises && tiers.length > 0 ? tiers : undefined;
}
