/** Dated futures against their spot: the forward, the basis, the carry that it implies, and the roll. */
import { finiteOnly, refusedField } from './field-rules.ts';
import type { Refused } from './refused.ts';

/**
 * The forward that no holder of spot can trade against: spot · e^((rate − carryYield) · years), in quote
 * currency per base unit. Rates are continuously compounded per year. Refuses a spot or time below 0, what is
 * not finite, and forwards beyond float64. Source: Hull, Options, Futures, and Other Derivatives, chapter 5.
 */
export function fairForward(spot: number, rate: number, carryYield: number, years: number): number | Refused {
  const bad = refusedField([
    ['spot', spot, 'plain'],
    ['rate', rate, 'finite'],
    ['carryYield', carryYield, 'finite'],
    ['years', years, 'plain'],
  ]);
  if (bad !== undefined) return bad;
  const answer = finiteOnly({ forward: spot * Math.exp((rate - carryYield) * years) });
  return 'kind' in answer ? answer : answer.forward;
}

interface Basis {
  /** Forward less spot, in quote currency. */
  readonly absolute: number;
  /** Of spot, as a fraction. */
  readonly relative: number;
  /** ln(forward / spot) / years: the rate, net of the yield, that makes the forward fair. */
  readonly impliedCarry: number;
}

/** The basis of a future at `forward` with `years` to go. Refuses prices and times that are not above 0. */
export function basisOf(spot: number, forward: number, years: number): Basis | Refused {
  const bad = refusedField([
    ['spot', spot, 'positive'],
    ['forward', forward, 'positive'],
    ['years', years, 'positive'],
  ]);
  if (bad !== undefined) return bad;
  const absolute = forward - spot;
  const relative = absolute / spot;
  // ln(1 + relative), which keeps the digits of a small basis.
  const log = Math.abs(relative) < 0.5 ? Math.log1p(relative) : Math.log(forward) - Math.log(spot);
  return finiteOnly({ absolute, relative, impliedCarry: log / years });
}

/** A position in one expiry, and the next one that it is to be moved to. */
interface RollTerms {
  /** Signed: base units of a linear future, quote units of an inverse one. */
  readonly size: number;
  readonly inverse: boolean;
  /** Prices of the two futures, in quote currency per base unit. */
  readonly near: number;
  readonly far: number;
  /** Cost rates of trading each, as fractions of notional, one way. */
  readonly nearCost: number;
  readonly farCost: number;
  /** From the near expiry to the far one. */
  readonly years: number;
}

interface Roll {
  /** Size to open in the far future: delta is what it was. */
  readonly farSize: number;
  /** Of both trades, in quote currency; 0 or more. */
  readonly cost: number;
  /** What the basis between the two takes from the position as the far one converges; negative pays it. */
  readonly carryPaid: number;
  /** ln(far / near) / years. */
  readonly impliedCarry: number;
}

/**
 * Rolling at given prices. A linear future keeps its base units. An inverse one keeps its coins, N/P: closing
 * N at `near` turns its gain into coin, which has the delta that the gain had, and a new position of
 * N·far/near at `far` has the delta N/near that closing took away. Both lose far − near per base unit held
 * long if spot stays and the far future converges to it. Refuses by field.
 */
export function rollFuture(terms: RollTerms): Roll | Refused {
  const { size, inverse, near, far, nearCost, farCost } = terms;
  const bad = refusedField([
    ['size', size, 'finite'],
    ['near', near, 'positive'],
    ['far', far, 'positive'],
    ['nearCost', nearCost, 'plain'],
    ['farCost', farCost, 'plain'],
    ['years', terms.years, 'positive'],
  ]);
  if (bad !== undefined) return bad;
  const basis = basisOf(near, far, terms.years);
  if ('kind' in basis) return basis;
  const units = inverse ? size / near : size;
  return finiteOnly({
    farSize: inverse ? units * far : size,
    cost: Math.abs(units) * (near * nearCost + far * farCost),
    carryPaid: units * basis.absolute,
    impliedCarry: basis.impliedCarry,
  });
}
