/**
 * Reading a request's parameters. Over HTTP GET all are text, in JSON they have types; both are taken, as Deribit
 * does. What cannot be read is refused by the parameter's name (`WireFault` -32602).
 */
import { invalid } from './wire-fault.ts';

export type Params = Readonly<Record<string, unknown>>;

const LONGEST_NUMBER = 32;

/** An own property, so that no name reaches what objects inherit; null is the same as absent. */
function given(params: Params, name: string): unknown {
  return Object.hasOwn(params, name) ? (params[name] ?? undefined) : undefined;
}

/** Text, or undefined where it is not given. */
export function optionalText(params: Params, name: string): string | undefined {
  const value = given(params, name);
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw invalid(name, 'value must be a string');
}

/** Text that is not empty. */
export function text(params: Params, name: string): string {
  const value = optionalText(params, name);
  if (value === undefined || value === '') throw invalid(name, 'value is required');
  return value;
}

/** A finite number, or undefined where it is not given. */
export function optionalNumber(params: Params, name: string): number | undefined {
  const value = given(params, name);
  if (value === undefined) return undefined;
  const isPlain =
    typeof value === 'string' && value.length <= LONGEST_NUMBER && /^-?\d+(\.\d*)?(e-?\d+)?$/i.test(value);
  const number = typeof value === 'number' ? value : isPlain ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw invalid(name, 'value must be a number');
  return number;
}

/** A finite number. */
export function number(params: Params, name: string): number {
  const value = optionalNumber(params, name);
  if (value === undefined) throw invalid(name, 'value is required');
  return value;
}

/** A whole number of `least` to `most`, or undefined where it is not given. */
export function optionalInteger(
  params: Params,
  name: string,
  least: number = 0,
  most: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = optionalNumber(params, name);
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= least && value <= most))
    throw invalid(name, `value must be an integer from ${least} to ${most}`);
  return value;
}

/** True or false; false where it is not given. */
export function flag(params: Params, name: string): boolean {
  const value = given(params, name);
  if (value === undefined || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw invalid(name, 'value must be a boolean');
}

/** One of `values`, the first of them where none is given. */
export function oneOf<T extends string>(params: Params, name: string, values: readonly [T, ...T[]]): T {
  const value = optionalText(params, name);
  if (value === undefined) return values[0];
  const found = values.find((each) => each === value);
  if (found === undefined) throw invalid(name, `value must be one of ${values.join(', ')}`);
  return found;
}

/** A list of texts, of at most `most`. */
export function texts(params: Params, name: string, most: number): readonly string[] {
  const value = given(params, name);
  if (!Array.isArray(value) || value.length === 0) throw invalid(name, 'value must be a list of strings');
  if (value.length > most) throw invalid(name, `at most ${most} values`);
  return value.map((each: unknown) => {
    if (typeof each !== 'string') throw invalid(name, 'value must be a list of strings');
    return each;
  });
}

/** The parameters of a query string; the last of those with the same name counts. */
export function paramsOfQuery(query: string): Params {
  return Object.fromEntries(new URLSearchParams(query));
}
