import type { Holdings } from './protocol.ts';

/**
 * Whether two readings of an account tell the same positions and the same cash. Entries are left out: an average is
 * rounded, and follows from the trades that moved the position.
 */
export function sameHoldings(a: Holdings, b: Holdings): boolean {
  const flat = ({ positions, cash }: Holdings): string =>
    [positions, cash]
      .map((record: Readonly<Record<string, number | bigint>>) =>
        Object.keys(record)
          .sort()
          .map((key) => `${key}=${record[key]}`)
          .join(),
      )
      .join(';');
  return flat(a) === flat(b);
}
