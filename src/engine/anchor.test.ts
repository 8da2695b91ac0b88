import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { STRAIGHT } from '../decide/region.ts';
import { millis } from '../units/units.ts';
import { anchored, moved, retryingFrom } from './anchor.ts';
import { INVERSE, PERP, trading } from './engine-fixture.ts';
import { hedgeViewOf } from './hedge-view.ts';
import { markTo } from './ledger.ts';

const STATE = trading().state();
const anchor = { price: 60_000, delta: 1, hedgeDelta: 0, curve: { ...STRAIGHT, gamma: 0.5 } };
const watched = { BTC: { memory: { clockAt: null }, quality: 'fresh' as const, anchor, retryAt: null } };

describe('moved', () => {
  it('moves the delta of what an instrument is a claim on, by its lots', () => {
    expect(moved(STATE, watched, PERP, -900).BTC?.anchor).toEqual({
      ...anchor,
      delta: expect.closeTo(0.1, 12),
      hedgeDelta: expect.closeTo(-0.9, 12),
    });
    expect(moved(STATE, watched, INVERSE, 600).BTC?.anchor).toEqual({
      ...anchor,
      delta: expect.closeTo(1.1, 12),
      // Of another instrument than the hedge nothing is the hedge's.
      hedgeDelta: 0,
    });
  });

  it('leaves all as it is where there is nothing to move', () => {
    expect(moved(STATE, watched, PERP, 0)).toBe(watched);
    expect(moved(STATE, watched, undefined, 5)).toBe(watched);
    expect(moved(STATE, {}, PERP, 5)).toEqual({});
    const blind = { BTC: { ...watched.BTC, anchor: null } };
    expect(moved(STATE, blind, PERP, 5)).toBe(blind);
  });
});

describe('anchored', () => {
  it('takes delta and gamma from the view, with what is in flight, and keeps the rest', () => {
    const rig = trading();
    const state = rig.state();
    const { quotes } = rig.appended.map(({ body }) => body).find((body) => body.kind === 'decisionDue')
      ?.snapshot ?? { quotes: {} };
    const snapshot = { at: rig.now, quotes, depth: {}, funding: {}, vols: {}, rates: {} };
    const marked = markTo(state, snapshot, KERNEL);
    if (marked.kind !== 'marked') throw new Error(marked.what);
    const { BTC } = anchored(state, hedgeViewOf(state, marked, quotes, KERNEL));
    // One coin held, 0.9 of it being sold.
    expect(BTC?.anchor).toEqual({
      price: 60_000,
      delta: expect.closeTo(0.1, 12),
      hedgeDelta: expect.closeTo(-0.9, 12),
      curve: { ...STRAIGHT, vol: 0.5 },
    });
    expect(BTC?.quality).toBe('fresh');
  });
});

describe('retryingFrom', () => {
  it('silences one underlying, if it is watched at all', () => {
    const at = millis(5);
    expect(retryingFrom(watched, 'BTC', at)).toEqual({ BTC: { ...watched.BTC, retryAt: at } });
    expect(retryingFrom(watched, 'ETH', at)).toBe(watched);
    expect(retryingFrom(watched, undefined, at)).toBe(watched);
  });
});
