import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { later, MINUTE, SECOND } from '../../units/time.ts';
import { lots, type Millis, millis } from '../../units/units.ts';
import { orderIn } from '../execute-fixture.ts';
import type { Order, OrderState } from '../order.ts';
import { crossAt, type Style, styleAt } from './passive-first.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;
const START: Millis = millis(1_000_000);
const DEADLINE: Millis = later(START, MINUTE);
const PATIENCE = { startedAt: START, deadline: DEADLINE, outside: 0, urgentAt: 2 };
const BUYING = {
  ...PATIENCE,
  ...{ now: START, wanted: lots(10), quote: { bid: 99.9, ask: 100.1 }, tick: 0.1, slackTicks: 1 },
  live: [] as readonly Order[],
};
const SELLING = { ...BUYING, wanted: lots(-10) };

function resting(limit: number, count = 10, state: OrderState = 'open'): Order {
  const order = orderIn(state);
  return { ...order, request: { ...order.request, limit, lots: lots(count) } };
}

const until = DEADLINE;

describe('patience', () => {
  it.each([
    ['lasts until the deadline at the edge of the band', {}, DEADLINE],
    ['half as long half way to urgent', { outside: 1 }, later(START, MINUTE / 2)],
    ['no time at all where it is urgent', { outside: 2 }, START],
    ['nor where it is more than that', { outside: 1e300 }, START],
    ['nor where all is urgent', { outside: 0.01, urgentAt: 0 }, START],
    ['until the deadline where nothing is known of urgency', { outside: Number.NaN }, DEADLINE],
    ['no time where the deadline is past', { deadline: millis(START - 5) }, START],
  ])('%s', (_what, change, at) => {
    expect(crossAt({ ...PATIENCE, ...change })).toBe(at);
  });
});

describe('passive first', () => {
  it.each<[string, Partial<typeof BUYING>, Style]>([
    ['rests at the touch', {}, { kind: 'rest', price: 99.9, until }],
    ['sells at the touch', SELLING, { kind: 'rest', price: 100.1, until }],
    ['crosses at the deadline', { now: DEADLINE }, { kind: 'cross' }],
    ['crosses at once where it is urgent', { outside: 3 }, { kind: 'cross' }],
    ['waits where it is resting', { live: [resting(99.9)] }, { kind: 'wait', until }],
    ['waits for an answer', { live: [resting(99.9, 10, 'pending')] }, { kind: 'wait', until: null }],
    [
      'waits for one in doubt, whatever the hour',
      { now: later(DEADLINE, MINUTE), live: [resting(99.9, 10, 'unknown')] },
      { kind: 'wait', until: null },
    ],
    ['keeps its place while the touch is near', { live: [resting(99.8)] }, { kind: 'wait', until }],
    ['follows the touch up', { live: [resting(99.7)] }, { kind: 'withdraw', orders: ['o'], for: 're-peg' }],
    [
      'follows the touch down',
      { ...SELLING, live: [resting(100.3, -10)] },
      { kind: 'withdraw', orders: ['o'], for: 're-peg' },
    ],
    ['stays where the touch has fallen behind it', { live: [resting(100)] }, { kind: 'wait', until }],
    [
      'ends what rests before it crosses',
      { now: DEADLINE, live: [resting(99.9)] },
      { kind: 'withdraw', orders: ['o'], for: 'cross' },
    ],
    [
      'lets an order that crosses be',
      { now: DEADLINE, live: [resting(100.2)] },
      { kind: 'wait', until: null },
    ],
    [
      'ends an order of the other side',
      { live: [resting(100.1, -10)] },
      { kind: 'withdraw', orders: ['o'], for: 'less is wanted' },
    ],
    [
      'ends an order of more than is wanted',
      { live: [resting(99.9, 11)] },
      { kind: 'withdraw', orders: ['o'], for: 'less is wanted' },
    ],
    [
      'ends an order where nothing is wanted',
      { wanted: lots(0), live: [resting(99.9)] },
      { kind: 'withdraw', orders: ['o'], for: 'less is wanted' },
    ],
    ['does nothing where nothing is wanted', { wanted: lots(0) }, { kind: 'wait', until: null }],
    ['waits where nobody bids beside it', { quote: { bid: 0, ask: 100.1 } }, { kind: 'wait', until }],
    [
      'rests where nobody is to be crossed with',
      { now: DEADLINE, quote: { bid: 99.9, ask: 0 } },
      { kind: 'rest', price: 99.9, until: null },
    ],
    [
      'keeps resting where nobody is to be crossed with',
      { now: DEADLINE, quote: { bid: 99.9, ask: 0 }, live: [resting(99.9)] },
      { kind: 'wait', until: null },
    ],
    ['waits where the book is crossed', { quote: { bid: 100.2, ask: 100.1 } }, { kind: 'wait', until }],
    ['waits without a quote', { now: DEADLINE, quote: { bid: 0, ask: 0 } }, { kind: 'wait', until: null }],
  ])('%s', (_what, change, style) => {
    expect(styleAt({ ...BUYING, ...change })).toEqual(style);
  });
});

