/** What the breakers are told, out of a snapshot: prices, spreads, depth, funding and pegs. */

import type { Profile } from '../domain/config.ts';
import { isDollar } from '../domain/dollars.ts';
import { baseSize, type Instrument, type InstrumentId } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, rateIn } from '../domain/market.ts';
import type { BreakerReading } from '../guard/breakers/breakers.ts';
import { median } from '../math/statistics.ts';
import { expectedVolOf, PLAIN_HORIZON } from './expected-vol.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

/** Half-width of the band that our own fills must lie in: that of the most liquid. See `fillBand`. */
const BAND = 0.05;

/** Prices of the profile's underlying in the reporting currency, by instrument: those that are fresh. */
function pricesOf(state: EngineState, profile: Profile, snapshot: MarketSnapshot): Map<InstrumentId, number> {
  const prices = new Map<InstrumentId, number>();
  for (const id of [profile.index, ...waysOf(profile)]) {
    const quote = snapshot.quotes[id];
    const worth = rateIn(snapshot, state.instruments[id]?.quote ?? '', state.config.reporting);
    if (quote?.quality === 'fresh' && worth !== undefined) prices.set(id, mid(quote) * worth);
  }
  return prices;
}

function priceReadings(state: EngineState, profile: Profile, snapshot: MarketSnapshot): BreakerReading[] {
  const { underlying, index } = profile;
  const { at } = snapshot;
  const prices = pricesOf(state, profile, snapshot);
  if (prices.size === 0) return [];
  const all = [...prices.values()];
  const vol = expectedVolOf(state, underlying, at, PLAIN_HORIZON)?.vol ?? 0;
  const readings: BreakerReading[] = [
    { signal: 'priceCascade', subject: underlying, reading: { at, price: median(all), vol } },
    {
      signal: 'fillBand',
      subject: underlying,
      reading: { kind: 'market', at, venues: all, band: BAND, isDoubled: false },
    },
  ];
  const own = prices.get(index);
  prices.delete(index);
  if (own !== undefined)
    readings.push({
      signal: 'divergingOracles',
      subject: underlying,
      reading: { at, own, venues: [...prices.values()] },
    });
  return readings;
}

/** Of one instrument that delta is traded with: its spread, what rests in its ladder, what it pays. */
function bookReadings(
  instrument: Instrument,
  { at, quotes, depth, funding }: MarketSnapshot,
): BreakerReading[] {
  const { id } = instrument;
  const readings: BreakerReading[] = [];
  const quote = quotes[id];
  if (quote?.quality === 'fresh') {
    const spread = (quote.ask - quote.bid) / mid(quote);
    readings.push({ signal: 'spreadBlowOut', subject: id, reading: { at, spread } });
  }
  const ladder = depth[id];
  if (ladder?.quality === 'fresh') {
    const [bids, asks] = [ladder.bids, ladder.asks].map((levels) =>
      levels.reduce((sum, level) => sum + level.price * baseSize(instrument, level), 0),
    );
    // Snapshots cut ladders at the largest order, so a market is thin where it holds no such order.
    readings.push({
      signal: 'depthCollapse',
      subject: id,
      reading: { at, depth: Math.min(bids ?? 0, asks ?? 0) },
    });
  }
  const paid = funding[id];
  if (paid?.quality === 'fresh')
    readings.push({
      signal: 'fundingJump',
      subject: id,
      reading: { at, rate: paid.rate, intervalMs: paid.intervalMs },
    });
  return readings;
}

/** All that `snapshot` tells the breakers. What is stale or absent tells nothing: nothing is traded on it either. */
export function readingsOf(state: EngineState, snapshot: MarketSnapshot): readonly BreakerReading[] {
  const { profiles, reporting } = state.config;
  const readings: BreakerReading[] = [];
  for (const profile of profiles) {
    readings.push(...priceReadings(state, profile, snapshot));
    for (const id of waysOf(profile)) {
      const instrument = state.instruments[id];
      if (instrument !== undefined) readings.push(...bookReadings(instrument, snapshot));
    }
  }
  if (!isDollar(reporting)) return readings;
  for (const [currency, { rate }] of Object.entries(snapshot.rates))
    if (isDollar(currency))
      readings.push({
        signal: 'stablecoinDepeg',
        subject: currency,
        reading: { at: snapshot.at, worth: rate },
      });
  return readings;
}
