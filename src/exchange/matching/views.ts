import { turnover } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import type { Side } from '../exchange.ts';
import { priceOf } from '../price.ts';
import type { DepthView, LevelView, TickerView } from '../told.ts';
import { bookOf, type Floor } from './floor.ts';

/** The best level of a side of a book. */
export function bestOf(floor: Floor, symbol: string, side: Side): LevelView | null {
  return bookOf(floor, symbol).ladder.levels(side, 1)[0] ?? null;
}

export function depthOf(floor: Floor, symbol: string, levels: number): DepthView {
  const { ladder, changeId } = bookOf(floor, symbol);
  return { bids: ladder.levels('buy', levels), asks: ladder.levels('sell', levels), changeId };
}

/** What exchanges call a ticker: prices, 24 hours of trading, funding, Greeks. */
export function tickerOf(floor: Floor, symbol: string): TickerView {
  const { market, tape, now, accounts } = floor;
  const { listing } = bookOf(floor, symbol);
  const mark = market.mark(symbol);
  const index = market.index(listing.instrument.base);
  const last = tape.last(symbol);
  const day = tape.day(symbol, now);
  const average = day.lots === 0 ? 0 : (day.tickLots / day.lots) * listing.instrument.tick;
  return {
    symbol,
    at: now,
    index,
    mark,
    last: last === null ? null : priceOf(listing, last),
    bid: bestOf(floor, symbol, 'buy'),
    ask: bestOf(floor, symbol, 'sell'),
    high: day.high === null ? mark : priceOf(listing, day.high),
    low: day.low === null ? mark : priceOf(listing, day.low),
    volumeLots: day.lots,
    // Of an inverse contract the price cancels out, so an average price serves both kinds.
    volumeNotional: day.lots === 0 ? 0 : turnover(listing.instrument, lots(day.lots), average, index),
    openInterestLots: accounts.openInterest(symbol),
    funding: market.funding(symbol),
    option: market.option(symbol),
  };
}
