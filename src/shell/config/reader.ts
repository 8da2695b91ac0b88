import { suggestion, unlisted } from './nearest.ts';

/** Why a text was not taken. `message` continues the field's name: "is 5, which has no unit". */
export interface Wrong {
  readonly message: string;
  readonly remedy: string;
}

export type Outcome<T> = { readonly value: T } | Wrong;

/** How one kind of value is written. */
export interface Reader<T> {
  /** Completes "write …": what is wanted, with an example. */
  readonly wanted: string;
  /**
   * Goes on in place of a value that was refused, so that reading continues and finds every error. It never
   * leaves `parseConfig`, and no later check may object to it: NaN compares false with everything.
   */
  readonly standIn: T;
  readonly read: (text: string) => Outcome<T>;
}

export function isWrong<T>(outcome: Outcome<T>): outcome is Wrong {
  return 'remedy' in outcome;
}

/** A number and what follows it; undefined when `text` does not begin with a number. */
export function splitNumber(
  text: string,
): { readonly number: number; readonly digits: string; readonly unit: string } | undefined {
  const match = /^([+-]?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\s*(\D.*)?$/i.exec(text);
  if (match === null) return undefined;
  const digits = (match[1] ?? '').replaceAll('_', '').replace(/^\+/, '');
  const number = Number(digits);
  return Number.isFinite(number) ? { number, digits, unit: match[2] ?? '' } : undefined;
}

/** `value` in decimal digits, without the noise of binary fractions and without an exponent. */
export function decimal(value: number): string {
  const text = String(Number(value.toPrecision(12)));
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

export interface Bounds {
  readonly above?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Why `value`, written as `text`, is out of bounds; `show` writes a number in the field's unit. */
export function outOfBounds(
  value: number,
  text: string,
  bounds: Bounds,
  show: (bound: number) => string,
): Wrong | undefined {
  const { above, atLeast, atMost } = bounds;
  const wrong = (bound: string): Wrong => ({ message: `is ${text}`, remedy: `it must be ${bound}` });
  if (above !== undefined && value <= above) return wrong(`more than ${show(above)}`);
  if (atLeast !== undefined && value < atLeast) return wrong(`${show(atLeast)} or more`);
  if (atMost !== undefined && value > atMost) return wrong(`${show(atMost)} or less`);
  return undefined;
}

/** A plain number, for the few things that have no unit. */
export function number(wanted: string, bounds: Bounds, whole = false): Reader<number> {
  return {
    wanted,
    standIn: Number.NaN,
    read: (text) => {
      const split = splitNumber(text);
      if (split === undefined)
        return { message: `is ${text}, which is no number`, remedy: `write ${wanted}` };
      if (split.unit !== '')
        return { message: `is ${text}, but takes no unit`, remedy: `write ${split.digits}` };
      if (whole && !Number.isSafeInteger(split.number))
        return { message: `is ${text}, which is not whole`, remedy: `write ${wanted}` };
      return outOfBounds(split.number, text, bounds, decimal) ?? { value: split.number };
    },
  };
}

/** One of a few words. */
export function choice<const T extends string>(what: string, words: readonly [T, ...T[]]): Reader<T> {
  const known = words.join(', ');
  return {
    wanted: `one of ${known}`,
    standIn: words[0],
    read: (text) => {
      const word = words.find((one) => one === text);
      if (word !== undefined) return { value: word };
      const hint = suggestion(text, words);
      const remedy = hint.startsWith('did') ? `${hint} There are ${known}` : `write one of ${known}`;
      return { message: `is ${text}, which is no ${what}`, remedy };
    },
  };
}

/** The name of something that the file lists elsewhere. */
export function reference(what: string, where: string, names: readonly string[]): Reader<string> {
  return {
    wanted: `the name of ${what} under ${where}`,
    standIn: '',
    read: (text) =>
      names.includes(text)
        ? { value: text }
        : { message: `is ${text}, which is not listed under ${where}`, remedy: unlisted(text, names) },
  };
}

/** What names a book, and with it the folder of its journal. */
export const bookName: Reader<string> = {
  wanted: 'a name of letters, digits, "-" and "_", such as demo',
  standIn: '',
  read: (text) =>
    /^[a-z0-9][a-z0-9_-]*$/i.test(text)
      ? { value: text }
      : { message: `is ${text}`, remedy: `write ${bookName.wanted}: the journal's folder is named so` },
};

/** A ticker. */
export const currency: Reader<string> = {
  wanted: 'a currency, such as BTC or USDT',
  standIn: '',
  read: (text) => {
    if (/^[A-Z0-9]{2,12}$/.test(text)) return { value: text };
    const upper = text.toUpperCase();
    const remedy = /^[A-Z0-9]{2,12}$/.test(upper) ? `write ${upper}` : `write ${currency.wanted}`;
    return { message: `is ${text}, which is no ticker`, remedy };
  },
};

/** Any text; a folder's path. */
export const text: Reader<string> = {
  wanted: 'a text',
  standIn: '',
  read: (written) => ({ value: written }),
};

export const flag: Reader<boolean> = {
  wanted: 'true or false',
  standIn: false,
  read: (written) =>
    written === 'true' || written === 'false'
      ? { value: written === 'true' }
      : { message: `is ${written}`, remedy: 'write true or false' },
};
