/** Reads what strangers send: each answers undefined for anything but what it is for. */

export type Fields = Readonly<Record<string, unknown>>;

/** An object, which may have any fields; no list. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** A whole number from 0 that a float64 holds exactly. */
export function wholeOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** A text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** True or false, and nothing that is like it. */
export function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function hexOf(value: unknown, digits: number): string | undefined {
  if (typeof value !== 'string' || value.length !== digits + 2) return undefined;
  return /^0x[0-9a-f]+$/i.test(value) ? value.toLowerCase() : undefined;
}

/** In lower case, which is how addresses are compared and hashed. */
export function addressOf(value: unknown): string | undefined {
  return hexOf(value, 40);
}

/** A client's order id: 128 bits. */
export function cloidOf(value: unknown): string | undefined {
  return hexOf(value, 32);
}

/** All of `values` as `read` understands them; undefined when it does not understand one. */
export function allOf<T>(values: unknown, read: (value: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const all: T[] = [];
  for (const value of values) {
    const understood = read(value);
    if (understood === undefined) return undefined;
    all.push(understood);
  }
  return all;
}

/** `value` in JSON; undefined where it is nested too deeply to be written. */
export function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** What a text says in JSON; undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
