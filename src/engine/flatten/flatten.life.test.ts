import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../../test/support/engine.ts';
import type { AccountEvent, Fill, OrderReport, OrderRequest } from '../../domain/order.ts';
import { SECOND } from '../../units/time.ts';
import { atoms, lots } from '../../units/units.ts';
import { CONFIG, configOf, hash, hedged, type Rig, restarted } from '../engine-fixture.ts';
import { replay } from '../replay.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;

/** What happens to one order on its way, and around it. */
type Chance =
  | { readonly kind: 'fill'; readonly share: number; readonly isTold: boolean }
  | { readonly kind: 'reject' }
  /** The order never arrives, and nobody says so. */
  | { readonly kind: 'lose' }
  /** The venue does what it is asked, but nothing is heard of it. */
  | { readonly kind: 'silent'; readonly share: number }
  /** Somebody else trades at the account. */
  | { readonly kind: 'foreign'; readonly lots: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'pass'; readonly seconds: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const chances: fc.Arbitrary<Chance> = fc.oneof(
  fc.record({ kind: fc.constant('fill' as const), share, isTold: fc.boolean() }),
  fc.constant({ kind: 'reject' as const }),
  fc.constant({ kind: 'lose' as const }),
  fc.record({ kind: fc.constant('silent' as const), share }),
  fc.record({ kind: fc.constant('foreign' as const), lots: fc.integer({ min: -300, max: 300 }) }),
  fc.constant({ kind: 'restart' as const }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
);

const SMALL = configOf(
  {},
  { limits: { ...CONFIG.limits, maxOrderNotional: 20_000 }, reviewEveryMs: 60 * SECOND },
);

/** An account at a venue that trades one perp, as it really is. */
class Truth {
  rig: Rig;
  perp: number;
  /** The venue's own record of each order that got there. */
  readonly orders = new Map<string, OrderReport>();
  count = 0;
  readonly placed: OrderRequest[] = [];

  constructor(rig: Rig) {
    this.rig = rig;
    this.perp = rig.state().book.positions.PERP?.lots ?? 0;
  }

  tell(event: AccountEvent): void {
    this.rig.tell(event);
  }

  /** Fills `part` of `order`, as far as that makes the position smaller, and ends it. */
  trade(order: OrderRequest, part: number): { readonly fill: Fill | null; readonly event: AccountEvent } {
    const most = this.perp > 0 === order.lots < 0 ? Math.min(Math.abs(order.lots), Math.abs(this.perp)) : 0;
    const count = Math.sign(order.lots) * Math.round(most * part) + 0;
    this.perp += count;
    this.count += 1;
    const made = { price: 60_000, fee: atoms(0n), feeCurrency: 'USD' };
    const fill = count === 0 ? null : { fill: `x${this.count}`, lots: lots(count), ...made };
    const reason = Math.abs(count) === Math.abs(order.lots) ? 'filled' : 'cancelled';
    this.orders.set(order.id, { order: order.id, status: reason, fills: fill === null ? [] : [fill] });
    return { fill, event: { kind: 'closed', order: order.id, reason, filled: lots(Math.abs(count)) } };
  }

  meet(order: OrderRequest, chance: Chance | undefined): void {
    if (chance?.kind === 'lose') return;
    if (chance?.kind === 'reject') {
      this.orders.set(order.id, { order: order.id, status: 'rejected', fills: [] });
      this.tell({ kind: 'closed', order: order.id, reason: 'rejected', filled: lots(0) });
      return;
    }
    const part = chance !== undefined && 'share' in chance ? chance.share : 1;
    const { fill, event } = this.trade(order, part);
    if (chance?.kind === 'silent') return;
    const isTold = chance?.kind !== 'fill' || chance.isTold;
    if (fill !== null && isTold) this.tell({ kind: 'fill', order: order.id, instrument: 'PERP', ...fill });
    this.tell(event);
  }

  /** Answers what was asked, and what became of what was placed, as `chance` has it. */
  answer(chance?: Chance): void {
    for (const command of this.rig.take()) {
      if (command.kind === 'place') {
        this.placed.push(command.order);
        this.meet(command.order, chance);
      } else if (command.kind === 'query') {
        const { book } = this.rig.state();
        const held = this.perp === 0 ? {} : { PERP: lots(this.perp) };
        const orders = command.orders.map(
          (order): OrderReport => this.orders.get(order) ?? { order, status: 'absent', fills: [] },
        );
        this.rig.report({ orders, positions: { SPOT: lots(1_000), ...held }, cash: book.cash.v ?? {} });
      }
    }
  }

  pass(seconds: number, chance?: Chance): void {
    for (let i = 0; i < seconds; i += 1) {
      if (i % 20 === 0) for (const id of ['SPOT', 'PERP']) this.rig.quote(id, 60_000);
      this.rig.pass(SECOND);
      this.answer(chance);
    }
  }
}

/** A short hedge that is flattened while `lived` happens, and then what follows when nothing more goes wrong. */
function flattened(lived: readonly Chance[], check: (truth: Truth) => void): Truth {
  const rig = hedged(configOf({}));
  rig.conductor.configure({ journal: 'j1', code: 'test', config: SMALL, starting: false }, rig.now);
  rig.take();
  const truth = new Truth(rig);
  rig.operate('flatten');
  for (const chance of lived) {
    if (chance.kind === 'restart') truth.rig = restarted(truth.rig, SMALL);
    else if (chance.kind === 'foreign') truth.perp += chance.lots;
    truth.pass(chance.kind === 'pass' ? chance.seconds : 6, chance);
    check(truth);
  }
  // What somebody else has traded shows at a review.
  truth.pass(150);
  check(truth);
  for (let i = 0; i < 120 && truth.rig.state().standing.mode !== 'flat'; i += 1) {
    truth.pass(10);
    check(truth);
  }
  return truth;
}

describe('a flatten, whatever happens to its orders', () => {
  const lives = fc.array(chances, { maxLength: 12 });

  it('ends flat in truth, with orders that only reduce, none too large, and one at a time', () => {
    fc.assert(
      fc.property(lives, (lived) => {
        const truth = flattened(lived, ({ rig, placed }) => {
          const live = Object.values(rig.state().orders).filter(({ state }) =>
            ['pending', 'open', 'unknown'].includes(state),
          );
          expect(live.length).toBeLessThanOrEqual(1);
          for (const { reduceOnly, lots: size } of placed) {
            expect(reduceOnly).toBe(true);
            expect(Math.abs(size)).toBeLessThanOrEqual(333);
          }
        });
        expect(truth.rig.state().standing.mode).toBe('flat');
        expect([truth.perp, truth.rig.state().book.positions.PERP]).toEqual([0, undefined]);
      }),
      { numRuns: 40 * TIMES },
    );
  });

  it('never says flat while the venue holds anything that it could have told', () => {
    fc.assert(
      fc.property(lives, (lived) => {
        const isForeign = lived.some(({ kind }) => kind === 'foreign');
        flattened(lived, ({ rig, perp }) => {
          // What somebody else has just traded no report has told yet.
          if (rig.state().standing.mode === 'flat' && !isForeign) expect(perp).toBe(0);
        });
      }),
      { numRuns: 40 * TIMES },
    );
  });

  it('replays to the same bytes', () => {
    fc.assert(
      fc.property(lives, (lived) => {
        const { rig } = flattened(lived, () => undefined);
        const found = replay(rig.lines, hash, ENGINE);
        expect([found.difference, found.head]).toEqual([null, rig.conductor.head]);
      }),
      { numRuns: 15 * TIMES },
    );
  });
});