const moves = fc.array(
  fc.record({
    /** Ticks that the bid moves by, the spread after it, and how an order is met. */
    ticks: fc.integer({ min: -4, max: 4 }),
    spread: fc.integer({ min: 1, max: 3 }),
    fills: fc.nat(4),
    outside: fc.constantFrom(0, 0, 0.5, 3),
    lag: fc.boolean(),
  }),
  { maxLength: 80 },
);

/** A venue with one order of ours, as the steps of `moves` treat it. */
class Venue {
  live: Order | null = null;
  done = 0;

  meet(fills: number, lag: boolean, isMet: (limit: number) => boolean): void {
    const { live } = this;
    if (live === null) return;
    const left = Math.abs(live.request.lots - live.filled);
    const some = Math.sign(live.request.lots) * (isMet(live.request.limit) ? left : Math.min(fills, left));
    this.done += some;
    const filled = lots(live.filled + some);
    this.live = filled === live.request.lots ? null : { ...live, filled, state: lag ? 'unknown' : 'open' };
  }
}

const QUIET = { ticks: 0, spread: 1, fills: 0, outside: 0, lag: false };

describe('an order that is passive first', () => {
  it('is never in the market for more than is wanted, takes not before its time, and is done soon after', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), moves, (total, steps) => {
        const sign = Math.sign(total);
        const venue = new Venue();
        let [now, bid]: [Millis, number] = [START, 1000];
        for (const step of [...steps, ...new Array<typeof QUIET>(40).fill(QUIET)]) {
          const { ticks, spread, fills, outside, lag } = step;
          bid += ticks;
          const quote = { bid: bid / 10, ask: (bid + spread) / 10 };
          venue.meet(fills, lag, (limit) => (sign > 0 ? limit >= quote.ask : limit <= quote.bid));
          const wanted = lots(total - venue.done);
          const live = venue.live === null ? [] : [venue.live];
          const facts = { ...BUYING, now, outside, quote, wanted, live };
          const style = styleAt(facts);
          if (style.kind === 'rest') {
            expect(venue.live).toBeNull();
            expect(sign > 0 ? style.price < quote.ask : style.price > quote.bid).toBe(true);
            venue.live = resting(style.price, wanted, lag ? 'pending' : 'open');
          } else if (style.kind === 'cross') {
            expect(now).toBeGreaterThanOrEqual(crossAt(facts));
            expect(venue.live).toBeNull();
            venue.done = total;
          } else if (style.kind === 'withdraw') {
            expect(venue.live?.state).toBe('open');
            venue.live = null;
          }
          expect(Math.abs(venue.done)).toBeLessThanOrEqual(Math.abs(total));
          now = later(now, 2 * SECOND);
        }
        expect(venue.done).toBe(total);
      }),
      { numRuns: 300 * TIMES },
    );
  });
});
