import { afterAll, describe, expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import { HOUR, later, MINUTE } from '../units/time.ts';
import { readBars } from './data/bar-file.ts';
import { makeFolder } from './data/data-fixture.ts';
import type { FundingSeries } from './data/funding-file.ts';
import { barTable, PERP, SPOT, START } from './lab-fixture.ts';
import { type BarTrack, openingQuotes, playTape, spanOf, type Tape } from './tape.ts';

const folder = makeFolder();
afterAll(folder.remove);

/** Bars of `length` that open at these minutes after the start, each from 100 to 101. */
async function track(
  instruments: readonly Instrument[],
  length: number,
  ...opens: readonly number[]
): Promise<BarTrack> {
  const lines = opens.map((open) => `${START + open * MINUTE},100,102,99,101,7`);
  const series = await readBars(folder.write(`${instruments[0]?.id}.csv`, barTable(lines)), length * MINUTE);
  return { series, instruments };
}

function funding(...at: readonly number[]): Tape['funding'][number] {
  const series: FundingSeries = {
    asset: 'BTC',
    venue: 'binance',
    at: at.map((minute) => START + minute * MINUTE),
    rates: at.map((minute) => minute / 1e4),
    intervalsMs: at.map(() => 8 * HOUR),
  };
  return { series, instruments: [PERP] };
}

function played(bars: readonly BarTrack[], paid: Tape['funding'] = [], half = 0.01): unknown[] {
  return [...playTape({ bars, funding: paid, halfSpread: () => half })].map(({ at, events, bars: count }) => [
    (at - START) / MINUTE,
    events.map((event) => ('instrument' in event ? `${event.kind} ${event.instrument}` : event.kind)),
    count,
  ]);
}

describe('playTape', () => {
  it('tells at each close a quote, then the bar', async () => {
    expect(played([await track([PERP], 5, 0, 5)])).toEqual([
      [5, ['quote BTCUSDT', 'bars'], 1],
      [10, ['quote BTCUSDT', 'bars'], 1],
    ]);
  });

  it('quotes half a spread around the close, on the grid, away from it', async () => {
    const bars = [await track([PERP], 5, 0)];
    const [moment] = [...playTape({ bars, funding: [], halfSpread: () => 0.0015 })];
    expect(moment?.events).toEqual([
      {
        kind: 'quote',
        instrument: PERP.id,
        at: later(START, 5 * MINUTE),
        bid: 100.8,
        ask: 101.2,
        bidSize: 0,
        askSize: 0,
      },
      {
        kind: 'bars',
        at: later(START, 5 * MINUTE),
        intervalMs: 5 * MINUTE,
        bars: [{ instrument: PERP.id, start: START, open: 100, high: 102, low: 99, close: 101, volume: 7 }],
      },
    ]);
  });

  it('tells what closes together as one, and each length of bar by itself', async () => {
    const bars = [await track([PERP], 5, 0, 5), await track([SPOT], 10, 0)];
    expect(played(bars)).toEqual([
      [5, ['quote BTCUSDT', 'bars'], 1],
      [10, ['quote BTCUSDT', 'quote BTC-USDT', 'bars', 'bars'], 2],
    ]);
  });

  it('lets one file tell of several instruments', async () => {
    const bars = [await track([PERP, SPOT], 5, 0)];
    expect(played(bars)).toEqual([[5, ['quote BTCUSDT', 'quote BTC-USDT', 'bars'], 2]]);
  });

  it('tells funding at its own time, before what else happens then', async () => {
    const paid = [funding(3, 5)];
    expect(played([await track([PERP], 5, 0)], paid)).toEqual([
      [3, ['funding BTCUSDT'], 0],
      [5, ['funding BTCUSDT', 'quote BTCUSDT', 'bars'], 1],
    ]);
  });

  it('leaves out funding from before and after the bars', async () => {
    const times = played([await track([PERP], 5, 0)], [funding(-5, 0, 6)]);
    expect(times).toEqual([[5, ['quote BTCUSDT', 'bars'], 1]]);
  });

  it('makes up nothing in a gap', async () => {
    expect(played([await track([PERP], 5, 0, 60)]).map((moment) => (moment as unknown[])[0])).toEqual([
      5, 65,
    ]);
  });
});

describe('openingQuotes', () => {
  it('are around the first opening price', async () => {
    const tape = { bars: [await track([PERP], 5, 0, 5)], funding: [], halfSpread: () => 0.001 };
    expect(openingQuotes(tape, START)).toEqual([
      { kind: 'quote', instrument: PERP.id, at: START, bid: 99.9, ask: 100.1, bidSize: 0, askSize: 0 },
    ]);
  });

  it('leave out what begins later', async () => {
    const tape = {
      bars: [await track([PERP], 5, 0), await track([SPOT], 5, 5)],
      funding: [],
      halfSpread: () => 0,
    };
    expect(openingQuotes(tape, START).length).toBe(1);
  });
});

describe('spanOf', () => {
  it('is from the first opening to the last close', async () => {
    const bars = [await track([PERP], 5, 10, 15), await track([SPOT], 10, 5)];
    expect(spanOf(bars)).toEqual({ from: later(START, 5 * MINUTE), to: later(START, 20 * MINUTE) });
  });
});
