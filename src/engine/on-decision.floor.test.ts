import { describe, expect, it } from 'vitest';
import type { FloorTold } from '../decide/floor/told.ts';
import type { EngineConfig, Floor, Profile } from '../domain/config.ts';
import { notional, type Option, settleValue } from '../domain/instrument.ts';
import { mid } from '../domain/market.ts';
import type { OrderRequest } from '../domain/order.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { DAY, later, MINUTE, SECOND, yearsBetween } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import {
  CALL,
  closed,
  configOf,
  configured,
  lastDecision,
  PERP,
  type Rig,
  recovered,
  SPOT,
  started,
  T0,
} from './engine-fixture.ts';

const UNTIL = later(T0, 30 * DAY);
const expiry = UNTIL;
const PUT_56: Option = { ...CALL, id: 'PUT-56', type: 'put', strike: 56_000, expiry };
const PUT_58: Option = { ...PUT_56, id: 'PUT-58', strike: 58_000 };
const CALL_70: Option = { ...CALL, id: 'CALL-70', strike: 70_000, expiry };
const OPTIONS = [PUT_56, PUT_58, CALL_70];

const FLOORED: Partial<Profile> = {
  policy: { kind: 'optimal', riskAversion: 1e-4, objective: 'tracking' },
  alsoHedge: OPTIONS.map(({ id }) => id),
  floor: { loss: { kind: 'share', share: 0.12 }, until: UNTIL },
};

const CONFIGURED: EngineConfig = configOf(FLOORED, {
  instruments: [SPOT, PERP, ...OPTIONS],
  opening: {
    cash: { v: { USD: atoms(1_000_000_00000000n), BTC: atoms(4_00000000n) } },
    positions: [{ instrument: 'SPOT', lots: lots(6_000), averageEntry: 50_000 }],
  },
  limits: { maxOrderNotional: 400_000, maxPositionNotional: 2_000_000, maxDailyLoss: 10_000_000 },
});

type Vols = Readonly<Record<'put' | 'call', number | null>>;

/** Quotes all at `price`: options at the vols of their kind, and not at all where there is none. */
function quoteAll(rig: Rig, price: number, vols: Vols): void {
  for (const id of ['SPOT', 'PERP']) rig.quote(id, price);
  for (const { id, type, strike } of OPTIONS) {
    const vol = vols[type];
    if (vol === null) continue;
    const years = yearsBetween(rig.now, expiry);
    const value = blackScholes({ type, spot: price, strike, years, vol, rate: 0, carryYield: 0 });
    const mark = 'kind' in value ? 0 : Math.max(1, value.price);
    const quote = { bid: mark * 0.99, ask: mark * 1.01, bidSize: 0, askSize: 0 };
    rig.conductor.observe({ kind: 'quote', instrument: id, at: rig.now, ...quote }, rig.now);
  }
}

/** Fills `order` at the far side of its quote, at the fees of the venue. */
function fill(rig: Rig, order: OrderRequest, index: number): void {
  const instrument = [SPOT, PERP, ...OPTIONS].find(({ id }) => id === order.instrument) ?? PERP;
  const quote = rig.conductor.market.quotes.get(order.instrument);
  if (quote === undefined) throw new Error('ordered without a price');
  const price = order.lots > 0 ? quote.ask : quote.bid;
  const worth = notional(instrument, order.lots, mid(quote), index) * 0.0005;
  const premium = Math.abs(settleValue(instrument, order.lots, price));
  const fee = instrument.kind === 'option' ? Math.min(worth, premium / 8) : worth;
  const paid = { fee: atoms(BigInt(Math.round(fee * 1e8))), feeCurrency: 'USD' };
  const all = { order: order.id, instrument: order.instrument, lots: order.lots, price };
  rig.tell({ kind: 'fill', ...all, fill: `${order.id}-all`, ...paid });
  rig.tell(closed(order, 'filled', Math.abs(order.lots)));
}

