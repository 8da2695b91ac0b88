import type { Currency, Instrument } from '../domain/instrument.ts';
import type { Bar, MarketEvent } from '../domain/market.ts';
import { toTick } from '../units/rounding.ts';
import { DAY } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { type BarSeries, barAt, closesAt } from './data/bar-file.ts';
import type { FundingSeries } from './data/funding-file.ts';

/** How long a vol that is told now and then is taken to stand. */
const VOL_STANDS = DAY;

/** What the market does at one time, in the order in which it is to be told. */
export interface Moment {
  readonly at: Millis;
  readonly events: readonly MarketEvent[];
  /** Bars that closed. */
  readonly bars: number;
}

/** Bars and what they are the bars of. */
export interface BarTrack {
  readonly series: BarSeries;
  readonly instruments: readonly Instrument[];
}

/** Funding and the perpetuals that pay it. */
export interface FundingTrack {
  readonly series: FundingSeries;
  readonly instruments: readonly Instrument[];
}

/** The implied vol of an underlying, told now and then. */
export interface VolTrack {
  readonly underlying: Currency;
  /** Epoch milliseconds, rising. */
  readonly at: readonly number[];
  readonly vols: readonly number[];
}

export interface Tape {
  readonly bars: readonly BarTrack[];
  readonly funding: readonly FundingTrack[];
  readonly vols?: readonly VolTrack[];
  /** Half of the spread that an instrument's closes stand in the middle of, as a fraction of price. */
  readonly halfSpread: (instrument: Instrument) => number;
}

/** A price as a quote around it, on the instrument's grid. How much could be had is not told. */
function quoteAt(instrument: Instrument, price: number, half: number, at: Millis): MarketEvent {
  const { id, tick } = instrument;
  const bid = Math.max(tick, toTick(price * (1 - half), tick, 'down'));
  const ask = Math.max(bid, toTick(price * (1 + half), tick, 'up'));
  return { kind: 'quote', instrument: id, at, bid, ask, bidSize: 0, askSize: 0 };
}

interface Reel<T> {
  readonly track: T;
  next: number;
}

/** Quotes of all bars that close at `at`, then the bars themselves, by their length. */
function closing(
  reels: readonly Reel<BarTrack>[],
  at: Millis,
  halfSpread: Tape['halfSpread'],
): [MarketEvent[], number] {
  const quotes: MarketEvent[] = [];
  const byLength = new Map<number, Bar[]>();
  for (const reel of reels) {
    const { series, instruments } = reel.track;
    if (reel.next >= series.length || closesAt(series, reel.next) !== at) continue;
    const bars = byLength.get(series.intervalMs) ?? [];
    byLength.set(series.intervalMs, bars);
    for (const instrument of instruments) {
      quotes.push(quoteAt(instrument, series.close[reel.next] as number, halfSpread(instrument), at));
      bars.push(barAt(series, reel.next, instrument.id));
    }
    reel.next += 1;
  }
  const closed: MarketEvent[] = [...byLength].map(([intervalMs, bars]) => ({
    kind: 'bars',
    at,
    intervalMs,
    bars,
  }));
  const count = [...byLength.values()].reduce((sum, bars) => sum + bars.length, 0);
  return [[...quotes, ...closed], count];
}

/** Funding due at `at`: paid on the position and price from before. */
function due(reels: readonly Reel<FundingTrack>[], at: Millis): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (const reel of reels) {
    const { series, instruments } = reel.track;
    if (series.at[reel.next] !== at) continue;
    const [rate = 0, intervalMs = 0] = [series.rates[reel.next], series.intervalsMs[reel.next]];
    for (const { id } of instruments) events.push({ kind: 'funding', instrument: id, at, rate, intervalMs });
    reel.next += 1;
  }
  return events;
}

/**
 * The last vol of each underlying up to `at`. It is told anew with every bar until the next or for a day, since a
 * chain that was read this morning is no fresh one, but the best that is known.
 */
function volsAt(reels: readonly Reel<VolTrack>[], at: Millis): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (const reel of reels) {
    const { underlying, at: times, vols } = reel.track;
    while ((times[reel.next] ?? Number.POSITIVE_INFINITY) <= at) reel.next += 1;
    const [told, vol] = [times[reel.next - 1], vols[reel.next - 1]];
    if (told !== undefined && vol !== undefined && at - told <= VOL_STANDS)
      events.push({ kind: 'vol', underlying, at, vol });
  }
  return events;
}

function nextOf(bars: readonly Reel<BarTrack>[], funding: readonly Reel<FundingTrack>[]): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { track, next: i } of bars)
    if (i < track.series.length) next = Math.min(next, closesAt(track.series, i));
  for (const { track, next: i } of funding)
    next = Math.min(next, track.series.at[i] ?? Number.POSITIVE_INFINITY);
  return next;
}

/** When the first bar of `tracks` opens, and when the last closes. */
export function spanOf(tracks: readonly BarTrack[]): { readonly from: Millis; readonly to: Millis } {
  const starts = tracks.map(({ series }) => series.starts[0] as number);
  const ends = tracks.map(({ series }) => closesAt(series, series.length - 1));
  return { from: millis(Math.min(...starts)), to: millis(Math.max(...ends)) };
}

/** Quotes around the first opening prices, all that bars tell of the time at which they begin, and vols by then. */
export function openingQuotes({ bars, vols = [], halfSpread }: Tape, at: Millis): readonly MarketEvent[] {
  const quotes = bars
    .filter(({ series }) => series.starts[0] === at)
    .flatMap(({ series, instruments }) =>
      instruments.map((one) => quoteAt(one, series.open[0] as number, halfSpread(one), at)),
    );
  const reels = vols.map((track) => ({ track, next: 0 }));
  return [...volsAt(reels, at), ...quotes];
}

/**
 * What recorded files say, in order of time: funding at its own time, and at each close the vols known by then, a
 * quote around the close and then the bar. Only funding within the time of the bars is told.
 */
export function* playTape({ bars, funding, vols = [], halfSpread }: Tape): Generator<Moment> {
  const { from, to } = spanOf(bars);
  const barReels = bars.map((track) => ({ track, next: 0 }));
  const fundingReels = funding.map((track) => {
    const first = track.series.at.findIndex((at) => at > from);
    return { track, next: first < 0 ? track.series.at.length : first };
  });
  const volReels = vols.map((track) => ({ track, next: 0 }));
  for (let next = nextOf(barReels, fundingReels); next <= to; next = nextOf(barReels, fundingReels)) {
    const at = millis(next);
    const paid = due(fundingReels, at);
    const [closed, count] = closing(barReels, at, halfSpread);
    const told = count > 0 ? volsAt(volReels, at) : [];
    yield { at, events: [...paid, ...told, ...closed], bars: count };
  }
}
