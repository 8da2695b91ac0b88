import { describe, expect, it } from 'vitest';
import { cashOf } from '../domain/book.ts';
import type { AccountEvent } from '../domain/order.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { SECOND } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  closed,
  configOf,
  filled,
  hedged,
  onlyOrder,
  PERP,
  PROFILE,
  type Rig,
  SPOT,
  textsOf,
  trading,
} from './engine-fixture.ts';
import { onAccount } from './on-account.ts';

const fee = { fee: atoms(2_00000000n), feeCurrency: 'USD' };
const funding: AccountEvent = {
  ...{ kind: 'funding', id: 'f1', instrument: 'PERP', amount: atoms(-3_00000000n), currency: 'USD' },
};
const gas: AccountEvent = { kind: 'gas', id: 'g1', venue: 'v', amount: atoms(4_00000000n), currency: 'USD' };
const deal: AccountEvent = {
  ...{ kind: 'deal', id: 'd1', instrument: CALL, lots: lots(-100), price: 1_700, ...fee },
};
const settled: AccountEvent = { kind: 'settled', id: 's1', instrument: 'CALL', price: 500 };

function usdOf(rig: Rig): number {
  return Number(cashOf(rig.state().book, 'v', 'USD')) / 1e8;
}

function told(rig: Rig, event: AccountEvent): ReturnType<Rig['outcomes']>[number] | undefined {
  rig.tell(event);
  return rig.outcomes('account').at(-1);
}

describe('what no order brought', () => {
  it.each([
    ['funding', funding, -3, { funding: -3 }],
    ['gas', gas, -4, { gas: -4 }],
  ] as const)('%s moves cash and is explained by its own name', (_kind, event, cash, parts) => {
    const rig = hedged();
    const before = usdOf(rig);
    const outcome = told(rig, event);
    expect(usdOf(rig) - before).toBeCloseTo(cash, 8);
    expect(outcome?.explained).toMatchObject(parts);
    expect(Object.values(outcome?.explained ?? {}).reduce((sum, part) => sum + part, 0)).toBeCloseTo(cash, 8);
  });

  it.each([
    ['funding', funding],
    ['gas', gas],
    ['deal', deal],
    ['settled', settled],
  ] as const)('%s told twice is booked once', (_kind, event) => {
    const rig = hedged();
    rig.tell(deal);
    rig.tell(event);
    const { book } = rig.state();
    expect(told(rig, event)?.alarms).toBeUndefined();
    expect(rig.state().book).toEqual(book);
  });

  it('is known by its instrument or venue too: another venue may number its own alike', () => {
    const rig = hedged();
    const before = usdOf(rig);
    rig.tell(funding);
    expect(told(rig, { ...funding, instrument: 'INVERSE' })?.alarms).toBeUndefined();
    expect(usdOf(rig) - before).toBeCloseTo(-6, 8);
  });

  it('for an instrument that is not listed is told of, not swallowed', () => {
    const outcome = told(hedged(), { ...funding, instrument: 'GONE' });
    expect(textsOf(outcome)).toEqual(['funding f1 of unlisted GONE is not booked']);
  });
});

describe('a deal', () => {
  it('is held, is paid for, and is a reason to decide', () => {
    const rig = hedged();
    const before = usdOf(rig);
    rig.tell(deal);
    expect(rig.state().book.positions.CALL?.lots).toBe(-100);
    expect(usdOf(rig) - before).toBeCloseTo(1_700 - 2, 8);
    rig.pass(SECOND);
    // One short call of about half a coin's delta: half a coin is bought back.
    expect(onlyOrder(rig).lots).toBeGreaterThan(300);
  });

  it('may bring an instrument that the config does not list', () => {
    const rig = trading({ ...CONFIG, instruments: [SPOT, PERP] });
    rig.take();
    rig.tell(deal);
    rig.pass(SECOND);
    expect(rig.state().instruments.CALL).toEqual(CALL);
    expect(rig.outcomes('decisionDue').at(-1)?.decisions?.[0]?.because).toHaveProperty('delta');
  });
});

describe('a settlement', () => {
  it('takes the option out of the book and the listing, pays its payoff, and is a reason to decide', () => {
    const rig = hedged();
    rig.tell(deal);
    rig.pass(SECOND);
    rig.tell(closed(onlyOrder(rig), 'expired', 0));
    rig.pass(SECOND);
    rig.take();
    const before = usdOf(rig);
    rig.tell(settled);
    expect(usdOf(rig) - before).toBeCloseTo(-500, 8);
    const { book, instruments } = rig.state();
    expect([book.positions.CALL, instruments.CALL]).toEqual([undefined, undefined]);
    expect(rig.state().decisions.bookChanged).toBe(true);
  });

  it('of what is not held changes nothing', () => {
    const rig = hedged();
    const { book, instruments } = rig.state();
    expect(told(rig, settled)?.alarms).toBeUndefined();
    expect([rig.state().book, rig.state().instruments]).toEqual([book, instruments]);
  });

  it('leaves listed what an order was for: a late fill still finds its instrument', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(filled(order, 400));
    rig.tell({ kind: 'settled', id: 's2', instrument: 'PERP', price: 60_000 });
    expect(rig.state().book.positions.PERP).toBeUndefined();
    rig.tell(filled(order, 100, 'late'));
    expect(rig.state().book.positions.PERP?.lots).toBe(-100);
  });
});

