import type { Currency, Instrument } from '../../domain/instrument.ts';
import { toLots } from '../../units/rounding.ts';
import { type Lots, lots } from '../../units/units.ts';
import { decimal, type Outcome, type Reader, splitNumber } from './reader.ts';

/** A size, signed, with the unit it was told in where it was. */
export interface Size {
  readonly size: number;
  readonly unit: Currency;
}

/** A size and the price at which it was entered. */
export interface Holding extends Size {
  readonly price: number;
}

const HOLDING = 'a size and its entry price, such as -1.5 @ 60000';

const readSize = (text: string): Size | undefined => {
  const split = splitNumber(text);
  return split === undefined ? undefined : { size: split.number, unit: split.unit };
};

export const holding: Reader<Holding> = {
  wanted: HOLDING,
  standIn: { size: Number.NaN, unit: '', price: Number.NaN },
  read: (text): Outcome<Holding> => {
    const [told = '', price, ...rest] = text.split('@').map((part) => part.trim());
    const size = readSize(told);
    if (size === undefined || rest.length > 0)
      return { message: `is ${text}, which is no position`, remedy: `write ${HOLDING}` };
    if (price === undefined)
      return { message: `is ${text}, without an entry price`, remedy: `write ${text} @ PRICE` };
    const entry = splitNumber(price);
    if (entry === undefined || entry.unit !== '')
      return { message: `has ${price} as its price, which is no number`, remedy: `write ${HOLDING}` };
    if (entry.number <= 0)
      return { message: `has ${price} as its price`, remedy: 'an entry price must be more than 0' };
    return { value: { ...size, price: entry.number } };
  },
};

/** A size alone; in base units unless its unit says otherwise. */
export const size: Reader<Size> = {
  wanted: 'a size in base units, such as -1.5',
  standIn: { size: Number.NaN, unit: '' },
  read: (text) => {
    const value = readSize(text);
    return value === undefined
      ? { message: `is ${text}, which is no size`, remedy: `write ${size.wanted}` }
      : { value };
  },
};

/** A delta in `base`, which may be named. */
export function delta(base: Currency, positive: boolean): Reader<number> {
  const wanted = `a delta in ${base}, such as ${positive ? `0.05 ${base}` : '0'}`;
  return {
    wanted,
    standIn: Number.NaN,
    read: (text) => {
      const told = readSize(text);
      if (told === undefined) return { message: `is ${text}, which is no delta`, remedy: `write ${wanted}` };
      if (told.unit !== '' && told.unit !== base)
        return {
          message: `is in ${told.unit}, but deltas of ${base} are in ${base}`,
          remedy: `write ${wanted}`,
        };
      if (positive && told.size <= 0)
        return { message: `is ${text}`, remedy: `it must be more than 0 ${base}` };
      return { value: told.size };
    },
  };
}

/** Units of liquidity: no ticker, which has two letters or more. */
const LIQUIDITY = 'L';

/** What sizes of a contract are told in: its base, the quote where it is counted in that, or liquidity. */
type Counted = Pick<Instrument, 'lot' | 'multiplier' | 'inverse' | 'base' | 'quote' | 'kind'>;

export function sizeUnit(contract: Counted): Currency | typeof LIQUIDITY {
  if (contract.kind === 'lp') return LIQUIDITY;
  const inQuote = contract.inverse && (contract.kind === 'perp' || contract.kind === 'future');
  return inQuote ? contract.quote : contract.base;
}

/** `told` as whole lots of `contract`; where it is not, the nearest that is. */
export function wholeLots(contract: Counted, told: Size): Outcome<Lots> {
  const unit = sizeUnit(contract);
  const written = `${decimal(told.size)}${told.unit === '' ? '' : ` ${told.unit}`}`;
  if (told.unit !== '' && told.unit !== unit)
    return { message: `is in ${told.unit}, but is counted in ${unit}`, remedy: `write the size in ${unit}` };
  if (told.unit === '' && unit !== contract.base && unit !== LIQUIDITY && !Number.isNaN(told.size))
    return {
      message: `is ${written}, which has no currency`,
      remedy: `write it with ${unit}: an inverse ${contract.kind} is counted in ${unit}`,
    };
  if (told.size === 0) return { message: 'is 0', remedy: 'leave it out' };
  const step = contract.lot * contract.multiplier;
  const quotient = told.size / step;
  // A lot or a size that was refused itself.
  if (Number.isNaN(quotient)) return { value: lots(0) };
  if (Math.abs(quotient) > Number.MAX_SAFE_INTEGER)
    return { message: `is ${written}, more lots than can be counted`, remedy: 'write a smaller size' };
  const count = toLots(told.size, step, 'nearest');
  if (Math.abs(count - quotient) <= 1e-6) return { value: count };
  const nearest = (count === 0 ? Math.sign(told.size) : count) * step;
  return {
    message: `is ${written}, which is not a whole number of lots of ${decimal(step)} ${unit}`,
    remedy: `write ${decimal(nearest)}, the nearest that is`,
  };
}
