import type { Currency } from '../../domain/instrument.ts';

/** Correlations of returns by `pairName`; what is not known is not there. */
export type Correlations = Readonly<Record<string, number>>;

/** One name for both orders of a pair. */
export function pairName(one: Currency, other: Currency): string {
  return one < other ? `${one}/${other}` : `${other}/${one}`;
}

/** What may be reckoned with: undefined where the correlation is not known, or no number. */
export function correlationOf(
  correlations: Correlations,
  one: Currency,
  other: Currency,
): number | undefined {
  const value = correlations[pairName(one, other)];
  return value === undefined || !Number.isFinite(value) ? undefined : Math.max(-1, Math.min(1, value));
}
