import { describe, expect, it } from 'vitest';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Depth } from '../domain/depth.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OrderRequest } from '../domain/order.ts';
import { HOUR, MINUTE, SECOND } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import { CONFIG, closed, configOf, filled, lastDecision, PERP, type Rig, started } from './engine-fixture.ts';

/** The same at another venue, where a taker pays less. */
const OTHER: Instrument = { ...PERP, id: 'OTHER', venue: 'w' };
const INVERSE_THERE: Instrument = {
  ...PERP,
  ...{
    id: 'COIN',
    kind: 'perp',
    venue: 'w',
    settle: 'BTC',
    inverse: true,
    multiplier: 100,
    lot: 1,
    tick: 0.5,
  },
};

function configLike(change: Partial<Profile> = {}, more: Partial<EngineConfig> = {}): EngineConfig {
  return configOf(
    { orHedge: ['OTHER'], ...change },
    {
      instruments: [...CONFIG.instruments, OTHER, INVERSE_THERE],
      venues: [...CONFIG.venues, { id: 'w', takerFee: 0.0003, makerFee: 0 }],
      opening: { ...CONFIG.opening, cash: { v: { USD: atoms(100_000_000_000_000n) }, w: {} } },
      ...more,
    },
  );
}

/** Levels 10 apart, of which the first half is best. */
function deep(price: number, sizes: readonly number[]): Depth {
  return {
    bids: sizes.map((size, i) => ({ price: price - 6 - 10 * i, size })),
    asks: sizes.map((size, i) => ({ price: price + 6 + 10 * i, size })),
  };
}

interface Books {
  readonly PERP?: readonly number[];
  readonly OTHER?: readonly number[];
  readonly COIN?: readonly number[];
}

/** A rig that has decided to sell the delta of one coin, less the band, where the ladders hold `books`. */
function trading(config: EngineConfig, books: Books, price = 60_000): Rig {
  const rig = started(config);
  for (const [instrument, sizes] of Object.entries(books)) {
    rig.quote(instrument, price);
    const depth = deep(price, sizes);
    rig.conductor.observe({ kind: 'depth', instrument, at: rig.now, depth }, rig.now);
  }
  for (const venue of ['v', 'w']) rig.report({ venue, ...(venue === 'w' && { positions: {}, cash: {} }) });
  rig.pass(0);
  return rig;
}

