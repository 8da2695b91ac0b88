import { describe, expect, it } from 'vitest';
import type { Lp, Option } from '../../domain/instrument.ts';
import { DAY, later } from '../../units/time.ts';
import { liquidityDelta, optionDelta } from '../greeks.ts';
import { plainScenario } from '../sim-fixture.ts';
import { always, only, type Stage, stage, WILD } from './stage.ts';

const { start } = plainScenario();
const BTC = {
  venue: 'alpha',
  base: 'BTC',
  quote: 'USDT',
  settle: 'USDT',
  tick: 0.01,
  inverse: false,
} as const;

describe('pain 2: one leg is done and the other is not', () => {
  it('holds the one that is in doubt, and hedges what is left when it is cleared up', () => {
    const { play, held, orders, rest } = stage({ script: { lostRequest: (n) => n > 1 && n < 8 } });
    play(50);
    rest();
    expect(held()).toBe(-950);
    expect(orders().filter(({ filled }) => filled !== 0)).toHaveLength(1);
  });
});

describe('pain 8: ping-pong', () => {
  const played = (halfWidth: number, maxHourlyTurnover?: number) => {
    const plain = stage().world.witness.scenario.assets[0]?.profile;
    if (plain === undefined) throw new Error('a plain scenario has a profile');
    const scene = stage({
      ...WILD,
      asset: { ...WILD.asset, profile: { ...plain, policy: { kind: 'fixed-band', halfWidth } } },
      ...(maxHourlyTurnover === undefined ? {} : { limits: { maxHourlyTurnover } }),
    });
    scene.play(300);
    const lots = scene.orders().reduce((sum, { filled }) => sum + Math.abs(filled), 0);
    return { orders: scene.orders().length, turnover: lots * 0.001 * 60_000 };
  };

  it('trades less often the wider its band is', () => {
    expect(played(0.3).orders).toBeLessThan(0.5 * played(0.02).orders);
  });

  it('never turns over more in an hour than it may', () => {
    const free = played(0.02).turnover;
    const bound = played(0.02, 100_000).turnover;
    expect(free).toBeGreaterThan(120_000);
    // At prices a little away from 60,000.
    expect(bound).toBeLessThanOrEqual(103_000);
    expect(bound).toBeGreaterThan(60_000);
  });
});

describe('pain 9: Greeks in the wrong unit', () => {
  it.each([
    ['contracts of one', 1, 1, 5],
    ['contracts of a tenth, ten to a lot', 10, 0.1, 5],
    ['contracts of a hundredth', 1, 0.01, 500],
  ])('hedges the same for %s', (_how, lot, multiplier, count) => {
    const option: Option = {
      ...{ ...BTC, kind: 'option', id: 'C', type: 'call', strike: 61_000, lot, multiplier },
      expiry: later(start, 2 * DAY),
    };
    const { rest, held, world } = stage({ listed: [option], held: { C: count } });
    rest();
    const spot = world.witness.market.mids('BTC-SPOT').at(-1)?.mid ?? 0;
    const delta = 5 * optionDelta(option, spot, { vol: 0.6, rate: 0, at: world.witness.now });
    expect(delta).toBeGreaterThan(1);
    // Within the band of 0.05, in lots of a thousandth.
    expect(Math.abs(held() / 1_000 + delta)).toBeLessThanOrEqual(0.052);
  });
});

describe('pain 12: liquidity in the book that nobody hedges', () => {
  it('is hedged by what it holds of the base, and again as its range is crossed', () => {
    const range: Lp = {
      ...{ ...BTC, kind: 'lp', id: 'POOL', inverse: false, lot: 1, multiplier: 1 },
      ...{ lower: 55_000, upper: 65_000 },
    };
    const { rest, held, world, play } = stage({
      ...{ listed: [range], held: { POOL: 5_000 }, asset: { calmVol: 4, stressVol: 4 } },
    });
    play(300);
    rest();
    const spot = world.witness.market.mids('BTC-SPOT').at(-1)?.mid ?? 0;
    const delta = 5_000 * liquidityDelta(range, spot);
    expect(delta).toBeGreaterThan(0.3);
    expect(Math.abs(held() / 1_000 + delta)).toBeLessThanOrEqual(0.052);
  });
});

