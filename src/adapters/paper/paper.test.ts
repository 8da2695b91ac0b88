import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import type {
  AccountEvent,
  Fill,
  OrderRequest,
  TimedAccountEvent,
  VenueCommand,
} from '../../domain/order.ts';
import { MINUTE } from '../../units/time.ts';
import { type Lots, lots, type Millis, millis } from '../../units/units.ts';
import { createPaperVenue } from './paper.ts';
import {
  approved,
  bar,
  drive,
  INVERSE,
  order,
  PERP,
  PLAIN,
  PROGRAMME,
  plus,
  quote,
  SPOT,
  START,
  settingsWith,
} from './paper-fixture.ts';
import type { PaperModels } from './settings.ts';

const TRADED: readonly Instrument[] = [SPOT, PERP, INVERSE];
/** A venue with everything that can go differently. */
const REAL: PaperModels = {
  fee: { taker: 0.0005, maker: -0.0001 },
  latency: { ms: 20, jitterMs: 30 },
  spread: { half: 0.0002, impact: 1 },
  participation: 0.2,
};

/** One thing that a host does, `wait` ms after the last. */
type Action = { readonly wait: number } & (
  | { readonly kind: 'command'; readonly command: (at: Millis) => VenueCommand }
  | { readonly kind: 'market'; readonly event: (at: Millis) => MarketEvent }
);

const someInstrument = fc.constantFrom(...TRADED);
const someId = fc.integer({ min: 1, max: 60 }).map(String);
const wait = fc.integer({ min: 0, max: 20_000 });

const someOrder = fc
  .record({
    id: someId,
    instrument: someInstrument,
    lots: fc.integer({ min: -40, max: 40 }),
    offset: fc.integer({ min: -200, max: 200 }),
    life: fc.integer({ min: 20, max: 120_000 }),
    reduceOnly: fc.constantFrom(false, false, false, true),
  })
  .map(({ instrument, offset, life, ...rest }) => (at: Millis): VenueCommand => {
    const limit = 16_000 + offset / 2;
    const deadline = millis(at + life);
    return { kind: 'place', order: order({ ...rest, instrument: instrument.id, limit, deadline }) };
  });

const someCommand: fc.Arbitrary<(at: Millis) => VenueCommand> = fc.oneof(
  { weight: 6, arbitrary: someOrder },
  someId.map((id) => () => ({ kind: 'cancel' as const, venue: 'paper', order: id, instrument: PERP.id })),
  fc.array(someId).map((orders) => () => ({ kind: 'query' as const, venue: 'paper', orders })),
);

const someMarket = fc
  .record({ instrument: someInstrument, offset: fc.integer({ min: -200, max: 200 }), isBar: fc.boolean() })
  .map(({ instrument: { id }, offset, isBar }) => (at: Millis): MarketEvent => {
    const price = 16_000 + offset / 2;
    return isBar ? bar(id, at, { close: price, volume: 0.1 }) : quote(id, at, price - 1, price + 1);
  });

const someActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({ wait, kind: fc.constant('command' as const), command: someCommand }),
    fc.record({ wait, kind: fc.constant('market' as const), event: someMarket }),
  ),
  { minLength: 40, maxLength: 120 },
);

interface Played {
  readonly told: readonly (TimedAccountEvent & { readonly when: Millis })[];
  readonly venue: ReturnType<typeof createPaperVenue>;
  readonly orders: ReadonlyMap<string, OrderRequest>;
}

/** Plays `actions` on a new venue, and lets all that they caused happen. */
function play(actions: readonly Action[], models: PaperModels, isStepped = false): Played {
  const venue = createPaperVenue(settingsWith({ models }));
  const told: Played['told'][number][] = [];
  const orders = new Map<string, OrderRequest>();
  venue.listen((event, when) => told.push({ ...event, when }));
  const advance = (to: Millis) => {
    for (let next = venue.nextAt(); isStepped && next !== null && next <= to; next = venue.nextAt())
      venue.advance(next);
    venue.advance(to);
  };
  let now = START;
  advance(now);
  for (const action of actions) {
    now = millis(now + action.wait);
    advance(now);
    if (action.kind === 'market') venue.market(action.event(now));
    else {
      const command = action.command(now);
      if (command.kind === 'place' && !orders.has(command.order.id))
        orders.set(command.order.id, command.order);
      venue.send(approved(command));
    }
  }
  advance(plus(24 * 60 * MINUTE));
  return { told, venue, orders };
}

type FillEvent = Extract<AccountEvent, { readonly kind: 'fill' }>;

function fillsOf(told: Played['told']): readonly FillEvent[] {
  return told.map(({ event }) => event).filter((event): event is FillEvent => event.kind === 'fill');
}