function orders(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

function done(rig: Rig, order: OrderRequest): void {
  rig.tell(filled(order, Math.abs(order.lots)));
  rig.tell(closed(order, 'filled', Math.abs(order.lots)));
}

function sold(rig: Rig): Record<string, number> {
  return Object.fromEntries(orders(rig).map(({ instrument, lots }) => [instrument, lots]));
}

describe('a hedge that may be traded at two venues', () => {
  it('goes where it costs less, as far as that is deep', () => {
    const rig = trading(configLike(), { PERP: [5, 5], OTHER: [5, 5] });
    expect(sold(rig)).toEqual({ OTHER: -900 });
  });

  it('is split where the cheaper one is thin', () => {
    // 2 bp more in fees are 12 dollars: the second level there is 10 dollars worse, the third 20.
    const rig = trading(configLike(), { PERP: [5, 5], OTHER: [0.2, 0.3, 0.4, 0.5] });
    expect(sold(rig)).toEqual({ OTHER: -500, PERP: -400 });
    expect(rig.outcomes('decisionDue').at(-1)?.plan?.choices).toMatchObject([
      { underlying: 'BTC', remainder: 0, because: null, left: [] },
    ]);
  });

  it('counts the contracts of an inverse ladder in base units', () => {
    const rig = trading(configLike({ orHedge: ['COIN'] }), { PERP: [5, 5], COIN: [12_000, 18_000, 9_000] });
    const { COIN, PERP: rest } = sold(rig) as { COIN: number; PERP: number };
    // 30,000 dollars at 60,000 are half a coin.
    expect(COIN).toBe(-300);
    expect(rest).toBe(-400);
  });

  it('leaves what nobody would take within the bound, says so, and comes back to it', () => {
    const rig = trading(configLike(), { PERP: [0.2], OTHER: [0.1] });
    const [plan] = rig.outcomes('decisionDue').map((outcome) => outcome.plan);
    expect(plan?.dropped).toEqual([
      { underlying: 'BTC', why: expect.stringContaining('is left: nothing left to take') },
    ]);
    expect(rig.outcomes('decisionDue').at(-1)?.alarms).toEqual([
      expect.objectContaining({
        ...{ key: 'remainder/BTC', severity: 'warning' },
        text: expect.stringContaining('BTC: -0.6 of -0.9 is left'),
      }),
    ]);
    for (const order of orders(rig)) rig.tell(filled(order, Math.abs(order.lots)));
    rig.quote('PERP', 60_000);
    rig.pass(MINUTE);
    expect(orders(rig).length).toBeGreaterThan(0);
  });

  it('is traded where all that may hedge it stand apart from its index, and where they cost the least funding', () => {
    // Three hundred dollars below it; no order is met more than a hundred and twenty below its own price.
    const apart = trading(configLike(), { PERP: [5], OTHER: [5] }, 59_700);
    expect(sold(apart)).toEqual({ OTHER: -900 });
    const rig = started(configLike());
    for (const [instrument, rate] of [
      ['PERP', -0.004],
      ['OTHER', -0.006],
    ] as const) {
      rig.quote(instrument, 60_000);
      const paid = { kind: 'funding', instrument, at: rig.now, rate, intervalMs: 8 * HOUR } as const;
      rig.conductor.observe(paid, rig.now);
    }
    for (const venue of ['v', 'w']) rig.report({ venue, ...(venue === 'w' && { positions: {}, cash: {} }) });
    rig.pass(0);
    expect(sold(rig)).toEqual({ PERP: -900 });
  });

  it('is worth its least cost: the band of a rule that knows cost is narrower for it', () => {
    const policy = { kind: 'whalley-wilmott', riskAversion: 1e-3 } as const;
    const books = { PERP: [5], OTHER: [5] };
    const because = (config: EngineConfig): unknown => lastDecision(trading(config, books))?.because;
    expect(because(configLike({ policy }))).toMatchObject({ costRate: expect.closeTo(0.0004, 6) });
    expect(because(configOf({ policy }))).toMatchObject({ costRate: expect.closeTo(0.0006, 6) });
  });
});

describe('when touch with one of the venues is lost', () => {
  const suspect = { kind: 'suspect', venue: 'w', detail: 'gone' } as const;
  const books = { PERP: [5], OTHER: [5] };

  function moved(rig: Rig): readonly OrderRequest[] {
    for (const id of ['SPOT', 'PERP', 'OTHER']) rig.quote(id, 60_010);
    rig.pass(MINUTE);
    return orders(rig);
  }

  it('trades at the other, as nothing was in flight there', () => {
    const rig = trading(configLike({ policy: { kind: 'clock', everyMs: 30 * SECOND } }), books);
    for (const order of orders(rig)) done(rig, order);
    rig.tell(suspect);
    rig.tell({
      ...{ kind: 'deal', id: 'd', instrument: PERP, lots: lots(500), price: 60_000, fee: atoms(0n) },
      feeCurrency: 'USD',
    });
    expect(moved(rig).map(({ instrument, lots }) => [instrument, lots])).toEqual([['PERP', -500]]);
  });

  it('waits where an order there may have filled', () => {
    const rig = trading(configLike({ policy: { kind: 'clock', everyMs: 30 * SECOND } }), books);
    expect(orders(rig).map(({ venue }) => venue)).toEqual(['w']);
    rig.tell(suspect);
    expect(moved(rig)).toEqual([]);
    expect(lastDecision(rig)?.because).toMatchObject({ kind: 'in-doubt' });
  });

  it('waits where it has not reported since the start', () => {
    const rig = started(configLike());
    rig.quote('OTHER', 60_000);
    rig.report({ venue: 'v' });
    rig.tell(suspect);
    rig.pass(0);
    expect(orders(rig)).toEqual([]);
    expect(lastDecision(rig)?.because).toMatchObject({ kind: 'in-doubt', what: 'venue w has yet to report' });
  });

  it('trades there again once it has reported', () => {
    const rig = trading(configLike(), books);
    for (const order of orders(rig)) done(rig, order);
    rig.tell(suspect);
    expect(rig.state().reconciliation).toMatchObject({ awaiting: ['w'], lost: ['w'] });
    rig.pass(SECOND);
    rig.report({ venue: 'w', positions: { OTHER: lots(-900) } });
    expect(rig.state().reconciliation).toMatchObject({ awaiting: [], lost: [] });
  });
});