describe('a fill', () => {
  it('is booked once, at its price and fee', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    const before = usdOf(rig);
    for (let i = 0; i < 2; i += 1) rig.tell({ ...filled(order, 400, 'same'), price: 59_990 } as AccountEvent);
    expect(rig.state().book.positions.PERP).toMatchObject({ lots: -400, cost: atoms(-23_996_00000000n) });
    expect(usdOf(rig) - before).toBeCloseTo(-1, 8);
    // Sold 0.4 coins ten dollars under the mark.
    expect(rig.outcomes('account')[1]?.explained).toMatchObject({
      fees: -1,
      slippage: expect.closeTo(-4, 8),
    });
    expect(rig.outcomes('account')[2]?.explained).toBeUndefined();
    expect(rig.state().ledger.turnover).toBeCloseTo(0.4 * 59_990, 6);
  });

  it('beyond the order is booked, raises an alarm and is a reason to decide', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    expect(textsOf(told(rig, filled(order, 1_200)))).toEqual([`${order.id} filled -1200 of -900 lots`]);
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(100);
  });

  it('of an order that is not ours is not booked, and raises an alarm', () => {
    const rig = trading();
    const order = { ...onlyOrder(rig), id: 'web-1' };
    expect(textsOf(told(rig, filled(order, 100)))).toEqual(['fill for unknown order web-1']);
    expect(rig.state().book.positions.PERP).toBeUndefined();
  });
});

describe('the anchor', () => {
  const anchorOf = (rig: Rig): number | undefined => rig.state().decisions.watched.BTC?.anchor?.delta;

  it('counts an order when it is placed, and no longer once it has come to nothing', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    expect(anchorOf(rig)).toBeCloseTo(0.1, 10);
    rig.tell(filled(order, 400));
    expect(anchorOf(rig)).toBeCloseTo(0.1, 10);
    rig.tell(closed(order, 'rejected', 400));
    expect(anchorOf(rig)).toBeCloseTo(0.6, 10);
  });

  it('drops what an order that ended will not fill, while fills that it counts are still to come', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(closed(order, 'cancelled', 400));
    expect(anchorOf(rig)).toBeCloseTo(0.6, 10);
    rig.tell(filled(order, 400));
    expect(anchorOf(rig)).toBeCloseTo(0.6, 10);
  });

  it('moves with a fill that comes after the end', () => {
    const rig = trading(configOf({ policy: PROFILE.policy }));
    const order = onlyOrder(rig);
    rig.tell(closed(order, 'rejected', 0));
    rig.tell(filled(order, 400));
    expect(anchorOf(rig)).toBeCloseTo(0.6, 10);
  });
});

describe('a venue that was lost touch with', () => {
  const suspect: AccountEvent = { kind: 'suspect', venue: 'v', detail: 'socket lost' };

  it('is asked at once after everything in flight, and not traded at before it has reported', () => {
    const rig = trading();
    const { id } = onlyOrder(rig);
    const outcome = told(rig, suspect);
    expect(textsOf(outcome)).toEqual(['v is suspect: socket lost']);
    expect(rig.state().orders[id]?.state).toBe('unknown');
    rig.pass(0);
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [id] }]);
    expect(rig.state().reconciliation.awaiting).toEqual(['v']);
    rig.pass(2 * SECOND);
    rig.quote(PERP.id, 61_000);
    rig.pass(0);
    expect(rig.take().every(({ kind }) => kind === 'query')).toBe(true);
  });

  it('goes on once its report agrees', () => {
    const rig = hedged();
    told(rig, suspect);
    told(rig, suspect);
    expect(rig.state().reconciliation.awaiting).toEqual(['v']);
    rig.pass(SECOND);
    rig.report({ venue: 'v' });
    expect(rig.state().reconciliation.awaiting).toEqual([]);
  });

  it('means nothing where it is not one of ours', () => {
    const rig = hedged();
    told(rig, { ...suspect, venue: 'elsewhere' });
    expect(rig.state().reconciliation.awaiting).toEqual([]);
  });
});

describe('an order that nobody would fill', () => {
  it('is not followed by another before the venue has had time to change', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(closed(order, 'cancelled', 0));
    rig.pass(SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
    rig.pass(CONFIG.execution.ackWithinMs);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toHaveLength(1);
  });

  it('is a reason to decide at once where it had rested until we had it cancelled', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    const before = rig.state();
    const sent = before.orders[order.id];
    if (sent === undefined) throw new Error('no order');
    const decidesOn = (cancelledAt: object): boolean => {
      const request = { ...sent.request, postOnly: true } as const;
      const state = { ...before, orders: { [order.id]: { ...sent, request, ...cancelledAt } } };
      const event = closed(order, 'cancelled', 0);
      return onAccount(state, event, state.at, typescriptKernel()).state.decisions.bookChanged;
    };
    expect(decidesOn({ cancelledAt: before.at })).toBe(true);
    expect(decidesOn({})).toBe(false);
  });

  it('is followed at once by one for what is left, where a part was filled', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(filled(order, 100));
    rig.tell(closed(order, 'cancelled', 100));
    rig.pass(0);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toHaveLength(1);
  });
});
