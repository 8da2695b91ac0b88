import { fieldsOf, numberOf, rowsOf } from '../../wire/fields.ts';

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
}

/** What the venue lists. */
export interface Universe {
  of(coin: string): Coin | undefined;
}

/** More than any coin has, and few enough to reckon with. */
const MOST_PLACES = 18;

/** The answer to `meta`, of which a coin's place counts; coins that make no sense are left out. */
export function universeOf(meta: unknown): Universe {
  const coins = new Map<string, Coin>();
  for (const [index, row] of rowsOf(fieldsOf(meta).universe).entries()) {
    const { name, szDecimals: sizePlaces, maxLeverage, isDelisted, onlyIsolated } = row;
    if (typeof name !== 'string' || typeof sizePlaces !== 'number' || !Number.isInteger(sizePlaces)) continue;
    if (sizePlaces < 0 || sizePlaces > MOST_PLACES) continue;
    coins.set(name, {
      ...{ name, index, sizePlaces, maxLeverage: numberOf(maxLeverage) },
      ...{ isDelisted: isDelisted === true, onlyIsolated: onlyIsolated === true },
    });
  }
  return { of: (coin) => coins.get(coin) };
}
