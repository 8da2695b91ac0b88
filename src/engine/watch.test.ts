import { describe, expect, it } from 'vitest';
import { STRAIGHT } from '../decide/region.ts';
import { emptyMarket, type MarketState, observe } from '../observe/observe.ts';
import { HOUR, later, MINUTE, SECOND } from '../units/time.ts';
import { lots, type Millis } from '../units/units.ts';
import { CONFIG, configOf, hedged, T0, trading } from './engine-fixture.ts';
import type { EngineState } from './state.ts';
import { dueNow, nextAttention } from './watch.ts';

function quotesOf(price: number, more: object = {}): Parameters<typeof dueNow>[1] {
  const quote = { bid: price, ask: price, bidSize: 0, askSize: 0, at: T0, quality: 'fresh' as const };
  return { quotes: { SPOT: quote, PERP: quote, ...more }, vols: {} };
}

const stale = { bid: 1, ask: 1, bidSize: 0, askSize: 0, at: T0, quality: 'stale' as const };

describe('dueNow', () => {
  const { at, ...rest } = hedged().state();
  const state: EngineState = { ...rest, at };

  it.each<[string, EngineState, Parameters<typeof dueNow>[1], number, unknown]>([
    ['nothing', state, quotesOf(60_000), SECOND, null],
    ['a review', state, quotesOf(60_000), HOUR, 'review'],
    ['a stale index', state, quotesOf(60_000, { SPOT: stale }), SECOND, 'market'],
    ['a stale hedge', state, quotesOf(60_000, { PERP: stale }), SECOND, 'market'],
    ['a changed book', withDecisions(state, { bookChanged: true }), quotesOf(60_000), SECOND, 'book'],
    ['a stop', withDecisions(state, { bookChanged: true, stopped: true }), quotesOf(1), HOUR, null],
    ['the start', withDecisions(state, { lastAt: null }), quotesOf(60_000), SECOND, 'started'],
    ['no price', withDecisions(state, { lastAt: null }), { quotes: {}, vols: {} }, SECOND, null],
  ])('raises a decision for %s', (_what, given, seen, ms, expected) => {
    expect(dueNow(given, seen, later(T0, ms))).toBe(expected);
  });

  it('raises one when the band is left by what is worth an order, unless the last could not be carried out', () => {
    const watched = { BTC: anchorAt(0.1095) };
    expect(dueNow(withDecisions(state, { watched }), quotesOf(60_000), later(T0, 1))).toBeNull();
    const out = withDecisions(state, { watched: { BTC: anchorAt(0.1105) } });
    expect(dueNow(out, quotesOf(60_000), later(T0, 1))).toBe('band');
    const retryAt = later(T0, MINUTE);
    const refused = withDecisions(out, { watched: { BTC: { ...anchorAt(0.1105), retryAt } } });
    expect(dueNow(refused, quotesOf(60_000), later(T0, MINUTE - 1))).toBeNull();
    expect(dueNow(refused, quotesOf(60_000), later(T0, MINUTE))).toBe('band');
  });
});

function anchorAt(delta: number): EngineState['decisions']['watched'][string] {
  return {
    memory: { clockAt: null },
    quality: 'fresh',
    anchor: { price: 60_000, delta, hedgeDelta: 0, curve: STRAIGHT },
    retryAt: null,
  };
}

function withDecisions(state: EngineState, more: Partial<EngineState['decisions']>): EngineState {
  return { ...state, decisions: { ...state.decisions, ...more } };
}

/** A market that has quoted the index and the hedge at `at`. */
function marketAt(at: Millis): MarketState {
  const market = emptyMarket();
  for (const instrument of ['SPOT', 'PERP']) {
    observe(market, { kind: 'quote', instrument, at, bid: 1, ask: 1, bidSize: 0, askSize: 0 }, at);
  }
  return market;
}

describe('nextAttention', () => {
  const far = marketAt(later(T0, HOUR));

  it('is the next timer at the latest', () => {
    const rig = trading();
    expect(nextAttention(rig.state(), far, rig.now)).toBe(T0 + 5 * SECOND);
  });

  it('is the review, a retry or a clock, where that comes first', () => {
    const state = hedged({ ...CONFIG, reviewEveryMs: 30 * MINUTE }).state();
    expect(nextAttention(state, far, T0)).toBe(T0 + 30 * MINUTE);
    const retrying = withDecisions(state, {
      watched: { BTC: { ...anchorAt(0), retryAt: later(T0, MINUTE) } },
    });
    expect(nextAttention(retrying, far, T0)).toBe(T0 + MINUTE);
    const clocked = hedged(configOf({ policy: { kind: 'clock', everyMs: 7 * MINUTE } })).state();
    expect(nextAttention(clocked, far, T0)).toBe(T0 + 7 * MINUTE);
  });

  it('is when a reading turns stale', () => {
    expect(nextAttention(hedged().state(), marketAt(T0), T0)).toBe(T0 + 10 * MINUTE + 1);
  });

  it('does not go back to what has been attended to and came to nothing', () => {
    const state = hedged().state();
    expect(nextAttention(state, marketAt(T0), later(T0, 11 * MINUTE))).toBe(T0 + HOUR);
  });
});

describe('a clock', () => {
  it('strikes when attended at the time that was asked for', () => {
    const rig = hedged(configOf({ policy: { kind: 'clock', everyMs: 5 * MINUTE } }));
    const next = rig.conductor.nextAt();
    expect(next).toBe(T0 + 5 * MINUTE);
    rig.tell({
      ...{ kind: 'deal', id: 'd', instrument: rig.state().instruments.SPOT as never, price: 60_000 },
      ...{ lots: lots(100), fee: 0n as never, feeCurrency: 'USD' },
    });
    rig.pass(MINUTE);
    expect(rig.take()).toEqual([]);
    rig.pass(4 * MINUTE);
    expect(rig.take().map((command) => (command.kind === 'place' ? command.order.lots : 0))).toEqual([-100]);
  });
});
