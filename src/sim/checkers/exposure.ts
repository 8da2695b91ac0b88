import type { Profile } from '../../domain/config.ts';
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import { IN_TRANSIT } from '../../domain/transfer.ts';
import { baseOfLot, liquidityDelta, optionDelta, type Terms } from '../greeks.ts';
import type { Witness } from './witness.ts';

/** A market that a delta is taken in. */
export interface Point extends Terms {
  /** In what the profile's index is quoted in. */
  readonly spot: number;
}

/** What one unit of `currency` is worth in the reporting currency, as far as was heard. */
export function rateOf(witness: Witness, currency: Currency): number {
  return currency === witness.config.reporting ? 1 : (witness.feed.rates(currency).at(-1) ?? 1);
}

/**
 * Delta of an underlying at `point`, from the tally of flows: a margined contract's cash is counted as if it had
 * been paid in full, so an inverse one adds nothing but that cash. `positionOf` says what is held,
 * and `more` what cash in the underlying there is beyond the tally's.
 */
export function deltaAt(
  witness: Witness,
  profile: Profile,
  point: Point,
  positionOf: (instrument: InstrumentId) => number = witness.truth.position,
  more = 0,
): number {
  const { truth, scenario } = witness;
  const indexQuote = truth.instruments.get(profile.index)?.quote ?? witness.config.reporting;
  let delta = more;
  for (const { venue } of [...scenario.venues, { venue: IN_TRANSIT }])
    delta += truth.flow(venue, profile.underlying);
  for (const instrument of truth.instruments.values()) {
    if (instrument.base !== profile.underlying) continue;
    const size = positionOf(instrument.id) * instrument.lot * instrument.multiplier;
    if (size === 0) continue;
    // A dollar and a dollar stablecoin are two currencies: a strike is in the option's own.
    const worth = rateOf(witness, indexQuote) / rateOf(witness, instrument.quote);
    if (instrument.kind === 'option') delta += size * optionDelta(instrument, point.spot * worth, point);
    else if (instrument.kind === 'lp') delta += size * liquidityDelta(instrument, point.spot * worth);
    else if (!(instrument.kind === 'perp' && instrument.inverse)) delta += size;
  }
  return delta;
}

/** Gamma at `point`, as a difference of deltas. */
export function gammaAt(witness: Witness, profile: Profile, point: Point): number {
  const step = 1e-5 * point.spot;
  const up = deltaAt(witness, profile, { ...point, spot: point.spot + step });
  const down = deltaAt(witness, profile, { ...point, spot: point.spot - step });
  return (up - down) / (2 * step);
}

/** The newest mid that was truly heard of an instrument, and the one before. */
export function heardMids(witness: Witness, instrument: InstrumentId): number[] {
  return witness.feed.heard(instrument).map(({ bid, ask }) => (bid + ask) / 2);
}

/** Base units that `lots` of an instrument add to delta at `price`. */
export function addedDelta(witness: Witness, instrument: InstrumentId, lots: number, price: number): number {
  const listed = witness.truth.instruments.get(instrument);
  return listed === undefined ? 0 : lots * baseOfLot(listed, price);
}

/** The target of `profile`, which no scenario draws as a ratio. */
export function statedTarget({ underlying, targetDelta }: Profile): number {
  if (typeof targetDelta === 'number') return targetDelta;
  throw new Error(`${underlying} has a hedge ratio, and its checkers know none`);
}
