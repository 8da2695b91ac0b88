import type { Profile } from '../domain/config.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import type { EngineState } from './state.ts';

/** One-way cost of trading the hedge instrument now, as a fraction of notional: taker fee and half the spread. */
export function costRateOf(state: EngineState, profile: Profile, quotes: MarketSnapshot['quotes']): number {
  const instrument = state.instruments[profile.hedge];
  const terms = state.config.venues.find((venue) => venue.id === instrument?.venue);
  const quote = quotes[profile.hedge];
  const halfSpread = quote === undefined ? 0 : (quote.ask - quote.bid) / 2 / mid(quote);
  return Math.max(0, (terms?.takerFee ?? 0) + halfSpread);
}
