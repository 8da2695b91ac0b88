import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../domain/entry.ts';
import type { VenueCommand } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { lots, millis } from '../../units/units.ts';
import { orderOf } from '../sim-fixture.ts';
import { createReleased } from './released.ts';

const AT = millis(1_767_571_200_000);
const order = orderOf(AT);
const place: VenueCommand = { kind: 'place', order };

function entry(outcome: unknown): JournalEntry {
  return { seq: 1, at: AT, cause: null, body: { kind: 'timer' }, outcome, previous: '', hash: '' };
}

/** What the entry of a decision to buy, planned as `order` and approved, says. */
function approvedOutcome(change: object = {}): unknown {
  const { instrument, venue, lots: count, limit, deadline, reduceOnly } = order;
  const leg = { underlying: 'BTC', instrument, venue, lots: count, limit, deadline, reduceOnly };
  const decision = { kind: 'hedge', underlying: 'BTC', trade: 0.01, because: {} };
  return { decisions: [decision], plan: { legs: [leg], dropped: [] }, commands: [place], ...change };
}

function sent(outcome: unknown, ...commands: VenueCommand[]) {
  const checker = createReleased();
  checker.flushed?.([entry(outcome as Outcome)]);
  return commands.map((command) => checker.sending?.(command) ?? null);
}

describe('what leaves', () => {
  it('is well when an entry on disk has released it, whatever order its keys are in', () => {
    const { id, ...rest } = order;
    expect(sent(approvedOutcome(), { order: { ...rest, id }, kind: 'place' })).toEqual([null]);
  });

  it.each<[string, VenueCommand, RegExp]>([
    ['anything else', { kind: 'query', venue: 'alpha', orders: [] }, /^no entry on disk has released/],
    [
      'the same with another size',
      { kind: 'place', order: { ...order, lots: lots(11) } },
      /^no entry on disk/,
    ],
  ])('is wrong when it is %s', (_what, command, finding) => {
    expect(sent(approvedOutcome(), command)[0]).toMatch(finding);
  });

  it('is wrong the second time, and under an id that was used before', () => {
    expect(sent(approvedOutcome(), place, place)[1]).toMatch(/^sent once more/);
    const again = approvedOutcome({ commands: [place, { kind: 'place', order: { ...order, limit: 1 } }] });
    expect(sent(again, place, { kind: 'place', order: { ...order, limit: 1 } })[1]).toMatch(/second time/);
  });

  it.each([
    ['was refused', { refused: { kind: 'refused' } }],
    ['was not planned', { plan: { legs: [], dropped: [] } }],
    ['was decided against', { decisions: [{ kind: 'hold', underlying: 'BTC', because: {} }] }],
    [
      'was decided the other way',
      { decisions: [{ kind: 'hedge', underlying: 'BTC', trade: -1, because: {} }] },
    ],
  ])('is wrong when it %s', (_what, change) => {
    expect(sent(approvedOutcome(change), place)).toEqual([`order ${order.id} is in no approved plan`]);
  });
});
