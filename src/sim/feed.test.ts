import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../domain/market.ts';
import { emptyMarket, observe } from '../observe/observe.ts';
import { millis } from '../units/units.ts';
import type { Fault } from './faults.ts';
import { createFeed } from './feed.ts';
import { faultsOf } from './sim-fixture.ts';

const TICK = 1_000;

function quote(tick: number, price = 100): MarketEvent {
  const at = millis(tick * TICK);
  return { kind: 'quote', instrument: 'X', at, bid: price - 0.5, ask: price + 0.5, bidSize: 1, askSize: 1 };
}

/** What is heard of a quote at each of `ticks` ticks. */
function hear(rates: Partial<Record<Fault, number>>, ticks: number) {
  const faults = faultsOf(rates);
  const feed = createFeed(faults, TICK);
  const heard: MarketEvent[][] = [];
  for (let tick = 1; tick <= ticks; tick += 1) heard.push([...feed.pass([quote(tick)], millis(tick * TICK))]);
  return { faults, feed, heard };
}

describe('a feed', () => {
  it('passes on all that happens where nothing is wrong, and remembers the last two', () => {
    const { feed, heard } = hear({}, 3);
    expect(heard).toEqual([[quote(1)], [quote(2)], [quote(3)]]);
    expect(feed.heard('X').map(({ at }) => at)).toEqual([2_000, 3_000]);
    feed.forget();
    expect(feed.heard('X')).toEqual([]);
  });

  it('remembers vols and rates too', () => {
    const feed = createFeed(faultsOf(), TICK);
    const vol = (at: number, value: number) =>
      ({ kind: 'vol', underlying: 'BTC', at: millis(at), vol: value }) as const;
    feed.pass(
      [vol(1, 0.5), vol(2, 0.6), { kind: 'rate', currency: 'USDT', at: millis(2), rate: 0.99 }],
      millis(2),
    );
    feed.pass([vol(1, 0.9)], millis(3));
    expect([feed.vols('BTC'), feed.rates('USDT')]).toEqual([[0.5, 0.6], [0.99]]);
  });

  it.each(['garbage', 'crossedQuote', 'outlier'] as const)(
    'tells what is false but never remembers it: %s',
    (fault) => {
      const { faults, feed, heard } = hear({ [fault]: 0.5 }, 200);
      const market = emptyMarket();
      let refused = 0;
      for (const [i, events] of heard.entries())
        for (const event of events) if (observe(market, event, millis((i + 1) * TICK)) === null) refused += 1;
      expect(faults.counts[fault]).toBeGreaterThan(50);
      // A gate that knows its trade refuses every false one, and some true ones that come after an outlier.
      expect(refused).toBeGreaterThanOrEqual(faults.counts[fault]);
      for (const { bid, ask } of feed.heard('X')) expect([bid, ask]).toEqual([99.5, 100.5]);
      expect(market.quotes.get('X')).toMatchObject({ bid: 99.5, ask: 100.5 });
    },
  );

  it('loses quotes, or falls silent for a while', () => {
    expect(hear({ lostQuote: 1 }, 5).heard.flat()).toEqual([]);
    const { heard } = hear({ silentFeed: 0.02 }, 1_000);
    const gaps =
      heard
        .map((events) => events.length)
        .join('')
        .match(/0+/g) ?? [];
    expect(Math.max(...gaps.map((gap) => gap.length))).toBeGreaterThan(20);
  });

  it('tells some quotes after newer ones', () => {
    const times = hear({ lateQuote: 0.3 }, 300)
      .heard.flat()
      .map(({ at }) => at);
    const back = times.filter((at, i) => at < (times[i - 1] ?? 0));
    expect(back.length).toBeGreaterThan(20);
    expect(new Set(times).size).toBe(times.length);
  });
});
