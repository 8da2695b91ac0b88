import type { Policy } from '../domain/config.ts';

/** Policies whose region is a number or a formula of net gamma. The others are in `rules/`. */
export type PlainPolicy = Extract<Policy, { kind: 'whalley-wilmott' | 'fixed-band' | 'clock' }>;

/** What a no-trade region is computed from. */
export interface BandInputs {
  /** Gamma of the book in base units per 1.00 of price. */
  readonly gamma: number;
  readonly price: number;
  /** One-way cost of trading as a fraction of notional. */
  readonly costRate: number;
}

/**
 * Half-width of the no-trade region in base units of delta. Whalley & Wilmott (1997): (3/2 · λ S Γ² / γ)^⅓
 * with λ the proportional cost and γ the absolute risk aversion; the discount factor e^(−rτ) of one option is
 * left out, as a book has no single τ. A clock has no region: it trades to its target.
 */
export function halfWidth(policy: PlainPolicy, inputs: BandInputs): number {
  switch (policy.kind) {
    case 'whalley-wilmott': {
      const { gamma, price, costRate } = inputs;
      return Math.cbrt((1.5 * costRate * price * gamma * gamma) / policy.riskAversion);
    }
    case 'fixed-band':
      return policy.halfWidth;
    case 'clock':
      return 0;
  }
}

/** What brings `delta` back to the nearest edge of `target` ± `width`: 0 inside it. Never to the centre. */
export function tradeToEdge(delta: number, target: number, width: number): number {
  if (delta > target + width) return target + width - delta;
  if (delta < target - width) return target - width - delta;
  return 0;
}
