import type { Random } from '../../math/random.ts';
import { SECOND } from '../../units/time.ts';
import { lots } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import { type MarketHost, TAKER } from './market.ts';

/** Market orders a second, by what is traded. */
const RATES = { perp: 0.8, future: 0.05, option: 0.004, spot: 0.8, lp: 0 } as const;
/** Of a market order, on average: in quote units, or coins where an option is traded. */
const MEAN_NOTIONAL = 8_000;
const MEAN_COINS = 0.5;

function meanLots({ instrument }: Listing, mark: number): number {
  const perLot = instrument.lot * instrument.multiplier;
  if (instrument.kind === 'option') return MEAN_COINS / perLot;
  return MEAN_NOTIONAL / (instrument.inverse ? perLot : perLot * mark);
}

/** Now and then a stranger buys or sells at the market: at most one in a listing at each call. */
export function noise(host: MarketHost, random: Random, listing: Listing, mark: number, ms: number): void {
  const { instrument, minLots, minNotional } = listing;
  const arrives = random.next() < -Math.expm1((-RATES[instrument.kind] * ms) / SECOND);
  if (!arrives || host.state(instrument.id) !== 'open') return;
  const side = random.next() < 0.5 ? 'buy' : 'sell';
  const wanted = -Math.log(1 - random.next()) * meanLots(listing, mark);
  const perLot = instrument.lot * instrument.multiplier * (instrument.inverse ? 1 : mark);
  const count = Math.max(minLots, Math.ceil((1.1 * minNotional) / perLot), Math.round(wanted));
  host.place(TAKER, {
    ...{ symbol: instrument.id, side, lots: lots(count), ticks: null, timeInForce: 'ioc' },
    ...{ reduceOnly: false, postOnly: 'no', label: '' },
  });
}
