import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../domain/config.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Command, OrderRequest } from '../../domain/order.ts';
import { HOUR } from '../../units/time.ts';
import { atoms, lots } from '../../units/units.ts';
import { CONFIG, closed, filled, PERP, type Rig, SPOT, trading } from '../engine-fixture.ts';

const COIN: Instrument = { ...SPOT, id: 'COIN', venue: 'w' };
const SHORT: Instrument = { ...PERP, id: 'SHORT', venue: 'w' };
const PAIR = { bought: 'COIN', sold: 'SHORT', collateral: 100_000 };
const fees = { takerFee: 0.0005, makerFee: 0.0002 };

function config(more: Partial<EngineConfig> = {}): EngineConfig {
  return {
    ...CONFIG,
    instruments: [SPOT, PERP, COIN, SHORT],
    venues: [
      { id: 'v', ...fees },
      { id: 'w', ...fees },
    ],
    opening: {
      cash: { v: { USD: atoms(1_000_000_00000000n) }, w: { USD: atoms(1_000_000_00000000n) } },
      positions: [],
    },
    profiles: CONFIG.profiles.map((profile) => ({ ...profile, carry: [PAIR] })),
    limits: { ...CONFIG.limits, maxDailyLoss: 1e9 },
    capitalCost: 0.04,
    ...more,
  };
}

function orders(commands: readonly Command[]): readonly OrderRequest[] {
  return commands.flatMap((each) => (each.kind === 'place' ? [each.order] : []));
}

/** Eight hours with funding of `rate` and the perp dear by `premium`, told every eight. */
function period(rig: Rig, rate: number, premium: number): readonly OrderRequest[] {
  rig.now = (rig.now + 8 * HOUR) as typeof rig.now;
  for (const id of ['SPOT', 'PERP', 'COIN']) rig.quote(id, 60_000);
  rig.quote('SHORT', 60_000 * (1 + premium));
  // Outliers are believed when they come again.
  for (const id of ['SPOT', 'PERP', 'COIN']) rig.quote(id, 60_000);
  rig.quote('SHORT', 60_000 * (1 + premium));
  const funding = { kind: 'funding', instrument: 'SHORT', rate, intervalMs: 8 * HOUR } as const;
  rig.conductor.observe({ ...funding, at: rig.now }, rig.now);
  rig.bar();
  rig.take();
  rig.pass(0);
  return orders(rig.take());
}

/** The clock on a payment: noon is not one. */
function begun(told: EngineConfig = config()): Rig {
  const rig = trading(told);
  rig.now = (rig.now + 4 * HOUR) as typeof rig.now;
  return rig;
}

/** Periods until both legs are sent; their orders. */
function entering(rig: Rig, rate = 0.001): readonly OrderRequest[] {
  for (let i = 0; i < 90; i += 1) {
    const wave = 1 + 0.1 * Math.sin(i);
    const sent = period(rig, rate * wave, 0.0004 * wave);
    if (sent.length > 0) return sent;
  }
  throw new Error(`nothing was sent: ${JSON.stringify(rig.state().carry?.last)}`);
}

