const ZERO = 48;
const POINT = 46;
const MINUS = 45;

/** Powers of ten that a float64 holds exactly. */
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** As many digits always fit a safe integer. */
const SAFE_DIGITS = 15;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The number written in `bytes` from `from` to before `to`: the same float64 that `Number` answers, without
 * making a string of it. NaN when it is none, or is empty.
 */
export function decimal(bytes: Buffer, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  let digits = 0;
  let decimals = -1;
  let mantissa = 0;
  for (let i = negative ? from + 1 : from; i < to; i += 1) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (bytes[i] === POINT && decimals < 0) decimals = 0;
    else return slow(bytes, from, to);
  }
  if (digits === 0 || digits > SAFE_DIGITS) return slow(bytes, from, to);
  // An integer over a power of ten, both exact, is rounded once.
  const value = decimals > 0 ? mantissa / (POWERS[decimals] as number) : mantissa;
  return negative ? -value : value;
}

function slow(bytes: Buffer, from: number, to: number): number {
  const text = bytes.toString('latin1', from, to).trim();
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}