/**
 * Lots, and cash as a float, after `fills`: the average-cost accounts of another bookkeeper, who knows only
 * that spot is paid for, that a linear gain is size times the move, an inverse one size times 1/a − 1/b.
 */
function tally(fills: readonly (Fill & { readonly instrument: InstrumentId })[]) {
  const cash: Record<string, number> = { USDT: 1_000_000, BTC: 10 };
  const pay = (currency: string, amount: number) => {
    cash[currency] = (cash[currency] ?? 0) + amount;
  };
  const held = new Map<InstrumentId, { lots: number; entry: number }>();
  for (const { instrument: id, lots: count, price, fee, feeCurrency } of fills) {
    pay(feeCurrency, -Number(fee) / 1e8);
    const position = held.get(id) ?? { lots: 0, entry: 0 };
    const left = position.lots + count;
    if (id === SPOT.id) pay('USDT', -count * 0.001 * price);
    const isInverse = id === INVERSE.id;
    const unit = (at: number) => (isInverse ? -10 / at : 0.001 * at);
    if (position.lots * count < 0) {
      const closed = Math.sign(position.lots) * Math.min(Math.abs(count), Math.abs(position.lots));
      if (id !== SPOT.id) pay(isInverse ? 'BTC' : 'USDT', closed * (unit(price) - unit(position.entry)));
      if (position.lots * left < 0) position.entry = price;
    } else {
      const cost = position.lots === 0 ? 0 : position.lots * unit(position.entry);
      const average = (cost + count * unit(price)) / left;
      position.entry = isInverse ? -10 / average : average / 0.001;
    }
    position.lots = left;
    held.set(id, position);
  }
  const positions = [...held]
    .map(([id, { lots: left }]) => [id, left] as const)
    .filter(([, left]) => left !== 0);
  return { cash, positions: Object.fromEntries(positions) };
}

describe('whatever is asked of a venue', () => {
  it('its account is what its fills make it', () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const { told, venue } = play(actions, REAL);
        const fills = fillsOf(told);
        const { cash, positions } = tally(fills);
        const truth = venue.truth();
        expect(truth.positions).toEqual(positions);
        for (const [currency, amount] of Object.entries(truth.cash))
          expect(Math.abs(Number(amount) / 1e8 - (cash[currency] ?? 0))).toBeLessThan(
            1e-7 * (1 + fills.length),
          );
      }),
    );
  });

  it('no order fills beyond its lots, its limit or its deadline, or twice', () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const { told, orders } = play(actions, REAL);
        const filled = new Map<string, number>();
        for (const { at, event } of told) {
          if (event.kind !== 'fill') continue;
          const request = orders.get(event.order) ?? expect.fail('never placed');
          expect(Math.sign(event.lots)).toBe(Math.sign(request.lots));
          expect(Math.sign(request.lots) * (request.limit - event.price)).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(request.deadline);
          filled.set(event.order, (filled.get(event.order) ?? 0) + Math.abs(event.lots));
          expect(filled.get(event.order)).toBeLessThanOrEqual(Math.abs(request.lots));
        }
        const ids = fillsOf(told).map(({ fill }) => fill);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('every order that was placed ends, and says how much it filled', () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const { told, venue, orders } = play(actions, REAL);
        expect(venue.truth().orders).toEqual([]);
        for (const id of orders.keys()) {
          const made = fillsOf(told).filter((fill) => fill.order === id);
          const ends = told.flatMap(({ event }) =>
            event.kind === 'closed' && event.order === id ? [event] : [],
          );
          expect(ends.length).toBeGreaterThan(0);
          for (const end of ends)
            expect(end.filled).toBe(made.reduce((sum, fill) => sum + Math.abs(fill.lots), 0));
        }
      }),
    );
  });

  it('what was not heard can be asked for', () => {
    fc.assert(
      fc.property(someActions, fc.infiniteStream(fc.boolean()), (actions, losses) => {
        const { told, venue, orders } = play(actions, REAL);
        const heard = told.filter(() => losses.next().value);
        let answer: AccountEvent | undefined;
        venue.listen(({ event }) => {
          answer = event;
        });
        venue.send(approved({ kind: 'query', venue: 'paper', orders: [...orders.keys()] }));
        venue.advance(plus(25 * 60 * MINUTE));
        if (answer?.kind !== 'report') return expect.fail('no report');
        const known = new Map(fillsOf(heard).map((fill) => [fill.fill, fill.lots]));
        for (const fill of answer.orders.flatMap(({ fills }) => fills)) {
          expect(known.get(fill.fill) ?? fill.lots).toBe(fill.lots);
          known.set(fill.fill, fill.lots);
        }
        expect([...known].toSorted()).toEqual(
          fillsOf(told)
            .map(({ fill, lots: n }): [string, Lots] => [fill, n])
            .toSorted(),
        );
        expect(answer).toMatchObject({ positions: venue.truth().positions, cash: venue.truth().cash });
      }),
    );
  });

  it('the same calls have the same consequences, in steps or at once', () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const { told } = play(actions, REAL);
        expect(play(actions, REAL).told).toEqual(told);
        expect(play(actions, REAL, true).told).toEqual(told);
      }),
    );
  });

  it('time goes forward', () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const { told } = play(actions, REAL);
        const times = told.map(({ when }) => when);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const { at, when } of told) expect(when).toBeGreaterThanOrEqual(at + REAL.latency.ms);
      }),
    );
  });
});

