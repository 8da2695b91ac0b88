import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { end, endUseless, fill, reducible, room } from './orders.ts';
import { holding, INVERSE, order, PERP, START, settingsWith } from './paper-fixture.ts';
import { holdings, openState, type PaperOrder } from './state.ts';
import { seenOf } from './view.ts';

/** A state with one open order, and what it tells. */
function withOrder(request: Parameters<typeof order>[0], change: Parameters<typeof settingsWith>[0] = {}) {
  const told: AccountEvent[] = [];
  const state = openState(settingsWith(change), (event) => told.push(event));
  state.now = START;
  const placed: PaperOrder = {
    request: order(request),
    since: START,
    fills: [],
    filled: lots(0),
    end: undefined,
  };
  state.orders.set('a', placed);
  state.open.add(placed);
  return { state, placed, told };
}

describe('the end of an order', () => {
  it('is told and remembered', () => {
    const { state, placed, told } = withOrder({});
    placed.filled = lots(3);
    end(state, placed, 'expired');
    expect(told).toEqual([{ kind: 'closed', order: 'a', reason: 'expired', filled: 3 }]);
    expect(placed.end).toEqual({ at: START, event: told[0] });
    expect(state.open.size).toBe(0);
    expect(state.orders.get('a')).toBe(placed);
  });

  it('says why when there is something to say', () => {
    const { state, placed, told } = withOrder({});
    end(state, placed, 'rejected', 'limit: off');
    expect(told).toMatchObject([{ detail: 'limit: off' }]);
  });
});

describe('what an order may fill', () => {
  it('is what is left of it', () => {
    const { state, placed } = withOrder({ lots: -10 });
    placed.filled = lots(4);
    expect(room(state, placed, PERP, 16_000)).toBe(6);
  });

  it('is no more than its share of the volume, in lots', () => {
    const { state, placed } = withOrder({ lots: 10 });
    seenOf(state.view, PERP.id).allowance = 0.0039;
    expect(room(state, placed, PERP, 16_000)).toBe(3);
    seenOf(state.view, PERP.id).allowance = 0.003;
    expect(room(state, placed, PERP, 16_000)).toBe(3);
    seenOf(state.view, PERP.id).allowance = -0.0001;
    expect(room(state, placed, PERP, 16_000)).toBe(0);
  });

  it('counts the lots of an inverse contract at the price', () => {
    const { state, placed } = withOrder({ instrument: INVERSE.id, lots: 10_000 });
    seenOf(state.view, INVERSE.id).allowance = 1;
    expect(room(state, placed, INVERSE, 16_000)).toBe(1_600);
  });

  it('is no more than reduces the position, when it may only reduce', () => {
    const { state, placed } = withOrder({ lots: -10, reduceOnly: true }, holding(PERP, 7));
    expect(room(state, placed, PERP, 16_000)).toBe(7);
  });

  it.each([
    [7, -10, 7],
    [7, 10, 0],
    [-7, 10, 7],
    [-7, -1, 0],
    [0, 1, 0],
    [0, -1, 0],
  ])('with %i held, %i can reduce %i', (held, wanted, reduces) => {
    const { state } = withOrder({}, holding(PERP, held));
    expect(reducible(state, PERP.id, lots(wanted))).toBe(reduces);
  });
});

describe('a fill', () => {
  it('is told, booked and charged', () => {
    const { state, placed, told } = withOrder({ lots: -10 });
    fill(state, placed, PERP, { lots: lots(4), price: 16_000 }, 0.0005);
    const trade = { fill: 'a/1', lots: -4, price: 16_000, fee: 3_200_000n, feeCurrency: 'USDT' };
    expect(told).toEqual([{ kind: 'fill', order: 'a', instrument: PERP.id, ...trade }]);
    expect(placed).toMatchObject({ filled: 4, fills: [trade] });
    expect(holdings(state)).toMatchObject({
      positions: { [PERP.id]: -4 },
      cash: { USDT: 999_999_96800000n },
    });
  });

  it('ends the order when nothing is left', () => {
    const { state, placed, told } = withOrder({ lots: 10 });
    fill(state, placed, PERP, { lots: lots(4), price: 16_000 }, 0);
    fill(state, placed, PERP, { lots: lots(6), price: 16_000 }, 0);
    expect(told.map(({ kind }) => kind)).toEqual(['fill', 'fill', 'closed']);
    expect(told.at(-1)).toMatchObject({ reason: 'filled', filled: 10 });
    expect(placed.fills.map((made) => made.fill)).toEqual(['a/1', 'a/2']);
  });

  it('uses up the share of the volume', () => {
    const { state, placed } = withOrder({ lots: 10 });
    seenOf(state.view, PERP.id).allowance = 0.006;
    fill(state, placed, PERP, { lots: lots(4), price: 16_000 }, 0);
    expect(room(state, placed, PERP, 16_000)).toBe(2);
  });

  it('ends a reduce-only order whose position is gone', () => {
    const { state, placed, told } = withOrder({ lots: -10, reduceOnly: true }, holding(PERP, 7));
    fill(state, placed, PERP, { lots: lots(7), price: 16_000 }, 0);
    expect(told.at(-1)).toMatchObject({ kind: 'closed', reason: 'cancelled', filled: 7 });
    expect(told.at(-1)).toHaveProperty('detail', expect.stringMatching(/^reduceOnly/));
  });
});

describe('orders without purpose', () => {
  it('are only those that reduce, on that instrument', () => {
    const { state, placed } = withOrder({ lots: -10, reduceOnly: true });
    endUseless(state, INVERSE.id);
    expect(state.open.has(placed)).toBe(true);
    endUseless(state, PERP.id);
    expect(state.open.has(placed)).toBe(false);
    const { state: other, placed: plain } = withOrder({ lots: -10 });
    endUseless(other, PERP.id);
    expect(other.open.has(plain)).toBe(true);
  });
});
