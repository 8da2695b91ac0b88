/**
 * Contracts that never expire: perps and their funding, power perps, everlasting options. Here: what a perp
 * or dated future has gained, counted in its quote currency and in coins, at its own price.
 */
import { finiteOnly, refusedField } from '../field-rules.ts';
import type { Refused } from '../refused.ts';

interface PerpTerms {
  /** Signed: base units of a linear contract, quote units of an inverse one. */
  readonly size: number;
  readonly inverse: boolean;
  /** Prices in quote currency per base unit, above 0. */
  readonly entry: number;
  readonly mark: number;
}

/** A gain, with its first and second slope in the contract's own price. */
interface PerpGain {
  readonly quote: number;
  readonly quoteDelta: number;
  readonly quoteGamma: number;
  readonly coin: number;
  readonly coinDelta: number;
  readonly coinGamma: number;
}

/**
 * The gain of a position since entry in both units of account. An inverse position of N quote units gains
 * N·(1/P₀ − 1/P) coins: slope N/P², curvature −2N/P³. In quote currency that is N·(P/P₀ − 1): it is worth what
 * a linear position of q = N/P₀ base units is, with the delta q and no gamma, and so counted in coins the two
 * are one as well. What differs is the currency that the venue pays. (BitMEX, "XBT perpetual contract".)
 * `valueDeltaOne` is the same on the ledger's position and against the index. Refuses by field.
 */
export function perpGain(terms: PerpTerms): PerpGain | Refused {
  const { size, inverse, entry, mark } = terms;
  const bad = refusedField([
    ['size', size, 'finite'],
    ['entry', entry, 'positive'],
    ['mark', mark, 'positive'],
  ]);
  if (bad !== undefined) return bad;
  const units = inverse ? size / entry : size;
  const perMark = (units * entry) / mark / mark;
  return finiteOnly({
    quote: units * (mark - entry),
    quoteDelta: units,
    quoteGamma: 0,
    coin: (units * (mark - entry)) / mark,
    coinDelta: perMark,
    coinGamma: (-2 * perMark) / mark,
  });
}
