import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { later } from '../units/time.ts';
import { createMarket } from './market.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { faultsOf } from './sim-fixture.ts';

function play(scenario: Scenario, ticks: number, calmFrom = Infinity) {
  const market = createMarket(scenario, faultsOf(), createRandom(scenario.seed));
  const events: MarketEvent[] = [];
  let now = scenario.start;
  for (let i = 0; i < ticks; i += 1) {
    if (i === calmFrom) market.calm();
    now = later(now, scenario.tickMs);
    events.push(...market.step(now));
  }
  return { market, events };
}

describe('the true market', () => {
  it('is the same for the same seed', () => {
    const scenario = drawScenario(5);
    expect(play(scenario, 200).events).toEqual(play(scenario, 200).events);
  });

  it.each([1, 2, 3, 4, 5, 6])('%i tells only what can be true, in order of time', (seed) => {
    const { events } = play(drawScenario(seed), 300);
    let last = 0;
    for (const event of events) {
      expect(event.at).toBeGreaterThanOrEqual(last);
      last = event.at;
      if (event.kind === 'quote') expect(event.bid > 0 && event.bid < event.ask).toBe(true);
      if (event.kind !== 'depth') continue;
      const [bids, asks] = [event.depth.bids, event.depth.asks].map((side) => side.map(({ price }) => price));
      expect(bids).toEqual(bids?.toSorted((a, b) => b - a));
      expect(asks).toEqual(asks?.toSorted((a, b) => a - b));
      expect((bids?.[0] ?? 0) < (asks?.[0] ?? 0)).toBe(true);
    }
  });

  it('closes bars of the mids that it has told', () => {
    const scenario = drawScenario(2);
    const { market, events } = play(scenario, 400);
    const bars = events.flatMap((event) => (event.kind === 'bars' ? event.bars : []));
    expect(bars.length).toBeGreaterThan(4);
    for (const { instrument, start, open, high, low, close } of bars.slice(4)) {
      const within = market.mids(instrument).filter(({ at }) => at > start && at <= start + scenario.barMs);
      const mids = within.map(({ mid }) => mid);
      expect([Math.max(open, ...mids), Math.min(open, ...mids), mids.at(-1)]).toEqual([high, low, close]);
    }
  });

  it('pays funding at its times, on perps alone', () => {
    const scenario = drawScenario(3);
    const paid = play(scenario, 700).events.filter((event) => event.kind === 'funding');
    expect(paid.length).toBeGreaterThan(0);
    for (const { at, instrument } of paid) {
      expect((at - scenario.start) % scenario.fundingMs).toBe(0);
      expect(instrument).not.toContain('SPOT');
    }
  });

  it('has instruments that stand apart from their asset for a while, where sources disagree', () => {
    const scenario = drawScenario(5);
    const apart = (gap: number): number => {
      const faults = faultsOf({ gap });
      const market = createMarket(scenario, faults, createRandom(5));
      let [now, furthest] = [scenario.start, 0];
      for (let i = 0; i < 300; i += 1) {
        now = later(now, scenario.tickMs);
        market.step(now);
        const mids = scenario.assets[0]?.quotes.map(
          ({ instrument }) => market.mids(instrument.id).at(-1)?.mid ?? 0,
        );
        furthest = Math.max(furthest, Math.max(...(mids ?? [])) / Math.min(...(mids ?? [])) - 1);
      }
      return furthest;
    };
    expect(apart(0)).toBeLessThan(0.005);
    expect(apart(0.05)).toBeGreaterThan(0.01);
    expect(apart(0.05)).toBeLessThan(0.07);
  });

  it('hardly moves once calm', () => {
    const { market } = play(drawScenario(4), 600, 300);
    const mids = market.mids('BTC-SPOT').map(({ mid }) => mid);
    const range = (part: number[]) => Math.max(...part) / Math.min(...part) - 1;
    expect(range(mids.slice(302))).toBeLessThan(0.2 * range(mids.slice(0, 300)));
  });
});
