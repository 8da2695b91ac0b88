/**
 * What our own trades do to the price, reading by reading: from the price just before an order was sent to that of the
 * next bar, so that an interval begins with the trade (see `guard/breakers/loop-gain.ts`).
 */
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import { lotDelta } from '../domain/instrument.ts';
import type { Bar } from '../domain/market.ts';
import type { BreakerReading } from '../guard/breakers/breakers.ts';
import type { Lots, Millis } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

/** An interval that began with orders of ours. */
export interface OwnTrade {
  /** The underlying's price just before, in the index's quote. */
  readonly price: number;
  /** Signed base units filled since. */
  readonly traded: number;
}

type OwnTrades = Readonly<Record<Currency, OwnTrade>>;

/** `trades` with an interval begun for `underlying`, unless one is running. */
export function begunAt(trades: OwnTrades, underlying: Currency, marks: Marks): OwnTrades {
  const price = marks.index[underlying];
  if (price === undefined || trades[underlying] !== undefined) return trades;
  return { ...trades, [underlying]: { price, traded: 0 } };
}

/** `trades` with a fill of `count` lots of `id` at `price`, where its interval is running. */
export function tradedIn(
  state: EngineState,
  trades: OwnTrades,
  id: InstrumentId,
  count: Lots,
  price: number,
): OwnTrades {
  const instrument = state.instruments[id];
  const profile = state.profiles[instrument?.base ?? ''];
  if (instrument === undefined || profile === undefined || !waysOf(profile).includes(id)) return trades;
  const running = trades[profile.underlying];
  if (running === undefined) return trades;
  const traded = running.traded + count * lotDelta(instrument, price);
  return { ...trades, [profile.underlying]: { ...running, traded } };
}

/** The intervals that end with `bars`, as readings. `gammas` are those of the book, whose hedge has none. */
export function endedBy(
  state: EngineState,
  trades: OwnTrades,
  bars: readonly Bar[],
  at: Millis,
  gammas: Readonly<Record<Currency, { readonly gamma: number }>>,
): readonly BreakerReading[] {
  return state.config.profiles.flatMap(({ underlying, index }): BreakerReading[] => {
    const bar = bars.find(({ instrument }) => instrument === index);
    if (bar === undefined) return [];
    const running = trades[underlying];
    const traded = running?.traded ?? 0;
    const change = traded === 0 ? 0 : bar.close - (running?.price ?? bar.close);
    const gamma = gammas[underlying]?.gamma ?? 0;
    return [
      { signal: 'loopGain', subject: underlying, reading: { at, traded, change, volume: bar.volume, gamma } },
    ];
  });
}
