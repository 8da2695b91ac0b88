import type { Profile } from '../domain/config.ts';
import type { Instrument, Option } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, type Quote } from '../domain/market.ts';
import { optionFee } from '../domain/option-terms.ts';
import type { EngineState } from './state.ts';
import { goodWaysOf } from './ways.ts';

/** What a taker pays at the venue of `instrument`, as a fraction. */
export function takerFeeOf({ config }: EngineState, instrument: Instrument | undefined): number {
  return config.venues.find((venue) => venue.id === instrument?.venue)?.takerFee ?? 0;
}

function rateOf(state: EngineState, instrument: Instrument | undefined, quote: Quote | undefined): number {
  const halfSpread = quote === undefined ? 0 : (quote.ask - quote.bid) / 2 / mid(quote);
  return Math.max(0, takerFeeOf(state, instrument) + halfSpread);
}

/**
 * One-way cost of trading the hedge now, as a fraction of notional: taker fee and half the spread, where they are
 * least.
 */
export function costRateOf(state: EngineState, profile: Profile, quotes: MarketSnapshot['quotes']): number {
  let least = Infinity;
  for (const id of goodWaysOf(profile, quotes))
    least = Math.min(least, rateOf(state, state.instruments[id], quotes[id]));
  return least;
}

/**
 * One-way cost of trading one base unit of `instrument` now, at the `index` (one base unit in its quote), in that.
 */
export function unitCostOf(state: EngineState, instrument: Instrument, quote: Quote, index: number): number {
  return instrument.kind === 'option'
    ? optionCostOf(state, instrument, quote, index)
    : rateOf(state, instrument, quote) * index;
}

function optionCostOf(state: EngineState, option: Option, quote: Quote, index: number): number {
  const fee = optionFee(option, mid(quote), index, takerFeeOf(state, option));
  // An inverse option's prices are in coin.
  return Math.max(0, fee + (quote.ask - quote.bid) / 2) * (option.inverse ? index : 1);
}