describe('pain 13: sizes, ticks and dust', () => {
  it.each([
    [500, 0],
    [507, 0],
    [513, -1],
    [10_004, -950],
    [9_994, -949],
  ])(
    '%i ten-thousandths of a coin are hedged with %i lots of a thousandth, and no order is refused',
    (spot, wanted) => {
      const { play, held, orders, alarms, rest } = stage({ held: { 'BTC-SPOT': spot } });
      play(100);
      rest();
      // To the edge of the band of 0.05, rounded down to whole lots.
      expect(held()).toBe(wanted);
      expect(orders().every(({ request }) => Number.isInteger(request.lots) && request.lots !== 0)).toBe(
        true,
      );
      expect(alarms().filter((alarm) => alarm.includes('rejected'))).toEqual([]);
    },
  );
});

describe('pain 15: transactions that get stuck', () => {
  it('are in doubt until their deadline has passed at the venue, and only then sent again', () => {
    const { play, orders, held, rest } = stage({
      script: { lostRequest: (n) => n === 2, unanswered: always },
    });
    play(12);
    expect(orders()).toHaveLength(1);
    play(60);
    const deadline = orders()[0]?.request.deadline ?? 0;
    expect((orders()[1]?.request.deadline ?? 0) - deadline).toBeGreaterThanOrEqual(15_000);
    rest();
    expect(held()).toBe(-950);
  });

  /** Gas that we were told of, in dollars. */
  const gasOf = ({ world }: Stage): readonly number[] =>
    world.witness.entries.flatMap(({ body }) =>
      body.kind === 'account' && body.event.kind === 'gas' ? [Number(body.event.amount) / 1e8] : [],
    );
  /** Ticks until all of the hedge is held. */
  const ticksTo = ({ play, held }: Stage): number => {
    for (let ticks = 1; ticks < 200; ticks += 1) {
      play(1);
      if (held('BTC-POOL') !== 0) return ticks;
    }
    return Infinity;
  };

  it('that no block takes end at their deadline, cost nothing, and only then are sent again', () => {
    const stuck = stage({ isOnChain: true, script: { stuckTransaction: only(1) } });
    const { play, orders, held, rest } = stuck;
    play(14);
    expect([orders().length, held('BTC-POOL')]).toEqual([1, 0]);
    play(10);
    expect(orders().map(({ state, filled }) => [state, filled])).toEqual([
      ['dead', 0],
      ['dead', -950],
    ]);
    rest();
    expect(held('BTC-POOL')).toBe(-950);
    expect(gasOf(stuck)).toEqual([3]);
    expect(orders()).toHaveLength(2);
  });

  it('that a reorganisation undoes are neither believed before nor sent again after it', () => {
    const undone = stage({ isOnChain: true, script: { reorg: only(2) } });
    const later = ticksTo(undone) - ticksTo(stage({ isOnChain: true }));
    expect(later).toBeGreaterThanOrEqual(1);
    undone.rest();
    expect([undone.orders().length, undone.held('BTC-POOL')]).toEqual([1, -950]);
    expect(gasOf(undone)).toEqual([3]);
  });

  it('wait while gas is dear, cost what it then costs, and are never two at once', () => {
    const spiked = stage({ isOnChain: true, script: { gasSpike: (n) => n <= 3 } });
    const { play, orders, held, rest, world } = spiked;
    for (let ticks = 0; ticks < 160; ticks += 1) {
      play(1);
      expect(orders().filter(({ state }) => state !== 'dead').length).toBeLessThanOrEqual(1);
    }
    rest();
    expect(held('BTC-POOL')).toBe(-950);
    const paid = gasOf(spiked).reduce((sum, gas) => sum + gas, 0);
    expect(orders().length > 1 || paid > 3).toBe(true);
    expect(paid).toBeLessThanOrEqual(3 * 8 * orders().length);
    expect(world.host.state.ledger.attribution.gas).toBeCloseTo(-paid, 1);
  });

  it('cost gas that is booked once, as a cost of its own', () => {
    const { play, world } = stage();
    play(45);
    const gas = { kind: 'gas', id: 'tx', venue: 'alpha', amount: 3_00000000n, currency: 'USDT' } as never;
    const before = world.host.state.book.cash.alpha?.USDT ?? 0n;
    world.host.account(gas, world.witness.now);
    world.host.account(gas, world.witness.now);
    expect((world.host.state.book.cash.alpha?.USDT ?? 0n) - before).toBe(-3_00000000n);
    expect(world.host.state.ledger.attribution.gas).toBeCloseTo(-3, 1);
  });
});
