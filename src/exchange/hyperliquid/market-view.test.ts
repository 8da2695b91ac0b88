import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { bench } from './hyperliquid-fixture.ts';

function book(nSigFigs?: number, mantissa?: number, coin = 'BTC'): unknown {
  return bench().info({ type: 'l2Book', coin, nSigFigs, mantissa });
}

describe('markets on the wire', () => {
  it('list the universe in order, which is how assets are numbered', () => {
    expect(bench().info({ type: 'meta' })).toEqual({
      universe: [
        { name: 'BTC', szDecimals: 5, maxLeverage: 40, marginTableId: 51 },
        { name: 'ETH', szDecimals: 4, maxLeverage: 25, marginTableId: 52 },
        { name: 'SOL', szDecimals: 2, maxLeverage: 20, marginTableId: 53 },
      ],
      marginTables: [
        [51, { description: '', marginTiers: tiers([0, 40], [1.5e8, 20]) }],
        [52, { description: '', marginTiers: tiers([0, 25], [1e8, 15]) }],
        [53, { description: '', marginTiers: tiers([0, 20], [7e7, 10]) }],
      ],
      collateralToken: 0,
    });
  });

  it('show the book, best first', () => {
    const { levels } = book() as { levels: [{ px: string }[], { px: string }[]] };
    expect(levels[0]).toHaveLength(10);
    expect(levels[0][0]).toEqual({ px: '59999.0', sz: '1.0', n: 1 });
    expect(levels[1].map(({ px }) => px).slice(0, 3)).toEqual(['60001.0', '60002.0', '60003.0']);
  });

  it('put levels together as coarsely as is asked for, away from the middle', () => {
    // Bids 59 990 to 59 999, asks 60 001 to 60 010, 1 BTC each.
    expect(book(4)).toMatchObject({
      levels: [[{ px: '59990.0', sz: '10.0', n: 10 }], [{ px: '60010.0', sz: '10.0' }]],
    });
    expect(book(2)).toMatchObject({ levels: [[{ px: '59000.0' }], [{ px: '61000.0' }]] });
    expect(book(5, 5)).toMatchObject({
      levels: [
        [
          { px: '59995.0', sz: '5.0' },
          { px: '59990.0', sz: '5.0' },
        ],
        [
          { px: '60005.0', sz: '5.0' },
          { px: '60010.0', sz: '5.0' },
        ],
      ],
    });
    expect(book(4, undefined, 'ETH')).toMatchObject({
      levels: [[{ px: '2999.0', sz: '100.0' }], [{ px: '3001.0' }]],
    });
    expect(book(5, undefined, 'ETH')).toEqual(book(undefined, undefined, 'ETH'));
  });

  it('have a mid between the best prices, and the mark where there is none', () => {
    const desk = bench();
    expect(desk.info({ type: 'allMids' })).toEqual({ BTC: '60000.0', ETH: '3000.0', SOL: '150.0' });
    desk.exchange.control.takeFrom('BTC', 'buy', lots(100_000));
    desk.exchange.control.maker('ETH', false);
    desk.exchange.control.takeFrom('ETH', 'buy', lots(2_000_000));
    expect(desk.info({ type: 'allMids' })).toEqual({ BTC: '60000.5', ETH: '3000.0', SOL: '150.0' });
    const [, contexts] = desk.info({ type: 'metaAndAssetCtxs' }) as [unknown, Record<string, unknown>[]];
    expect(contexts[0]).toEqual({
      funding: '0.0',
      openInterest: '1.0',
      prevDayPx: '60001.0',
      dayNtlVlm: '60001.0',
      premium: '0.0000083333',
      oraclePx: '60000.0',
      markPx: '60000.0',
      midPx: '60000.5',
      impactPxs: ['59999.0', '60002.0'],
      dayBaseVlm: '1.0',
    });
    expect(contexts[1]).toMatchObject({ midPx: null, impactPxs: null, premium: null });
  });
});

function tiers(...rows: [number, number][]): object[] {
  return rows.map(([from, maxLeverage]) => ({ lowerBound: `${from}.0`, maxLeverage }));
}
