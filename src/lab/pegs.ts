import type { EngineConfig } from '../domain/config.ts';
import { isDollar } from '../domain/dollars.ts';
import type { Currency } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { Millis } from '../units/units.ts';

export interface Pegs {
  /** One unit of each currency as one of the reporting currency, for the start. */
  readonly events: readonly MarketEvent[];
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

/** Currencies that the book of `config` is quoted, settled or kept in. */
function currenciesOf({ instruments, opening }: EngineConfig): ReadonlySet<Currency> {
  const cash = Object.values(opening.cash).flatMap((account) => Object.keys(account));
  return new Set([...instruments.flatMap(({ quote, settle }) => [quote, settle]), ...cash]);
}

/**
 * Rates for the currencies of `config` that no price tells: a dollar token is assumed to be worth one, as recorded bars
 * do not tell what it traded at.
 */
export function pegsOf(config: EngineConfig, at: Millis): Pegs {
  const { reporting, profiles } = config;
  const priced = new Set([reporting, ...profiles.map(({ underlying }) => underlying)]);
  const wanting = [...currenciesOf(config)].filter((currency) => !priced.has(currency));
  const isPegged = (currency: Currency): boolean => isDollar(currency) && isDollar(reporting);
  const pegged = wanting.filter(isPegged);
  return {
    events: pegged.map((currency) => ({ kind: 'rate', currency, at, rate: 1 })),
    assumptions: pegged.map((currency) => `1 ${currency} = 1 ${reporting} throughout`),
    warnings: wanting
      .filter((currency) => !isPegged(currency))
      .map(
        (currency) => `what ${currency} is worth in ${reporting} is not known: a book in it is not valued`,
      ),
  };
}
