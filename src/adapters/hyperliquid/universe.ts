import type { MarginTier } from '../../domain/margin.ts';
import { fieldsOf, numberOf, rowsOf } from '../../wire/fields.ts';
import { type TierRow, tiersOf } from '../../wire/margin.ts';

/** A perpetual of the venue's. */
export interface Coin {
  readonly name: string;
  /** Its place in the universe, by which actions name it. */
  readonly index: number;
  /** `szDecimals`: sizes are whole numbers of its last digit. */
  readonly sizePlaces: number;
  readonly maxLeverage: number;
  readonly isDelisted: boolean;
  readonly onlyIsolated: boolean;
  /** Undefined where they are not told, or make no sense. */
  readonly tiers: readonly MarginTier[] | undefined;
}

/** What the venue lists. */
export interface Universe {
  of(coin: string): Coin | undefined;
}

/** More than any coin has, and few enough to reckon with. */
const MOST_PLACES = 18;

/** Tables below this are not listed: one leverage at any size, which is the id ("Margin tiers"). */
const FIRST_TABLE = 50;

/** What is kept is half of what the greatest leverage of a bracket asks for at first ("Margining"). */
function tierRow(from: unknown, leverage: unknown): TierRow {
  return { from, leverage, maintenance: 0.5 / numberOf(leverage) };
}

/** Brackets of a coin, by its `marginTableId`; one that names no table has its one leverage at any size. */
function bracketsOf(tables: unknown, id: unknown, maxLeverage: unknown): readonly MarginTier[] | undefined {
  const listed: unknown = Array.isArray(tables)
    ? tables.find((table) => id !== undefined && fieldsOf(table)[0] === id)
    : undefined;
  if (listed !== undefined) {
    const rows = rowsOf(fieldsOf(fieldsOf(listed)[1]).marginTiers);
    return tiersOf(rows.map(({ lowerBound, maxLeverage: most }) => tierRow(lowerBound, most)));
  }
  if (id === undefined) return tiersOf([tierRow(0, maxLeverage)]);
  return numberOf(id) < FIRST_TABLE ? tiersOf([tierRow(0, id)]) : undefined;
}

/** The answer to `meta`, of which a coin's place counts; coins that make no sense are left out. */
export function universeOf(meta: unknown): Universe {
  const coins = new Map<string, Coin>();
  const { universe, marginTables } = fieldsOf(meta);
  for (const [index, row] of rowsOf(universe).entries()) {
    const { name, szDecimals: sizePlaces, maxLeverage, isDelisted, onlyIsolated, marginTableId } = row;
    if (typeof name !== 'string' || typeof sizePlaces !== 'number' || !Number.isInteger(sizePlaces)) continue;
    if (sizePlaces < 0 || sizePlaces > MOST_PLACES) continue;
    coins.set(name, {
      ...{ name, index, sizePlaces, maxLeverage: numberOf(maxLeverage) },
      ...{ isDelisted: isDelisted === true, onlyIsolated: onlyIsolated === true },
      tiers: bracketsOf(marginTables, marginTableId, maxLeverage),
    });
  }
  return { of: (coin) => coins.get(coin) };
}
