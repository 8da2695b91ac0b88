import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountEvent, ClosedReason, Fill } from '../domain/order.ts';
import { MINUTE } from '../units/time.ts';
import { lots, type Millis, millis } from '../units/units.ts';
import { chase, dueAt } from './chase.ts';
import { doubtAll, fold } from './execute.ts';
import {
  ack,
  closed,
  DEADLINE,
  filled,
  fillOf,
  orderIn,
  PROVEN,
  reported,
  restingIn,
  SENT,
  settings,
  unknown,
} from './execute-fixture.ts';
import { isLive, type Order, type Orders } from './order.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;

/** What a venue did with an order of ten lots: fills in parts, and an end. */
interface Truth {
  readonly fills: readonly Fill[];
  readonly reason: ClosedReason;
}

const truths: fc.Arbitrary<Truth> = fc
  .record({
    parts: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    ended: fc.constantFrom<ClosedReason>('cancelled', 'expired', 'rejected'),
  })
  .map(({ parts, ended }) => {
    const fills: Fill[] = [];
    let left = 10;
    for (const part of parts) {
      const count = Math.min(part, left);
      if (count > 0) fills.push(fillOf(`f${fills.length}`, count));
      left -= count;
    }
    return { fills, reason: left === 0 ? 'filled' : ended };
  });

function totalOf(fills: readonly Fill[]): number {
  return fills.reduce((sum, fill) => sum + fill.lots, 0);
}

/** All that the venue says of it by itself. */
function eventsOf({ fills, reason }: Truth): AccountEvent[] {
  const executions = fills.map((fill) => filled(fill.fill, fill.lots));
  return [ack, ...executions, closed(reason, totalOf(fills))];
}

function toldTo(events: readonly AccountEvent[], from: Orders = { o: orderIn('pending') }): Order {
  let orders = from;
  for (const event of events) orders = fold(orders, event, SENT, settings).orders;
  return orders.o ?? orderIn('lost');
}

