/** What makes a market event unbelievable on its face: each function names the fault, or returns null. */
import type { Depth, Level } from '../domain/depth.ts';
import type { Bar, Quote } from '../domain/market.ts';

/** Far beyond any market, and near enough that mids, notionals and ratios of prices stay finite. */
const LARGEST = 1e18;
const SMALLEST_PRICE = 1 / LARGEST;

function isPrice(value: number): boolean {
  return Number.isFinite(value) && value >= SMALLEST_PRICE && value <= LARGEST;
}

function isSize(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && value <= LARGEST;
}

function isInterval(ms: number): boolean {
  return Number.isFinite(ms) && ms > 0;
}

export function timeFault(at: number): string | null {
  return Number.isSafeInteger(at) ? null : 'event: the time is not whole milliseconds';
}

/** An option's bid of 0 is no fault: nobody bids for what is all but worthless. */
export function quoteFault(quote: Quote, isOption = false): string | null {
  const isBid = isPrice(quote.bid) || (isOption && quote.bid === 0);
  if (!isBid || !isPrice(quote.ask)) return 'quote: a price is not a number from 1e-18 to 1e18';
  if (!isSize(quote.bidSize) || !isSize(quote.askSize)) return 'quote: a size is not a number from 0 to 1e18';
  if (quote.bid > quote.ask) return 'quote: crossed';
  return null;
}

/** The fault of a bar of `intervalMs` that was told at `toldAt`. */
export function barFault(bar: Bar, intervalMs: number, toldAt: number): string | null {
  if (!isInterval(intervalMs)) return 'bar: the interval is not positive';
  if (!Number.isSafeInteger(bar.start)) return 'bar: the start is not whole milliseconds';
  if (bar.start + intervalMs > toldAt) return 'bar: has not closed yet';
  if (!isPrice(bar.open) || !isPrice(bar.high) || !isPrice(bar.low) || !isPrice(bar.close)) {
    return 'bar: a price is not a number from 1e-18 to 1e18';
  }
  if (!isSize(bar.volume)) return 'bar: the volume is not a number from 0 to 1e18';
  if (bar.low > Math.min(bar.open, bar.close) || bar.high < Math.max(bar.open, bar.close)) {
    return 'bar: open or close outside low to high';
  }
  return null;
}

function ladderFault(levels: readonly Level[], descending: boolean): string | null {
  let last: Level | undefined;
  for (const level of levels) {
    if (!isPrice(level.price) || !isSize(level.size)) return 'depth: a level is not a price and a size';
    const ordered = last === undefined || (descending ? level.price < last.price : level.price > last.price);
    if (!ordered) return 'depth: levels out of order';
    last = level;
  }
  return null;
}

/** As an option's quote may be without a bid, its ladder may be without bids. */
export function depthFault(depth: Depth, isOption = false): string | null {
  const [bid, ask] = [depth.bids[0], depth.asks[0]];
  if (ask === undefined || (bid === undefined && !isOption)) return 'depth: a side is empty';
  if (bid !== undefined && bid.price > ask.price) return 'depth: crossed';
  return ladderFault(depth.bids, true) ?? ladderFault(depth.asks, false);
}

export function fundingFault(funding: { readonly rate: number; readonly intervalMs: number }): string | null {
  if (!Number.isFinite(funding.rate) || Math.abs(funding.rate) > 1) {
    return 'funding: the rate is not a fraction';
  }
  return isInterval(funding.intervalMs) ? null : 'funding: the interval is not positive';
}

/** Above 5,000 % a year no market has traded: a percentage was taken for a fraction. */
const VOL_MAX = 50;

export function volFault(vol: number): string | null {
  return Number.isFinite(vol) && vol > 0 && vol <= VOL_MAX
    ? null
    : 'vol: not a fraction above 0 and up to 50';
}

export function rateFault(rate: number): string | null {
  return isPrice(rate) ? null : 'rate: not a number from 1e-18 to 1e18';
}
