/**
 * American options on an underlying with a carry. `american` answers from the exercise boundary, solved by
 * collocation (`boundary.ts`, `premium.ts`, `put.ts`), to ten digits or so in a fraction of a millisecond;
 * `tree.ts` holds the binomial trees, which check it and stand in where no single boundary is found.
 */
import { type Refused, refused } from '../refused.ts';
import { certain, isRandom } from './certain.ts';
import { european } from './european.ts';
import { americanPut, hasTwoBoundaries, isNeverEarly, type PutValue } from './put.ts';
import { leisenReimer } from './tree.ts';
import type { AmericanValue, Terms } from './value.ts';

const FALLBACK_STEPS = 1001;
/** A share of the strike that rounding hides. */
const FUTILE = 1e-14;

function fromPut(terms: Terms, put: PutValue): AmericanValue {
  const { price, delta, gamma, vega, theta, rho } = put;
  const engine = put.isExercised ? 'exercise' : 'boundary';
  if (terms.type === 'put') {
    const unit = terms.strike;
    return {
      price: unit * price,
      delta,
      gamma: gamma / unit,
      vega: unit * vega,
      theta: unit * theta,
      rho: unit * rho,
      engine,
    };
  }
  // A call is spot puts on strike / spot: by the price its slope takes that ratio's slope along.
  const unit = terms.spot;
  const ratio = terms.strike / unit;
  return {
    price: unit * price,
    delta: price - ratio * delta,
    gamma: (ratio * ratio * gamma) / unit,
    vega: unit * vega,
    theta: unit * theta,
    rho: unit * rho,
    engine,
  };
}

function random(terms: Terms, closed: AmericanValue): AmericanValue | Refused {
  const { type, spot, strike, years, vol } = terms;
  const isPut = type === 'put';
  const rate = isPut ? terms.rate : terms.carryYield;
  const carryYield = isPut ? terms.carryYield : terms.rate;
  // Early exercise brings at most the interest on the strike, or what a negative yield takes.
  const isFutile = Math.max(rate, -carryYield) * years < FUTILE;
  if (isFutile || isNeverEarly(rate, carryYield)) return closed;
  if (!hasTwoBoundaries(rate, carryYield)) {
    const moneyness = isPut ? Math.log(spot / strike) : Math.log(strike / spot);
    const put = americanPut({ years, vol, rate, carryYield }, moneyness, isPut ? 'rate' : 'carryYield');
    if (put !== undefined) return fromPut(terms, put);
  }
  const tree = leisenReimer(terms, FALLBACK_STEPS);
  return 'kind' in tree ? tree : { ...tree, price: Math.max(tree.price, closed.price) };
}

/**
 * Value of an option that may be exercised at any time up to its expiry. Set `carryYield = rate` for an
 * underlying without carry. Refuses as `blackScholes` does: what is not finite, a negative spot, strike or
 * vol, and results beyond float64; never throws, never gives NaN. At expiry it is the payoff, at a vol of 0
 * the most that exercise brings. A put at carryYield < rate < 0 (a call at rate < carryYield < 0) is worth
 * exercising in a band only (Andersen & Lake 2021); there, and at vols too small for their drift, a
 * Leisen-Reimer tree of 1001 steps answers, as `engine` says.
 */
export function american(terms: Terms): AmericanValue | Refused {
  const closed = european(terms);
  if ('kind' in closed) return closed;
  const value = isRandom(terms) ? random(terms, closed) : certain(terms);
  if ('kind' in value) return value;
  const sum = value.price + value.delta + value.gamma + value.vega + value.theta + value.rho;
  return Number.isFinite(sum)
    ? value
    : refused('result', sum, 'inputs whose value and Greeks fit in a float64');
}
