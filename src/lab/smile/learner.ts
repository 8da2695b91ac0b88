/** What is known of the smile at a time, and the deltas that follow from it. Nothing here knows the future. */
import {
  type Evidence,
  NO_EVIDENCE,
  type Outcome,
  trustOf,
  withOutcome,
} from '../../pricing/surface/bucket-trust.ts';
import {
  type MinimumVarianceFit,
  type MoveSums,
  minimumVarianceFit,
  NO_MOVES,
  withMove,
} from '../../pricing/surface/minimum-variance.ts';
import { minimumVarianceDelta, stickyMoneynessDelta } from '../../pricing/surface/smile-delta.ts';
import {
  asMinimumVariance,
  callDelta,
  NO_RESPONSE,
  type ResponseSums,
  type VolResponse,
  volResponse,
  withSnapshot,
} from '../../pricing/surface/vol-response.ts';
import { DAY } from '../../units/time.ts';
import { BUCKETS, bucketOf } from './buckets.ts';
import type { Start } from './snapshots.ts';

/** Committed in smile.json: chosen once, then left alone. */
export interface SmileSettings {
  /** Of what is known about vols. */
  readonly halfLifeDays: number;
  /** In snapshots, against any response of vols. */
  readonly prior: number;
  /** Of what is known about the buckets. */
  readonly trustHalfLifeDays: number;
  /** In snapshots, against any trust. */
  readonly trustPrior: number;
  readonly trustDeviations: number;
}

export const METHODS = [
  'blackScholes',
  'stickyMoneyness',
  'hullWhite',
  'untrusted',
  'minimumVariance',
] as const;
export type Method = (typeof METHODS)[number];

/**
 * Base units of the underlying to hold against one option. `hullWhite` is the plain fit, by coin and type over
 * all that is past; `untrusted` is `minimumVariance` before any bucket has a say.
 */
export type Deltas = Readonly<Record<Method, number>>;

/** One option from one snapshot to a later one, with what it was hedged by. */
export interface Move {
  readonly start: Start;
  readonly deltas: Deltas;
  /** In US dollars. */
  readonly spotChange: number;
  readonly priceChange: number;
}

/** Plain numbers: what a checkpoint would hold. */
export interface Known {
  /** When the last snapshot was learned from. */
  readonly at: number;
  readonly response: ResponseSums;
  /** By bucket of the call's delta and time to expiry. */
  readonly evidence: readonly Evidence[];
  /** By coin and type. */
  readonly plain: Readonly<Record<string, MoveSums>>;
}

export const NOTHING_KNOWN: Known = {
  at: 0,
  response: NO_RESPONSE,
  evidence: Array.from({ length: BUCKETS }, () => NO_EVIDENCE),
  plain: {},
};

/** What `result` is, where the study has made sure that it cannot be refused. */
function sure<T>(result: T): Exclude<T, { readonly kind: 'refused' }> {
  if (typeof result === 'object' && result !== null && 'kind' in result)
    throw new Error(`the study gave its formulas what they refuse: ${JSON.stringify(result)}`);
  return result as Exclude<T, { readonly kind: 'refused' }>;
}

/** Part of the evidence that a snapshot `later` ms after the last leaves, at a half-life in days. */
function decayOf(later: number, halfLifeDays: number): number {
  return Math.exp((-Math.LN2 * Math.max(0, later)) / (halfLifeDays * DAY));
}

/** What Black-Scholes left unhedged of `move`, as a share of the underlying's price. */
function missed({ start, priceChange, spotChange }: Move): number {
  return (priceChange - start.delta * spotChange) / start.spot;
}

function plainKey({ terms }: Start): string {
  return `${terms.ccy} ${terms.type}`;
}

/** `known` with the moves that ended at `at`: each was hedged before, so what it tells is out of sample. */
export function learnedFrom(
  known: Known,
  at: number,
  moves: readonly Move[],
  settings: SmileSettings,
): Known {
  const later = known.at > 0 ? at - known.at : 0;
  const outcomes = Array.from({ length: BUCKETS }, () => ({ right: 0, size: 0 }));
  const plain = { ...known.plain };
  const observed = moves.map(({ start, spotChange, priceChange }) => {
    const { delta, vega, spot, years } = start;
    return { delta, vega, spot, years, spotChange, priceChange };
  });
  for (const [i, move] of moves.entries()) {
    const { start, deltas, spotChange } = move;
    const adjusted = ((deltas.untrusted - deltas.blackScholes) * spotChange) / start.spot;
    const outcome = outcomes[bucketOf(callDelta(start.delta), start.years)] as {
      right: number;
      size: number;
    };
    outcome.right += adjusted * missed(move);
    outcome.size += adjusted * adjusted;
    const key = plainKey(start);
    plain[key] = sure(withMove(plain[key] ?? NO_MOVES, observed[i] as (typeof observed)[number]));
  }
  const fading = decayOf(later, settings.trustHalfLifeDays);
  return {
    at,
    response: sure(withSnapshot(known.response, observed, decayOf(later, settings.halfLifeDays))),
    evidence: known.evidence.map((before, i) => sure(withOutcome(before, outcomes[i] as Outcome, fading))),
    plain,
  };
}

/** How `known` hedges: good for any option until more is known. */
export function hedgerOf(known: Known, settings: SmileSettings): (start: Start) => Deltas {
  const response: VolResponse = sure(volResponse(known.response, settings.prior));
  const rule = { prior: settings.trustPrior, deviations: settings.trustDeviations };
  const trusts = known.evidence.map((evidence) => sure(trustOf(evidence, rule)));
  const fits = new Map<string, MinimumVarianceFit>();
  for (const [key, sums] of Object.entries(known.plain)) fits.set(key, sure(minimumVarianceFit(sums, 0)));
  return (start) => {
    const { delta, years, spot, perStrike, terms } = start;
    const trust = trusts[bucketOf(callDelta(delta), years)] as number;
    const by = (share: number): number =>
      sure(minimumVarianceDelta(start, start, asMinimumVariance(response, terms.type, share)));
    const fit = fits.get(plainKey(start));
    return {
      blackScholes: delta,
      stickyMoneyness: sure(stickyMoneynessDelta(start, { spot, strike: terms.strike, perStrike })),
      hullWhite: fit === undefined ? delta : sure(minimumVarianceDelta(start, start, fit)),
      untrusted: by(1),
      minimumVariance: by(trust),
    };
  };
}
