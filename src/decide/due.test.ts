import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy, Profile } from '../domain/config.ts';
import { HOUR, MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { type DueInputs, due, type Watch } from './due.ts';
import { regionOf, STRAIGHT } from './region.ts';

const START = 1_700_000_000_000;
const at = (ms: number): Millis => millis(START + ms);
const BAND: Policy = { kind: 'fixed-band', halfWidth: 1 };
const CLOCK: Policy = { kind: 'clock', everyMs: 10 * MINUTE };

function profile(policy: Policy, targetDelta = 0): Profile {
  return {
    ...{ underlying: 'BTC', index: 'SPOT', hedge: 'PERP', targetDelta, policy, rate: 0 },
    ...{ markVol: { kind: 'market' }, hedgeVol: 'mark' },
  };
}

function watch(change: Partial<Watch> = {}): Watch {
  return {
    ...{
      profile: profile(BAND),
      clockAt: null,
      anchor: { price: 100, delta: 0.5, hedgeDelta: 0, curve: { ...STRAIGHT, gamma: 0.125 } },
      price: 100,
      retryAt: null,
    },
    ...{ costRate: 1e-3, lotDelta: 0.01, quality: 'fresh', lastQuality: 'fresh' },
    ...change,
  };
}

const OUTSIDE = watch({ price: 110 });
const STRIKING = watch({ profile: profile(CLOCK), clockAt: at(-10 * MINUTE) });
const TURNED = watch({ quality: 'stale' });

function asked(watches: readonly Watch[], change: Partial<DueInputs> = {}) {
  const inputs = { now: at(0), lastDecisionAt: at(-MINUTE), bookChanged: false };
  return due({ ...inputs, reviewEveryMs: HOUR, isMarginDue: false, watches, ...change });
}

describe('a decision is due', () => {
  it('not at all when nothing has happened', () => {
    expect(asked([watch()])).toBeNull();
    expect(asked([])).toBeNull();
  });

  it('first of all when a price is known', () => {
    const start = { lastDecisionAt: null };
    expect(asked([watch(), watch()], start)).toBe('started');
    expect(asked([watch({ anchor: null })], start)).toBe('started');
    expect(asked([watch(), watch({ price: null })], start)).toBe('started');
    const absent = watch({ price: null, quality: 'absent' });
    expect(asked([absent, absent], { ...start, bookChanged: true })).toBeNull();
  });

  it('when the book has changed', () => {
    expect(asked([watch()], { bookChanged: true })).toBe('book');
  });

  it('when the quality of an index is no longer what it was, in any direction', () => {
    const all = ['fresh', 'stale', 'suspect', 'absent'] as const;
    for (const quality of all)
      for (const lastQuality of all)
        expect(asked([watch(), watch({ quality, lastQuality })])).toBe(
          quality === lastQuality ? null : 'market',
        );
  });

  it('when the estimate leaves the band', () => {
    expect(asked([watch(), OUTSIDE])).toBe('band');
  });

  it('when a hedge is not what a floor wants, which moves with the price, and not when the holding moves', () => {
    const anchor = { price: 100, delta: 50, hedgeDelta: -3, curve: STRAIGHT };
    const following = { ...anchor, floor: { delta: -3.5, gamma: 0.1 } };
    expect(asked([watch({ anchor: following })])).toBeNull();
    expect(asked([watch({ anchor: following, price: 93 })])).toBe('band');
    expect(asked([watch({ anchor: following, price: 107 })])).toBeNull();
    expect(asked([watch({ anchor: following, price: 120 })])).toBe('band');
    const held = { ...anchor, hedgeDelta: 0, floor: { delta: 0, gamma: 0 } };
    expect(asked([watch({ anchor: held, price: 60 })])).toBeNull();
  });

  it('when a clock strikes', () => {
    expect(asked([STRIKING])).toBe('clock');
    expect(asked([{ ...STRIKING, clockAt: null }])).toBe('clock');
    expect(asked([{ ...STRIKING, clockAt: at(1 - 10 * MINUTE) }])).toBeNull();
  });

  it('when the last is long enough ago', () => {
    expect(asked([watch()], { lastDecisionAt: at(1 - HOUR) })).toBeNull();
    expect(asked([watch()], { lastDecisionAt: at(-HOUR) })).toBe('review');
  });

  it('for the first of several reasons: book, market, band, clock, review', () => {
    const long = { lastDecisionAt: at(-2 * HOUR) };
    const everything = [OUTSIDE, STRIKING, TURNED];
    expect(asked(everything, { ...long, bookChanged: true })).toBe('book');
    expect(asked(everything, long)).toBe('market');
    expect(asked([OUTSIDE, STRIKING], long)).toBe('band');
    expect(asked([STRIKING], long)).toBe('clock');
    expect(asked([watch()], long)).toBe('review');
  });
});

describe('after a refusal', () => {
  const refused = (one: Watch): Watch => ({ ...one, retryAt: at(1) });

  it('neither band nor clock asks again before the time to retry', () => {
    for (const one of [OUTSIDE, STRIKING]) {
      expect(asked([refused(one)])).toBeNull();
      expect(asked([refused(one)], { now: at(1) })).not.toBeNull();
    }
  });

  it('everything else does, and so do the other underlyings', () => {
    expect(asked([refused(OUTSIDE)], { bookChanged: true })).toBe('book');
    expect(asked([refused(TURNED)])).toBe('market');
    expect(asked([refused(OUTSIDE)], { lastDecisionAt: at(-HOUR) })).toBe('review');
    expect(asked([refused(OUTSIDE), OUTSIDE])).toBe('band');
    expect(asked([refused(OUTSIDE), STRIKING])).toBe('clock');
  });
});

describe('the estimate', () => {
  it('is never made of what is not known, nor for a clock', () => {
    for (const policy of [BAND, CLOCK])
      for (const change of [{ anchor: null }, { price: null }]) {
        const clockAt = at(0);
        expect(asked([watch({ profile: profile(policy), clockAt, ...change })])).toBeNull();
      }
    expect(asked([{ ...OUTSIDE, profile: profile(CLOCK), clockAt: at(0) }])).toBeNull();
  });

  /** Around a band of ± 1, from a delta of 0.5 and a gamma of 1/8 at a price of 100: all exact. */
  it.each([
    [104, 0.01, null],
    // Out by 0.094 is less than a tenth of the band, by 0.125 more.
    [104.75, 0.01, null],
    [105, 0.01, 'band'],
    [105, 0.125, 'band'],
    [105, 0.12501, null],
    [87.25, 0.01, null],
    [87, 0.125, 'band'],
    [87, 0.12501, null],
    [88, 0.01, null],
    [104.25, 0.5, null],
    [108, 0.5, 'band'],
  ])('at a price of %d, with lots of %d: %s', (price, lotDelta, expected) => {
    expect(asked([watch({ price, lotDelta })])).toBe(expected);
  });

  it('asks exactly when the trade would be a lot, and a tenth of the band, or more', () => {
    const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const policy = fc.oneof(
      real(0, 5).map((half): Policy => ({ kind: 'fixed-band', halfWidth: half })),
      real(1e-4, 1).map((riskAversion): Policy => ({ kind: 'whalley-wilmott', riskAversion })),
    );
    const anchors = fc
      .record({ price: real(50, 150), delta: real(-10, 10), gamma: real(-0.2, 0.2) })
      .map(({ gamma, ...rest }) => ({ ...rest, hedgeDelta: 0, curve: { ...STRAIGHT, gamma } }));
    const lots = fc.oneof(real(1e-6, 3), fc.constant(1e-9));
    fc.assert(
      fc.property(
        policy,
        anchors,
        real(50, 150),
        real(-5, 5),
        lots,
        (rule, anchor, price, target, lotDelta) => {
          const told = watch({ profile: profile(rule, target), anchor, price, lotDelta });
          const delta = anchor.delta + anchor.curve.gamma * (price - anchor.price);
          const { halfWidth: width } = regionOf(rule, anchor.curve, price, told.costRate);
          const beyond = Math.abs(delta - target) - width;
          const worth = Math.max(lotDelta, width / 10);
          // At the very edge either answer is a matter of rounding.
          fc.pre(Math.abs(beyond - worth) > 1e-12);
          expect(asked([told])).toBe(beyond >= worth ? 'band' : null);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('watches the region where others have moved it, and moves it on as their deltas drift', () => {
    const curve = { ...STRAIGHT, gamma: 0.125 };
    const eth = watch({
      profile: { ...profile(BAND), underlying: 'ETH' },
      anchor: { price: 10, delta: 0, hedgeDelta: 0, curve },
      price: 10,
    });
    const joint = { shift: 2, pull: { ETH: -1.5 } };
    const btc = watch({ anchor: { price: 100, delta: 2.5, hedgeDelta: 0, curve, joint } });
    // From 1 to 3, while ETH stands still.
    expect(asked([btc, eth])).toBeNull();
    expect(asked([watch({ anchor: { price: 100, delta: 2.5, hedgeDelta: 0, curve } }), eth])).toBe('band');
    // By 0.3 of a coin more, times −1.5: from 0.55 to 2.55, and then by 0.4 more out of it.
    expect(asked([btc, { ...eth, price: 12.4 }])).toBeNull();
    expect(asked([btc, { ...eth, price: 15.6 }])).toBe('band');
    // Of an underlying that is not there nothing is known.
    for (const others of [[], [{ ...eth, price: null }], [{ ...eth, price: 15.6, anchor: null }]])
      expect(asked([btc, ...others])).toBeNull();
  });

  it('asks for nothing inside the band, even where no lot is known', () => {
    expect(asked([watch({ lotDelta: 0 })])).toBeNull();
    expect(asked([{ ...OUTSIDE, lotDelta: 0 }])).toBe('band');
  });
});
