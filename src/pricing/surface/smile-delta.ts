/**
 * The delta of an option depends on what its vol does when the underlying moves, and Black-Scholes does not say.
 * Three answers: it stays with the strike, it stays with the moneyness, or it does what it did on average.
 */
import type { Greeks } from '../../domain/greeks.ts';
import { isPlain, type Refused, refused } from '../refused.ts';

/** Of Black-Scholes at the option's own vol: per 1.00 of price, and per 1.00 of vol. */
type Sensitivities = Pick<Greeks, 'delta' | 'vega'>;

/** E[change of vol] = (a + bδ + cδ²) / √years · (relative change of the underlying). */
export interface MinimumVariance {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function finite(delta: number, remedy: string): number | Refused {
  return Number.isFinite(delta) ? delta : refused('delta', delta, remedy);
}

/** Vol stays with the strike as the underlying moves: the delta of Black-Scholes, in base units. */
export function stickyStrikeDelta(greeks: Sensitivities): number | Refused {
  return finite(greeks.delta, 'a finite delta');
}

/**
 * Vol stays with the moneyness strike / spot, as where the smile has no scale of its own: δ − ν (K/S) ∂σ/∂K, in
 * base units. `perStrike` is ∂σ/∂K per 1.00 of strike, as `smileAt` answers it; spot and strike in the same
 * currency. Refuses a spot or strike that is not above zero and a result that is not finite.
 */
export function stickyMoneynessDelta(
  greeks: Sensitivities,
  smile: { readonly spot: number; readonly strike: number; readonly perStrike: number },
): number | Refused {
  const { spot, strike, perStrike } = smile;
  if (!(isPlain(spot) && spot > 0)) return refused('spot', spot, 'a finite spot above zero');
  if (!(isPlain(strike) && strike > 0)) return refused('strike', strike, 'a finite strike above zero');
  return finite(
    greeks.delta - greeks.vega * (strike / spot) * perStrike,
    'finite Greeks and a finite slope of vol',
  );
}

/**
 * The delta of least variance, δ + ν/(S√T) · (a + bδ + cδ²), in base units: Hull & White, "Optimal delta hedging
 * for options", Journal of Banking & Finance 82 (2017) 180–190. δ is that of Black-Scholes, calls above zero and
 * puts below, each with coefficients of its own. Refuses a spot or time that is not above zero and a result that
 * is not finite.
 */
export function minimumVarianceDelta(
  greeks: Sensitivities,
  market: { readonly spot: number; readonly years: number },
  { a, b, c }: MinimumVariance,
): number | Refused {
  const { spot, years } = market;
  if (!(isPlain(spot) && spot > 0)) return refused('spot', spot, 'a finite spot above zero');
  if (!(isPlain(years) && years > 0)) return refused('years', years, 'a time to expiry above zero');
  const { delta, vega } = greeks;
  const pull = a + b * delta + c * delta * delta;
  return finite(delta + (vega / (spot * Math.sqrt(years))) * pull, 'finite Greeks and coefficients');
}
