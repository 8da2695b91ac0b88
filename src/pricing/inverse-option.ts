/**
 * Coin-settled ("inverse") options, as on Deribit: a call pays max(S − K, 0) / S coins. With coins bearing no
 * interest, the price in coins is the undiscounted Black (1976) value over the forward, c = B(F) / F, which
 * is the exchange's mark price (Deribit, "Inverse options" and the option tickers of its public API); with
 * F = kS it is worth V = cS = B(F)/k in quote currency, whose slope in S is Black's own delta.
 */
import type { Option } from '../domain/instrument.ts';
import { black76 } from './black-scholes.ts';
import { finiteOnly, refusedField } from './field-rules.ts';
import type { Priced } from './priced.ts';
import type { Refused } from './refused.ts';

/** An inverse option on one coin, and the market it is valued in. */
interface InverseTerms {
  readonly type: Option['type'];
  readonly strike: number;
  /** Of the expiry, in quote currency: what the exchange calls the option's underlying price. Above 0. */
  readonly forward: number;
  /** What one coin is worth now, in quote currency. Above 0; the forward keeps its ratio to it. */
  readonly index: number;
  /** To expiry, ACT/365; at or below zero the option is worth its payoff. */
  readonly years: number;
  /** Annualised, as a fraction. */
  readonly vol: number;
}

/**
 * One option in both units of account. `quote` is V in quote currency, with its Greeks per 1.00 of the index
 * and `rho` per 1.00 of the quote currency's rate (per 1 % as exchanges show it: a hundredth); `coin` is c
 * with the Greeks of the coin value, also per 1.00 of the index.
 */
export interface InverseOptionValue {
  readonly kind: 'inverse-option';
  readonly quote: Priced & { readonly rho: number };
  readonly coin: Priced;
  /** Δ − c, in coins: the delta that is left when the option's price has been paid in coin. */
  readonly premiumAdjustedDelta: number;
}

/**
 * Value of a coin-settled option. From c = B(F)/F with F = kS: dc/dS = (Δ − c)/S and d²c/dS² = (kΓ_F −
 * 2(Δ − c)/S)/S, where Γ_F is Black's gamma; rho is T·S·(Δ − c), since a higher rate lifts the forward and
 * nothing else. Theta holds forward and index still. Refuses a forward or index that is not above 0, and
 * what `black76` refuses.
 */
export function inverseOption(terms: InverseTerms): InverseOptionValue | Refused {
  const { forward, index } = terms;
  const bad = refusedField([
    ['forward', forward, 'positive'],
    ['index', index, 'positive'],
  ]);
  if (bad !== undefined) return bad;
  const black = black76({ ...terms, rate: 0 });
  if ('kind' in black) return black;
  const price = black.price / forward;
  const adjusted = black.delta - price;
  const ratio = forward / index;
  const quote = finiteOnly({
    price: price * index,
    delta: black.delta,
    gamma: black.gamma * ratio,
    vega: black.vega / ratio,
    theta: black.theta / ratio,
    rho: terms.years > 0 ? terms.years * index * adjusted : 0,
  });
  if ('kind' in quote) return quote;
  const coin = finiteOnly({
    price,
    delta: adjusted / index,
    gamma: (black.gamma * ratio - (2 * adjusted) / index) / index,
    vega: black.vega / forward,
    theta: black.theta / forward,
  });
  if ('kind' in coin) return coin;
  return { kind: 'inverse-option', quote, coin, premiumAdjustedDelta: adjusted };
}

/** An account that keeps its collateral in coin, in both units of account. */
interface CoinAccount {
  /** Collateral and options, in quote currency, and its slope and curvature per 1.00 of the index. */
  readonly quoteValue: number;
  readonly quoteDelta: number;
  readonly quoteGamma: number;
  /** The same in coins: collateral counts as itself and has no delta. */
  readonly coinValue: number;
  readonly coinDelta: number;
  readonly coinGamma: number;
}

/**
 * What `coins` of collateral and `count` options (signed) come to at `index`. Counted in quote currency the
 * collateral has a delta of its own: one per coin. Buying an option with coins therefore adds its
 * premium-adjusted delta, not its delta. Refuses what is not finite.
 */
export function coinAccount(
  option: InverseOptionValue,
  count: number,
  coins: number,
  index: number,
): CoinAccount | Refused {
  const { quote, coin } = option;
  return (
    refusedField([
      ['count', count, 'finite'],
      ['coins', coins, 'finite'],
      ['index', index, 'positive'],
    ]) ??
    finiteOnly({
      quoteValue: coins * index + count * quote.price,
      quoteDelta: coins + count * quote.delta,
      quoteGamma: count * quote.gamma,
      coinValue: coins + count * coin.price,
      coinDelta: count * coin.delta,
      coinGamma: count * coin.gamma,
    })
  );
}