describe('carry in the engine', () => {
  it('sends both legs, as large as each other, once it has learnt that they pay', () => {
    const rig = begun();
    const sent = entering(rig);
    expect(sent.map(({ instrument }) => instrument)).toEqual(['COIN', 'SHORT']);
    expect(sent[0]?.lots).toBeGreaterThan(0);
    expect(sent[1]?.lots).toBe(-(sent[0]?.lots ?? 0));
    expect(rig.state().carry?.plans).toHaveProperty('BTC');
    const last = rig.outcomes('decisionDue').at(-1);
    expect(last?.carry?.[0]).toMatchObject({ kind: 'enter', because: { reason: 'pays' } });
  });

  it('sends nothing where it does not pay', () => {
    const rig = begun();
    for (let i = 0; i < 60; i += 1) {
      const wave = Math.sin(i);
      expect(period(rig, 1e-6 * wave, 1e-5 * wave)).toEqual([]);
    }
    expect(rig.state().carry?.last['COIN/SHORT']).toMatchObject({ kind: 'hold' });
  });

  it('leaves delta what it was: nothing is hedged because of it', () => {
    const rig = begun();
    const sent = entering(rig);
    for (const order of sent) rig.tell(filled(order, Math.abs(order.lots)));
    rig.pass(1_000);
    expect(rig.state().carry?.plans).toEqual({});
    expect(rig.state().book.positions).not.toHaveProperty('PERP');
    expect(rig.state().decisions.watched.BTC?.anchor?.delta).toBeCloseTo(0, 9);
  });

  it('gives back the leg that filled where the other did not', () => {
    const rig = begun();
    const [bought, sold] = entering(rig);
    if (bought === undefined || sold === undefined) throw new Error('not both');
    rig.tell(filled(bought, Math.abs(bought.lots)));
    rig.tell(closed(sold, 'expired', 0));
    rig.take();
    rig.pass(1_000);
    const back = orders(rig.take());
    expect(back.map(({ instrument, lots: count }) => [instrument, count])).toEqual([['COIN', -bought.lots]]);
    // Until it is back, nothing is hedged with anything else.
    expect(rig.state().book.positions).not.toHaveProperty('PERP');
    const [order] = back;
    if (order === undefined) throw new Error('nothing is given back');
    rig.tell(filled(order, Math.abs(order.lots)));
    rig.pass(1_000);
    expect(rig.state().book.positions).toEqual({});
    expect(rig.state().carry?.plans).toEqual({});
  });

  it('gives back a sold leg too, by an order that only reduces', () => {
    const rig = begun();
    const [bought, sold] = entering(rig);
    if (bought === undefined || sold === undefined) throw new Error('not both');
    rig.tell(filled(sold, Math.abs(sold.lots)));
    rig.tell(closed(bought, 'expired', 0));
    rig.take();
    rig.pass(1_000);
    expect(orders(rig.take())).toMatchObject([{ instrument: 'SHORT', lots: -sold.lots, reduceOnly: true }]);
  });

  it('touches neither leg while one has no price or its venue is in doubt', () => {
    for (const isDark of [true, false]) {
      const rig = begun();
      const [bought, sold] = entering(rig);
      if (bought === undefined || sold === undefined) throw new Error('not both');
      for (const order of [bought, sold]) rig.tell(filled(order, Math.abs(order.lots)));
      rig.pass(1_000);
      rig.take();
      if (isDark) rig.now = (rig.now + HOUR) as typeof rig.now;
      else rig.tell({ kind: 'suspect', venue: 'w', detail: 'gone' });
      for (const id of isDark ? ['SPOT', 'PERP', 'COIN'] : ['SPOT', 'PERP', 'COIN', 'SHORT'])
        rig.quote(id, 60_000);
      rig.pass(1_000);
      rig.bar();
      rig.pass(1_000);
      expect(orders(rig.take())).toEqual([]);
    }
  });

  it('gives back what the venue left standing when it took the other leg away', () => {
    const rig = begun();
    const sent = entering(rig);
    for (const order of sent) rig.tell(filled(order, Math.abs(order.lots)));
    rig.pass(1_000);
    const held = rig.state().book.positions.SHORT?.lots ?? lots(0);
    expect(held).toBeLessThan(0);
    const deal = { kind: 'deal', id: 'adl-1', instrument: SHORT, lots: lots(-held), price: 60_000 } as const;
    rig.tell({ ...deal, fee: atoms(0n), feeCurrency: 'USD' });
    rig.take();
    rig.pass(1_000);
    const [back] = orders(rig.take());
    expect(back).toMatchObject({ instrument: 'COIN' });
    expect(Math.abs((back?.lots ?? 0) - held)).toBeLessThanOrEqual(1);
    expect(rig.state().raised).toHaveProperty('carry/BTC');
  });

  it('gets out where funding is told with the wrong sign', () => {
    const rig = begun();
    const sent = entering(rig);
    for (const order of sent) rig.tell(filled(order, Math.abs(order.lots)));
    let out: readonly OrderRequest[] = [];
    for (let i = 0; i < 300 && out.length === 0; i += 1) {
      const wave = Math.sin(i);
      const some = period(rig, 0.0003 - 0.0002 * wave, 0.0003 * wave);
      const isOut = some.some(({ instrument, lots: count }) => instrument === 'COIN' && count < 0);
      if (isOut) out = some;
      else for (const order of some) rig.tell(filled(order, Math.abs(order.lots)));
      rig.pass(1_000);
    }
    expect(out.map(({ instrument }) => instrument).sort()).toEqual(['COIN', 'SHORT']);
    expect(rig.state().carry?.last['COIN/SHORT']).toMatchObject({ because: { reason: 'unsound' } });
  });

  it('sends neither leg where limits leave no room for both, and says so once', () => {
    const limits = { ...config().limits, maxHourlyTurnover: 50 };
    const rig = begun(config({ limits }));
    for (let i = 0; i < 60; i += 1) expect(period(rig, 0.001 * (1 + 0.1 * Math.sin(i)), 0.0004)).toEqual([]);
    expect(rig.state().raised).toMatchObject({ 'carry/COIN/SHORT': 'unmet' });
    const said = rig.outcomes('decisionDue').flatMap(({ alarms = [] }) => alarms);
    expect(said.filter(({ key }) => key === 'carry/COIN/SHORT').length).toBe(1);
  });

  it('buys no more spot than there is cash for, and sells no more than it buys', () => {
    const cash = { v: { USD: atoms(1_000_000_00000000n) }, w: { USD: atoms(3_000_00000000n) } };
    const sent = entering(begun(config({ opening: { cash, positions: [] } })));
    expect(sent.map(({ instrument, lots: count }) => [instrument, count])).toEqual([
      ['COIN', 49],
      ['SHORT', -49],
    ]);
  });

  it('is paid, and knows what it was paid', () => {
    const rig = begun();
    for (const order of entering(rig)) rig.tell(filled(order, Math.abs(order.lots)));
    const paid = { kind: 'funding', id: 'f1', instrument: 'SHORT', currency: 'USD' } as const;
    rig.tell({ ...paid, amount: atoms(1_250_000_000n) });
    expect(rig.state().carry?.earned).toEqual({ SHORT: 12.5 });
  });

  it('is closed with everything else on the word to flatten', () => {
    const rig = begun();
    for (const order of entering(rig)) rig.tell(filled(order, Math.abs(order.lots)));
    rig.operate('flatten');
    rig.take();
    rig.pass(1_000);
    expect(
      orders(rig.take())
        .map(({ instrument }) => instrument)
        .sort(),
    ).toEqual(['COIN', 'SHORT']);
  });

  it('waits while an operator has paused it', () => {
    const rig = begun();
    rig.operate('pause');
    for (let i = 0; i < 50; i += 1) expect(period(rig, 0.001, 0.0004)).toEqual([]);
  });

  it('keeps what it remembers as plain data', () => {
    const rig = begun();
    entering(rig);
    const { carry } = rig.state();
    expect(JSON.parse(JSON.stringify(carry))).toStrictEqual(carry);
  });
});
