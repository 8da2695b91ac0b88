import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, hostileValue, unsound } from '../../test/support/hostile.ts';
import { adlOf, marginsOf, type TierRow, tiersOf } from './margin.ts';

const OURS = [{ instrument: { settle: 'BTC' } }, { instrument: { settle: 'USDC' } }];
const row = (currency: unknown, equity: unknown, initial: unknown = '0', maintenance: unknown = 0) => ({
  ...{ currency, equity, initial, maintenance },
});

describe('marginsOf', () => {
  it('reads figures and texts, also of an account that is under water', () => {
    expect(marginsOf([row('BTC', '-0.5', '0.25', 0.125), row('ETH', 2)], OURS)).toEqual({
      margin: {
        BTC: { equity: -0.5, initial: 0.25, maintenance: 0.125 },
        ETH: { equity: 2, initial: 0, maintenance: 0 },
      },
    });
  });

  it('tells that there is nothing in a currency of ours, and leaves others out in which there is nothing', () => {
    expect(marginsOf([row('BTC', 0), row('SOL', '0.000')], OURS)).toEqual({
      margin: { BTC: { equity: 0, initial: 0, maintenance: 0 } },
    });
  });

  it('does not know a currency of which a part is missing, or makes no sense', () => {
    const wrong = [
      ...[row('BTC', undefined), row('BTC', ''), row('BTC', null), row('BTC', '1e400'), row('BTC', [])],
      ...[row('BTC', 1, -0.1), row('BTC', 1, 0, -0.1), row('BTC', 1, 'much'), row('BTC', 1, 0, Number.NaN)],
      ...[row(undefined, 1), row(7, 1), row({ toString: 0 }, 1)],
    ];
    for (const one of wrong) expect(marginsOf([one], OURS)).toEqual({});
    expect(marginsOf([row('BTC', 'much'), row('USDC', 1)], OURS).margin).toHaveProperty('USDC');
  });

  it('writes no zero that a journal would not give back', () => {
    const { margin } = marginsOf([row('BTC', '-0', -0, '-0.0')], OURS);
    expect(Object.values(margin?.BTC ?? {}).map((value) => Object.is(value, 0))).toEqual([true, true, true]);
  });
});

describe('adlOf', () => {
  it('takes whole numbers from 0 to 4', () => {
    const ranks = [0, '4', 2.5, 5, -1, null, '', undefined, [1], Number.NaN];
    expect(adlOf(ranks.map((rank, i) => [`i${i}`, rank] as const))).toEqual({ adl: { i0: 0, i1: 4 } });
    expect(adlOf([['i', undefined]])).toEqual({});
  });
});

describe('tiersOf', () => {
  const LOW: TierRow = { from: 0, leverage: 50, maintenance: '0.01' };
  const HIGH: TierRow = { from: '100000.0', leverage: '20', maintenance: 0.025 };

  it('reads brackets in whatever order they come', () => {
    expect(tiersOf([HIGH, LOW])).toEqual([
      { fromNotional: 0, initial: 0.02, maintenance: 0.01 },
      { fromNotional: 100_000, initial: 0.05, maintenance: 0.025 },
    ]);
  });

  it('knows none where any of them makes no sense', () => {
    for (const wrong of [
      ...[[], [HIGH], [LOW, { ...HIGH, from: 0 }], [LOW, { ...HIGH, leverage: 60 }]],
      ...[[LOW, { ...HIGH, maintenance: 0.009 }], [{ ...LOW, maintenance: 0.03 }], [{ ...LOW, leverage: 0 }]],
      ...[[{ ...LOW, maintenance: 0 }], [{ ...LOW, from: undefined }], [LOW, { ...HIGH, leverage: null }]],
    ])
      expect(tiersOf(wrong)).toBeUndefined();
  });
});

describe('whatever a venue says', () => {
  it('what is told of it is figures', () => {
    const values = fc.array(fc.tuple(hostileValue, hostileValue, hostileValue, hostileValue));
    const brackets = hostileLike([
      { from: 0, leverage: 50, maintenance: 0.01 },
      { from: 1, leverage: 20, maintenance: 0.02 },
    ]);
    fc.assert(
      fc.property(values, brackets, (rows, tiers) => {
        const margins = rows.map(([currency, equity, initial, maintenance]) => ({
          ...{ currency, equity, initial, maintenance },
        }));
        expect(unsound(marginsOf(margins, OURS))).toEqual([]);
        expect(unsound(adlOf(rows.map(([rank], i) => [`i${i}`, rank])))).toEqual([]);
        if (Array.isArray(tiers)) expect(unsound(tiersOf(tiers.map((one) => ({ ...one }))))).toEqual([]);
      }),
    );
  });
});
