import type { VolSource } from '../../domain/config.ts';
import {
  type Bounds,
  decimal,
  isWrong,
  type Outcome,
  outOfBounds,
  type Reader,
  splitNumber,
} from './reader.ts';

/** The unit that a field is usually told in: it shapes the examples, not what is accepted. */
type Natural = 'bp' | '%';

export function percentText(fraction: number): string {
  return `${decimal(fraction * 100)}%`;
}

export function basisPointText(fraction: number): string {
  return `${decimal(fraction * 1e4)}bp`;
}

/** What a bare number was probably meant to be, written in full. */
function guess(number: number, natural: Natural, bounds: Bounds): string {
  const size = Math.abs(number);
  const meanings = natural === 'bp' ? [size >= 1 ? number / 1e4 : number, number / 100] : [];
  if (natural === '%') meanings.push(size > 1 ? number / 100 : number);
  const fits = (fraction: number): boolean => outOfBounds(fraction, '', bounds, decimal) === undefined;
  const fraction = meanings.find(fits) ?? number / 100;
  return natural === 'bp' ? `${basisPointText(fraction)} or ${percentText(fraction)}` : percentText(fraction);
}

/** A fraction told in basis points or per cent. A bare 0 needs no unit. */
export function fraction(natural: Natural, bounds: Bounds): Reader<number> {
  const show = natural === 'bp' ? basisPointText : percentText;
  const wanted = natural === 'bp' ? 'a fraction, such as 5bp or 0.05%' : 'a fraction, such as 50%';
  return {
    wanted,
    standIn: Number.NaN,
    read: (text): Outcome<number> => {
      const split = splitNumber(text);
      if (split === undefined)
        return { message: `is ${text}, which is no fraction`, remedy: `write ${wanted}` };
      const { number, digits, unit } = split;
      if (unit === '' && number !== 0)
        return {
          message: `is ${text}, which has no unit`,
          remedy: `write ${guess(number, natural, bounds)}`,
        };
      if (unit !== '' && unit !== 'bp' && unit !== '%') {
        const remedy = /^b/i.test(unit) ? `${digits}bp` : /^p/i.test(unit) ? `${digits}%` : wanted;
        return { message: `is ${text}, and ${unit} is no unit of a fraction`, remedy: `write ${remedy}` };
      }
      // Dividing keeps the decimal: 5 * 1e-4 is not the float nearest to 0.0005, 5 / 1e4 is.
      const value = number / (unit === 'bp' ? 1e4 : 100);
      return outOfBounds(value, text, bounds, show) ?? { value };
    },
  };
}

/** An annualised volatility. The upper bound catches 5000% for 50%; crypto's worst hours stay below it. */
export const vol: Reader<number> = fraction('%', { above: 0, atMost: 10 });

/** A volatility, or the word for the one that the market tells. */
export const volSource: Reader<VolSource> = {
  wanted: 'a vol, such as 55%, or market',
  standIn: { kind: 'market' },
  read: (text) => {
    if (text === 'market') return { value: { kind: 'market' } };
    const read = vol.read(text);
    return isWrong(read) ? read : { value: { kind: 'stated', vol: read.value } };
  },
};
