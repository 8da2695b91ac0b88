/** Which way a quotient of whole numbers goes: a pool always rounds in its own favour. */
export type Direction = 'up' | 'down';

/** `numerator / denominator` as a whole number, of 0 or more over 1 or more. */
export function divided(numerator: bigint, denominator: bigint, direction: Direction): bigint {
  return (direction === 'up' ? numerator + denominator - 1n : numerator) / denominator;
}
