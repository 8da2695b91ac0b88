import { fieldsOf, rowsOf } from '../../wire/fields.ts';

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

/** The answer to `meta`, of which a coin's place counts; coins that make no sense are left out. */
export function universeOf(meta: unknown): Universe {
  const coins = new Map<string, Coin>();
  for (const [index, row] of rowsOf(fieldsOf(meta).universe).entries()) {
    const { name, szDecimals: sizePlaces, maxLeverage, isDelisted, onlyIsolated } = row;
    if (typeof name !== 'string' || typeof sizePlaces !== 'number' || !Number.isInteger(sizePlaces)) continue;
    coins.set(name, {
      ...{ name, index, sizePlaces, maxLeverage: Number(maxLeverage) },
      ...{ isDelisted: isDelisted === true, onlyIsolated: onlyIsolated === true },
    });
  }
  return { of: (coin) => coins.get(coin) };
}
