import type { Depth } from '../../domain/depth.ts';
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import { type Bar, type MarketEvent, mid } from '../../domain/market.ts';
import { later } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type Activity, NO_ACTIVITY, withBar } from './activity.ts';

/** What can be traded against: the last word. A bar stands for a book without a spread at its close. */
type Liquidity =
  | { readonly kind: 'top'; readonly at: Millis; readonly bid: number; readonly ask: number }
  | { readonly kind: 'ladder'; readonly at: Millis; readonly depth: Depth };

/** An instrument's price at a time of the market's. */
export interface Price {
  readonly instrument: InstrumentId;
  readonly at: Millis;
  readonly price: number;
}

/** One instrument as the venue sees it. */
export interface Seen {
  liquidity: Liquidity | undefined;
  price: Price | undefined;
  activity: Activity;
  /** Base units of the last bar's volume that may be taken before the next; infinite before the first. */
  allowance: number;
}

export interface View {
  readonly instruments: Map<InstrumentId, Seen>;
  /** Annualised implied vols, as fractions. */
  readonly vols: Map<Currency, number>;
}

export function createView(): View {
  return { instruments: new Map(), vols: new Map() };
}

export function seenOf(view: View, instrument: InstrumentId): Seen {
  const known = view.instruments.get(instrument);
  if (known !== undefined) return known;
  const fresh = { liquidity: undefined, price: undefined, activity: NO_ACTIVITY, allowance: Infinity };
  view.instruments.set(instrument, fresh);
  return fresh;
}

/** Takes `liquidity` over unless something later is known, or something fuller of the same time. */
function seeLiquidity(seen: Seen, liquidity: Liquidity, isFuller: boolean): void {
  const known = seen.liquidity;
  if (known === undefined || liquidity.at > known.at || (liquidity.at === known.at && isFuller))
    seen.liquidity = liquidity;
}

function seePrice(seen: Seen, price: Price): Price {
  if (seen.price === undefined || price.at >= seen.price.at) seen.price = price;
  return price;
}

function seeBar(view: View, bar: Bar, intervalMs: number, participation: number): Price {
  const { instrument, close } = bar;
  const seen = seenOf(view, instrument);
  // Its close is a price of when it ended, however late it is told.
  const at = later(bar.start, intervalMs);
  seen.activity = withBar(seen.activity, bar, intervalMs);
  seen.allowance = participation >= 1 ? Infinity : participation * bar.volume;
  seeLiquidity(seen, { kind: 'top', at, bid: close, ask: close }, false);
  return seePrice(seen, { instrument, at, price: close });
}

/** Folds `event` in and answers the prices that it told. `participation` is a share of a bar's volume. */
export function see(view: View, event: MarketEvent, participation: number): readonly Price[] {
  switch (event.kind) {
    case 'quote': {
      const { instrument, at, bid, ask } = event;
      // A book is never crossed nor without a price: such a word is its feed's mistake, not the market's.
      if (!(bid > 0 && bid <= ask && ask < Infinity)) return [];
      const seen = seenOf(view, instrument);
      seeLiquidity(seen, { kind: 'top', at, bid, ask }, seen.liquidity?.kind === 'top');
      return [seePrice(seen, { instrument, at, price: mid(event) })];
    }
    case 'depth': {
      const { instrument, at, depth } = event;
      const seen = seenOf(view, instrument);
      seeLiquidity(seen, { kind: 'ladder', at, depth }, true);
      const [bid, ask] = [depth.bids[0], depth.asks[0]];
      if (bid === undefined || ask === undefined) return [];
      return [seePrice(seen, { instrument, at, price: (bid.price + ask.price) / 2 })];
    }
    case 'bars':
      return event.bars.map((bar) => seeBar(view, bar, event.intervalMs, participation));
    case 'vol':
      view.vols.set(event.underlying, event.vol);
      return [];
    case 'funding':
    case 'rate':
      return [];
  }
}