/** A shuffle of `events`, with some of them twice and doubts thrown in. */
function toldInAnyOrder(events: readonly AccountEvent[]): fc.Arbitrary<AccountEvent[]> {
  const extra = fc.array(fc.constantFrom(...events, unknown), { maxLength: 5 });
  return extra.chain((more) => {
    const all = [...events, ...more];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

describe('what a venue says of an order', () => {
  it('ends in the same state and lots in whatever order it comes, and however often', () => {
    const told = truths.chain((truth) =>
      toldInAnyOrder(eventsOf(truth)).map((events) => ({ truth, events })),
    );
    fc.assert(
      fc.property(told, ({ truth, events }) => {
        const order = toldTo(events);
        expect(order.filled).toBe(totalOf(truth.fills));
        expect(order.state).toBe(truth.reason);
        expect(new Set(order.fills).size).toBe(order.fills.length);
      }),
      { numRuns: 500 * TIMES },
    );
  });

  it('leaves an order in doubt where something of it was lost, until a report brings the rest', () => {
    const told = truths.chain((truth) =>
      fc.shuffledSubarray(eventsOf(truth)).map((events) => ({ truth, events })),
    );
    fc.assert(
      fc.property(told, ({ truth, events }) => {
        const order = toldTo(events);
        const isWhole = order.filled === totalOf(truth.fills);
        if (!isWhole) expect(isLive(order)).toBe(true);
        const report = reported(truth.reason, truth.fills);
        const final = toldTo([report], { o: order });
        expect([final.filled, final.state]).toEqual([totalOf(truth.fills), truth.reason]);
      }),
      { numRuns: 500 * TIMES },
    );
  });
});

/** The simplest account of an order: what has been said of it, as plain facts. */
interface Model {
  now: Millis;
  readonly told: Set<string>;
  filled: number;
  /** The venue's word that it ended, and with how much. */
  ended: number | null;
  /** The venue's word that it never had it. */
  denied: boolean;
  /** When the venue was last told to end it, where that is for us to say. */
  cancelledAt: Millis | null;
}

interface Real {
  orders: Orders;
}

type Step = fc.Command<Model, Real>;

function orderOf(real: Real): Order {
  const { o } = real.orders;
  if (o === undefined) throw new Error('an order was forgotten');
  return o;
}

function agree(model: Model, real: Real): void {
  const order = orderOf(real);
  expect(order.filled).toBe(model.filled);
  const isOver = model.denied || model.filled >= 10 || (model.ended !== null && model.filled >= model.ended);
  expect(isLive(order)).toBe(!isOver);
  // A live order is one that something will be asked about, and one that has ended is left in peace.
  expect(dueAt(order, settings) === null).toBe(isOver);
  if (order.state === 'rejected') expect(model.ended).not.toBeNull();
}

function step(
  name: string,
  run: (model: Model, real: Real) => void,
  check: Step['check'] = () => true,
): Step {
  return {
    check,
    run: (model, real) => {
      run(model, real);
      agree(model, real);
    },
    toString: () => name,
  };
}

function tell(real: Real, event: AccountEvent, model: Model): void {
  real.orders = fold(real.orders, event, model.now, settings).orders;
}

function noteFill(model: Model, id: string, count: number): void {
  if (model.told.has(id)) return;
  model.told.add(id);
  model.filled += count;
}

/** Fills are of one lot, so that they never add up to more than the order. */
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');

const steps = [
  fc.constant(step('ack', (model, real) => tell(real, ack, model))),
  fc.constant(step('no answer', (model, real) => tell(real, unknown, model))),
  fc.constant(
    step('restart', (_model, real) => {
      real.orders = doubtAll(real.orders);
    }),
  ),
  ids.map((id) =>
    step(`fill ${id}`, (model, real) => {
      noteFill(model, id, 1);
      tell(real, filled(id, 1), model);
    }),
  ),
  fc.record({ count: fc.nat(5), reason: fc.constantFrom<ClosedReason>('cancelled', 'rejected') }).map((end) =>
    step(`ended as ${end.reason} with ${end.count}`, (model, real) => {
      // A venue ends an order once; the same word may come again.
      model.ended ??= end.count;
      // One that it did not know, and that ended after all, is to be asked about once more.
      model.denied = false;
      tell(real, closed(end.reason, model.ended), model);
    }),
  ),
  fc.integer({ min: 1, max: 40_000 }).map((ms) =>
    step(`${ms} ms of silence`, (model, real) => {
      model.now = millis(model.now + ms);
      const order = orderOf(real);
      const { orders, end } = chase(real.orders, model.now, settings);
      expect([order.state, 'unknown']).toContain(orders.o?.state);
      real.orders = orders;
      const mayEnd = order.request.postOnly === true && isLive(order) && model.ended === null;
      const since = model.now - (model.cancelledAt ?? -Infinity);
      const isTime = model.now >= DEADLINE && since >= settings.ackWithinMs;
      if (end.length > 0) expect([mayEnd, isTime]).toEqual([true, true]);
      else expect(mayEnd && isTime && since >= MINUTE).toBe(false);
      if (end.length > 0) model.cancelledAt = model.now;
    }),
  ),
  fc.uniqueArray(ids).map((known) =>
    step(`reported open with ${known.join('')}`, (model, real) => {
      for (const id of known) noteFill(model, id, 1);
      const fills = known.map((id) => fillOf(id, 1));
      tell(real, reported('open', fills, model.now), model);
    }),
  ),
  fc.constant(
    step(
      'reported absent',
      (model, real) => {
        if (model.now >= PROVEN) model.denied = true;
        tell(real, reported('absent', [], model.now), model);
      },
      (model) => model.ended === null && model.filled === 0,
    ),
  ),
];

describe('an order', () => {
  it.each([
    ['takes at once', orderIn('pending')],
    ['rests', restingIn('pending')],
  ])('that %s lives as its simplest account says, whatever happens', (_, o) => {
    fc.assert(
      fc.property(fc.commands(steps, { maxCommands: 30 }), (commands) => {
        fc.modelRun(() => {
          const told = new Set<string>();
          const model = { now: SENT, told, filled: 0, ended: null, denied: false, cancelledAt: null };
          return { model, real: { orders: { o } } };
        }, commands);
      }),
      { numRuns: 500 * TIMES },
    );
  });

  it('that a venue does not know is lost only once its deadline is past, and never by silence', () => {
    const order = orderIn('unknown', { filled: lots(0) });
    const silent = chase({ o: order }, millis(DEADLINE + 1e9), settings).orders.o;
    expect(silent?.state).toBe('unknown');
    // The report was taken before the deadline, and has been long on its way.
    const early = fold({ o: order }, reported('absent', [], DEADLINE), millis(DEADLINE + 1e9), settings);
    expect(early.orders.o?.state).toBe('unknown');
    expect(fold({ o: order }, reported('absent', [], PROVEN), PROVEN, settings).orders.o?.state).toBe('lost');
  });
});
