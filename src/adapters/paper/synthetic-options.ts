import type { Option } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import type { Random } from '../../math/random.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { toTick } from '../../units/rounding.ts';
import { yearsBetween } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { SyntheticOptions } from './settings.ts';

/** No vol that a side is quoted at is less: a wing that slopes down must end somewhere. */
const LEAST_VOL = 0.01;
/** Where the slope of the smile ends, in log-moneyness. */
const WINGS = 1;
/** Rests at each side, in quote units of the underlying. */
const TOP = 2e5;

/** The asset at the moment. */
export interface AssetMoment {
  readonly price: number;
  /** Annualised implied vol at the money. */
  readonly vol: number;
}

/** Black-Scholes price in the option's own unit. */
function priceAt(option: Option, spot: number, vol: number, at: Millis): number | undefined {
  const { type, strike, expiry, inverse } = option;
  const years = yearsBetween(at, expiry);
  const value = blackScholes({ type, spot, strike, years, vol, rate: 0, carryYield: 0 });
  if ('kind' in value) return undefined;
  return inverse ? value.price / spot : value.price;
}

/** The vol that `option` is quoted around: that at the money, and the smile's slope from there. */
function smileVol(strike: number, { price, vol }: AssetMoment, skew: number): number {
  const moneyness = Math.max(-WINGS, Math.min(WINGS, Math.log(strike / price)));
  return vol + skew * moneyness;
}

/**
 * Quotes of the listed options that have not expired, a spread in vol around the smile, on the grid of each. What is
 * worth less than a tick has no bid.
 */
export function* optionQuotes(
  { listed, spread, skew }: SyntheticOptions,
  moment: AssetMoment,
  at: Millis,
  random: Random,
): Generator<MarketEvent> {
  for (const option of listed) {
    if (option.expiry <= at) continue;
    const middle = smileVol(option.strike, moment, skew);
    const low = priceAt(option, moment.price, Math.max(LEAST_VOL, middle - spread / 2), at);
    const high = priceAt(option, moment.price, Math.max(LEAST_VOL, middle + spread / 2), at);
    if (low === undefined || high === undefined) continue;
    const { id: instrument, tick } = option;
    const bid = toTick(low, tick, 'down');
    const ask = Math.max(toTick(bid + tick, tick, 'nearest'), toTick(high, tick, 'up'));
    const size = (): number => (TOP / moment.price) * Math.exp(0.5 * random.normal() - 0.125);
    const [bidSize, askSize] = [size(), size()];
    yield { kind: 'quote', instrument, at, bid, ask, bidSize: bid > 0 ? bidSize : 0, askSize };
  }
}
