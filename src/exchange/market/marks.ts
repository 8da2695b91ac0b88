/** What everything listed is worth by the exchange's own reckoning: what margin and gains are taken at. */
import type { Currency, Future, InstrumentId, Option } from '../../domain/instrument.ts';
import {
  futureInSettlement,
  optionInSettlement,
  SETTLEMENT_WINDOW_MS,
  type SettlementMarket,
  settlementShare,
} from '../../pricing/settlement/settlement.ts';
import { yearsBetween } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { TickerView } from '../told.ts';
import type { IndexAverages } from './index-average.ts';
import type { MarketHost } from './market.ts';
import type { Premiums } from './premiums.ts';
import type { PriceSource } from './price-source.ts';
import { smileOf, smileVol } from './smile.ts';

/** What dated futures stand above the index, per year. */
const CARRY = 0.05;
/** Smiles are those of an hour at least: nearer to expiry a vol says nothing. */
const LEAST_YEARS = 1 / (365 * 24);

type OptionView = NonNullable<TickerView['option']>;

export interface OptionMark {
  /** In the option's price unit. */
  readonly mark: number;
  readonly view: OptionView;
}

export interface Marks {
  mark(symbol: InstrumentId): number;
  option(symbol: InstrumentId): OptionView | null;
  /** What a perp or future should trade at without a premium. */
  fair(symbol: InstrumentId): number;
}

/** The market of what settles at the average of the index before `expiry`. */
function settlementMarket(
  now: Millis,
  expiry: Millis,
  index: number,
  average: number | undefined,
): SettlementMarket {
  const share = settlementShare(now, expiry, SETTLEMENT_WINDOW_MS);
  const place = share.kind === 'refused' ? { averaged: 1, untilWindow: 0, windowLeft: 0 } : share;
  const { averaged, untilWindow, windowLeft } = place;
  return { averaged, untilWindow, windowLeft, averageSoFar: average ?? index, index, carry: CARRY };
}

function forwardOf(market: SettlementMarket): number {
  const forward = futureInSettlement(market);
  return 'kind' in forward ? market.index : forward.price;
}

/** An option marked on the smile of its expiry, settling as it will. */
function markOption(option: Option, market: SettlementMarket, vols: PriceSource, now: Millis): OptionMark {
  const { type, strike, base, inverse, expiry } = option;
  const { index } = market;
  const years = Math.max(0, yearsBetween(now, expiry));
  const smileYears = Math.max(LEAST_YEARS, years);
  const forward = forwardOf(market);
  const smile = smileOf(vols.vol(base), vols.usualVol(base), smileYears);
  const vol = smileVol(smile, strike, forward, smileYears);
  const value = optionInSettlement({ ...market, type, strike, vol, rate: 0 });
  if ('kind' in value) {
    const none = { delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0 };
    return { mark: 0, view: { markVol: vol, underlying: forward, ...none } };
  }
  // A coin option is the undiscounted value over the forward, so worth that share of it in quote units now.
  const scale = inverse ? index / forward : 1;
  const delta = scale * value.delta;
  const worth = scale * value.price;
  return {
    mark: inverse ? value.price / forward : value.price,
    view: {
      ...{ markVol: vol, underlying: forward, delta, gamma: scale * value.gamma },
      ...{ vega: (scale * value.vega) / 100, theta: (scale * value.theta) / 365 },
      rho: (years * (index * delta - worth)) / 100,
    },
  };
}

/** Marks that hold as long as `stamp` answers the same; what is asked for again until then is not computed again. */
export function createMarks(
  host: MarketHost,
  prices: PriceSource,
  premiums: Premiums,
  averages: IndexAverages,
  stamp: () => number,
): Marks {
  const options = new Map<InstrumentId, { readonly stamp: number; readonly value: OptionMark }>();

  const settling = (base: Currency, expiry: Millis): SettlementMarket =>
    settlementMarket(host.now, expiry, prices.price(base), averages.value(base, expiry));

  const optionMark = (option: Option): OptionMark => {
    const known = options.get(option.id);
    const now = stamp();
    if (known?.stamp === now) return known.value;
    const value = markOption(option, settling(option.base, option.expiry), prices, host.now);
    options.set(option.id, { stamp: now, value });
    return value;
  };
  const future = ({ base, expiry }: Future): number => forwardOf(settling(base, expiry));
  const fair = (symbol: InstrumentId): number => {
    const instrument = host.listings.get(symbol)?.instrument;
    if (instrument?.kind === 'future') return future(instrument);
    return prices.price(instrument?.base ?? '');
  };
  return {
    fair,
    mark(symbol) {
      const instrument = host.listings.get(symbol)?.instrument;
      if (instrument?.kind === 'option') return optionMark(instrument).mark;
      return fair(symbol) * (1 + premiums.smoothed(symbol));
    },
    option(symbol) {
      const instrument = host.listings.get(symbol)?.instrument;
      return instrument?.kind === 'option' ? optionMark(instrument).view : null;
    },
  };
}
