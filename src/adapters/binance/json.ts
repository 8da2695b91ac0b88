/** A whole number of 16 digits or more that is a value by itself: a float would lose its last places. */
const LONG_INTEGER = /([:[,])(-?\d{16,})(?=[,}\]])/g;

/**
 * A message with its long numbers as texts: order ids of some symbols (such as ETHUSDT) are above 2^53. Undefined
 * where it is no JSON.
 */
export function readJson(text: string): unknown {
  return readPlainJson(text.replace(LONG_INTEGER, '$1"$2"'));
}

/** The same of messages that have no such numbers: market data, of which there is much. */
export function readPlainJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