describe('latency', () => {
  const delayed = { ...PLAIN, latency: { ms: 50, jitterMs: 0 } };

  it('is taken on the way there and on the way back', () => {
    const driven = drive({ models: delayed });
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({});
    expect(driven.venue.nextAt()).toBe(plus(50));
    driven.to(99);
    expect(driven.told).toEqual([]);
    expect(driven.venue.truth().positions).toEqual({ [PERP.id]: 10 });
    driven.to(100);
    expect(driven.told.map(({ at, told, event }) => [event.kind, at, told])).toEqual([
      ['ack', 50, 100],
      ['fill', 50, 100],
      ['closed', 50, 100],
    ]);
  });

  it('lets an order meet the market of its arrival', () => {
    const driven = drive({ models: delayed });
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({});
    driven.market(quote(PERP.id, plus(49), 16_100), quote(PERP.id, plus(51), 16_000));
    driven.to(200);
    expect(driven.told.map(({ at, event }) => [event.kind, at])).toEqual([
      ['ack', 50],
      ['fill', 51],
      ['closed', 51],
    ]);
  });
});

describe('a venue', () => {
  it('has nothing to do until something is asked or due', () => {
    const driven = drive();
    expect(driven.venue.nextAt()).toBeNull();
    driven.place({ deadline: plus(700) });
    expect(driven.venue.nextAt()).toBe(plus(700));
    driven.venue.market(quote(PERP.id, plus(300), 20_000));
    expect(driven.venue.nextAt()).toBe(plus(300));
  });

  it('never goes back in time', () => {
    const driven = drive();
    driven.to(500);
    driven.venue.advance(START);
    driven.venue.market(quote(PERP.id, START, 16_000));
    driven.place({});
    expect(driven.told.map(({ at }) => at)).toEqual([500, 500, 500]);
  });

  it('takes commands from within what it tells, after what it is doing', () => {
    const driven = drive();
    const kinds: string[] = [];
    driven.venue.listen(({ event }) => {
      kinds.push(event.kind);
      if (event.kind === 'ack') driven.venue.send(approved({ kind: 'query', venue: 'paper', orders: ['a'] }));
    });
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({});
    expect(kinds).toEqual(['ack', 'fill', 'closed', 'report']);
  });

  it('is told of a command for another by mistake', () => {
    const { venue } = drive();
    const command = approved({ kind: 'query', venue: 'elsewhere', orders: [] });
    expect(() => venue.send(command)).toThrow('a query for elsewhere was sent to paper');
    const placed = order({ venue: 'elsewhere' });
    expect(() => venue.send(approved({ kind: 'place', order: placed }))).toThrow('place for elsewhere');
  });

  it('says no more after it is closed', async () => {
    const driven = drive();
    driven.place({ deadline: plus(10) });
    await driven.venue.close();
    driven.to(100);
    expect(driven.told.map(({ event }) => event.kind)).toEqual(['ack']);
    expect(driven.venue.nextAt()).toBeNull();
  });

  it('goes on from where another left', () => {
    const first = drive({ programmes: [PROGRAMME] });
    first.market(quote(SPOT.id, START, 16_000));
    first.place({ instrument: SPOT.id, lots: 3 });
    const { positions, cash } = first.venue.truth();
    const options = first.all('deal').map(({ instrument }) => instrument);
    const opening = {
      cash,
      positions: Object.entries(positions).map(([instrument, count]) => {
        return { instrument, lots: lots(count), averageEntry: 500 };
      }),
    };
    const second = drive({ opening, instruments: [SPOT, ...options], programmes: [PROGRAMME] });
    expect(second.venue.truth()).toEqual({ positions, cash, orders: [] });
    second.market(quote(SPOT.id, plus(MINUTE), 16_000));
    expect(second.told).toEqual([]);
  });
});
