import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { buy, exchangeWith, heard } from './living-fixture.ts';
import { START } from './market-fixture.ts';

describe('the market of options', () => {
  const expiry = Date.parse('2025-11-21T08:00:00Z');

  it('quotes every option about its mark, with Greeks', () => {
    const exchange = exchangeWith({ protocol: 'deribit' });
    exchange.advance(millis(START + 5 * SECOND));
    let quoted = 0;
    for (const [symbol, { instrument }] of exchange.listings) {
      if (instrument.kind !== 'option') continue;
      const { mark, bid, ask, option } = exchange.ticker(symbol);
      expect(ask?.ticks ?? 0).toBeGreaterThan((mark / instrument.tick) * 0.98);
      if (bid !== null) expect(bid.ticks).toBeLessThan(mark / instrument.tick);
      quoted += bid === null ? 0 : 1;
      expect(option?.markVol).toBeGreaterThan(0.2);
      expect(option?.markVol).toBeLessThan(1.5);
      expect(Math.sign(option?.delta ?? 0)).toBe(instrument.type === 'call' ? 1 : -1);
      expect(option?.gamma).toBeGreaterThan(0);
      expect(option?.theta).toBeLessThan(0);
    }
    expect(quoted).toBeGreaterThan(100);
  });

  it('keeps put-call parity in coin', () => {
    const exchange = exchangeWith({ protocol: 'deribit' });
    for (const [symbol, { instrument }] of exchange.listings) {
      if (instrument.kind !== 'option' || instrument.type !== 'call') continue;
      const call = exchange.ticker(symbol);
      const put = exchange.ticker(symbol.replace(/C$/, 'P'));
      const forward = call.option?.underlying ?? 0;
      expect(call.mark - put.mark).toBeCloseTo(1 - instrument.strike / forward, 10);
    }
  });

  it('expires options and futures at the average of the last half hour, and lists new ones', () => {
    const start = millis(expiry - HOUR);
    const exchange = exchangeWith({
      ...{ protocol: 'deribit', start, listedAt: START, takers: false, stepMs: MINUTE },
      only: (id) => /^BTC-(PERPETUAL|21NOV25)/.test(id),
    });
    expect(exchange.listings.has('BTC-21NOV25')).toBe(true);
    const symbols = [...exchange.listings.values()].map(({ instrument }) => instrument);
    const calls = symbols.filter((each) => each.kind === 'option' && each.type === 'call');
    const call = calls[4] ?? expect.fail('no call');
    exchange.place('ann', buy(call.id, 10));
    const events = heard(exchange);
    const samples: number[] = [];
    for (let at = start + MINUTE; at <= expiry; at += MINUTE) {
      exchange.advance(millis(at));
      if (at > expiry - 30 * MINUTE) samples.push(exchange.index('BTC'));
    }
    const average = samples.reduce((sum, each) => sum + each, 0) / samples.length;
    const settled = events.flatMap((event) => (event.kind === 'settled' ? [event] : []));
    expect(settled).toHaveLength(1);
    expect(settled[0]?.delivery).toBeCloseTo(average, 4);
    const strike = call.kind === 'option' ? call.strike : 0;
    expect(settled[0]?.price).toBeCloseTo(Math.max(0, average - strike) / average, 8);
    expect(exchange.state('BTC-21NOV25')).toBe('expired');
    expect(exchange.positions('ann')).toEqual([]);
    expect(exchange.state('BTC-5DEC25')).toBe('open');
    exchange.advance(millis(expiry + 10 * MINUTE));
    expect(exchange.depth('BTC-5DEC25', 3).bids).toHaveLength(3);
    expect(exchange.depth('BTC-21NOV25', 3).bids).toEqual([]);
    expect(exchange.ticker('BTC-5DEC25').mark / exchange.index('BTC')).toBeCloseTo(
      Math.exp((0.05 * 14 * DAY) / (365 * DAY)),
      3,
    );
  });
});