function placed(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

/** Lets all that was ordered fill, and what is ordered thereupon. */
function fillAll(rig: Rig, index: number): void {
  for (let orders = placed(rig); orders.length > 0; orders = placed(rig)) {
    for (const order of orders) fill(rig, order, index);
    rig.pass(SECOND);
  }
}

function told(rig: Rig): FloorTold {
  const because = lastDecision(rig)?.because;
  if (because === undefined || !('floor' in because) || because.floor === undefined)
    throw new Error('no floor');
  return because.floor;
}

/** A book whose floor has been set at 60,000 and its first orders filled. */
function floored(vols: Vols, config: EngineConfig = CONFIGURED): Rig {
  const rig = started(config);
  quoteAll(rig, 60_000, vols);
  rig.report();
  rig.pass(0);
  fillAll(rig, 60_000);
  return rig;
}

function lotsOf(rig: Rig): Record<string, number> {
  const { positions } = rig.state().book;
  return Object.fromEntries(OPTIONS.map(({ id }) => [id, positions[id]?.lots ?? 0]));
}

const CHEAP = { put: 0.4, call: null };
const DEAR = { put: 0.9, call: null };

describe('a floor of 12 % under ten coins', () => {
  it('orders as much as one order may, and the rest when that has filled, without waiting for a review', () => {
    const rig = started(CONFIGURED);
    quoteAll(rig, 60_000, CHEAP);
    rig.report();
    rig.pass(0);
    expect(told(rig)).toMatchObject({ state: 'buying options', way: 'put', open: 10, level: 528_000 });
    const [order] = placed(rig);
    expect(order).toMatchObject({ instrument: 'PUT-56', lots: 666 });
    if (order === undefined) return;
    rig.tell({ kind: 'ack', order: order.id });
    rig.operate('resume');
    rig.pass(SECOND);
    expect(told(rig)).toMatchObject({ state: 'buying options', notes: ['PUT-56 is on its way'] });
    fill(rig, order, 60_000);
    rig.pass(SECOND);
    expect(told(rig).open).toBeCloseTo(3.34, 9);
    fillAll(rig, 60_000);
    expect(lotsOf(rig)).toEqual({ 'PUT-56': 1_000, 'PUT-58': 0, 'CALL-70': 0 });
    expect(told(rig)).toMatchObject({ state: 'held by options', open: 0, notes: [] });
    // No programme was asked.
    expect(rig.state().decisions.answers).toBeUndefined();
  });

  it('leaves the holding as it is where options stand under it, and hedges none of it', () => {
    const rig = floored(CHEAP);
    expect(rig.state().book.positions.PERP).toBeUndefined();
    quoteAll(rig, 57_500, CHEAP);
    rig.operate('resume');
    rig.pass(SECOND);
    expect(placed(rig)).toEqual([]);
    const { because } = lastDecision(rig) ?? {};
    expect(because).toMatchObject({ reason: 'inside band' });
  });

  it('follows a put with the hedge between reviews, as the price moves', () => {
    const rig = floored(DEAR);
    expect(told(rig).state).toBe('replicated');
    const short = rig.state().book.positions.PERP?.lots ?? 0;
    expect(short).toBeLessThan(-1_500);
    const before = rig.outcomes('decisionDue').length;
    quoteAll(rig, 57_000, DEAR);
    rig.pass(SECOND);
    expect(rig.outcomes('decisionDue')).toHaveLength(before + 1);
    fillAll(rig, 57_000);
    expect(rig.state().book.positions.PERP?.lots ?? 0).toBeLessThan(short - 1_000);
    // The edge that it was traded to is no reason to trade again.
    rig.pass(SECOND);
    expect(placed(rig)).toEqual([]);
  });

  it('follows it too where the book would be flat, which is nothing that it wants', () => {
    const floor: Floor = { loss: { kind: 'share', share: 0.03 }, until: UNTIL };
    const [profile] = CONFIGURED.profiles as [Profile];
    const rig = floored(DEAR, { ...CONFIGURED, profiles: [{ ...profile, floor }] });
    const { anchor } = rig.state().decisions.watched.BTC ?? {};
    const gamma = anchor?.floor?.gamma ?? 0;
    const left = 10 + (anchor?.hedgeDelta ?? 0);
    expect(left).toBeGreaterThan(1);
    // What a hedge to nothing would ask for is there already, at this price.
    const price = 60_000 - left / gamma;
    const before = rig.outcomes('decisionDue').length;
    // In steps that nobody takes for a wrong price.
    for (let share = 0.1; share < 1.05; share += 0.1) quoteAll(rig, 60_000 + share * (price - 60_000), DEAR);
    rig.pass(SECOND);
    expect(rig.outcomes('decisionDue')).toHaveLength(before + 1);
    expect(placed(rig)[0]?.lots).toBeLessThan(-100);
  });

  it('knows what it wants of the hedge when a bar has marked the book anew', () => {
    const rig = floored(DEAR);
    const at = (): number => {
      const { floor, price } = rig.state().decisions.watched.BTC?.anchor ?? {};
      return (floor?.delta ?? 0) + (floor?.gamma ?? 0) * (60_000 - (price ?? 0));
    };
    const before = at();
    quoteAll(rig, 59_900, DEAR);
    rig.bar(59_900);
    expect(rig.state().decisions.watched.BTC?.anchor?.price).toBeCloseTo(59_900, 6);
    expect(at()).toBeCloseTo(before, 9);
  });

  it('takes to puts that become cheap, and lets the hedge go once they are there', () => {
    const rig = floored(DEAR);
    quoteAll(rig, 60_000, CHEAP);
    rig.operate('resume');
    rig.pass(SECOND);
    expect(told(rig)).toMatchObject({ state: 'buying options', way: 'put' });
    const hedge = rig.state().book.positions.PERP?.lots ?? 0;
    fillAll(rig, 60_000);
    expect(hedge).toBeLessThan(0);
    expect(rig.state().book.positions.PERP?.lots ?? 0).toBe(0);
    expect(lotsOf(rig)['PUT-56']).toBe(1_000);
  });

  it('does not ask for more while it is paused, and does not count that as in vain', () => {
    const rig = started(CONFIGURED);
    quoteAll(rig, 60_000, CHEAP);
    rig.report();
    rig.operate('pause');
    for (let i = 0; i < 5; i += 1) {
      quoteAll(rig, 60_000, CHEAP);
      rig.pass(61 * MINUTE);
      quoteAll(rig, 60_000, CHEAP);
      rig.pass(0);
    }
    expect(placed(rig)).toEqual([]);
    expect(rig.state().decisions.floors?.BTC?.asked ?? null).toBeNull();
  });

  it('is remembered by a journal, and forgotten with the floor', () => {
    const rig = floored(CHEAP);
    expect(recovered(rig).state()).toEqual(rig.state());
    expect(rig.state().decisions.floors?.BTC?.reference).toBeCloseTo(600_000, 6);
    rig.conductor.checkpoint(rig.now);
    const again = recovered(rig).state();
    expect(again.decisions.floors).toEqual(rig.state().decisions.floors);
    const { floor: _, ...without } = CONFIGURED.profiles[0] as Profile;
    rig.conductor.configure(configured({ ...CONFIGURED, profiles: [without] }, false), rig.now);
    quoteAll(rig, 60_000, CHEAP);
    rig.pass(SECOND);
    expect(rig.state().decisions.floors).toBeUndefined();
    expect(lastDecision(rig)?.because).not.toHaveProperty('floor');
  });
});
