import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../domain/entry.ts';
import type { AccountEvent } from '../domain/order.ts';
import type { Outcome } from '../engine/state.ts';
import { atoms, lots, millis } from '../units/units.ts';
import { filled, fillOf, orderOf } from './sim-fixture.ts';
import { commandLine, entryLine, eventLine } from './story.ts';

const AT = millis(1_767_571_200_000);
const order = orderOf(AT, { reduceOnly: true });

function entry(body: JournalEntry['body'], outcome: Outcome = {}): JournalEntry {
  return { seq: 7, at: AT, cause: null, body, outcome, previous: '', hash: '' };
}

describe('a story', () => {
  it.each<[AccountEvent, string]>([
    [{ kind: 'ack', order: 'o' }, '< ack o'],
    [filled(order, fillOf(order, 3, 60_000)), '< fill ek-1-1-0/1: 3 lots at 60000'],
    [{ kind: 'closed', order: 'o', reason: 'expired', filled: lots(2) }, '< closed o: expired with 2'],
    [{ kind: 'unknown', order: 'o', detail: 'no answer' }, '< unknown o: no answer'],
    [{ kind: 'settled', id: 's', instrument: 'X', price: 2 }, '< settled X at 2'],
    [
      { kind: 'funding', id: 'f', instrument: 'X', amount: atoms(-5n), currency: 'USDT' },
      '< funding f: -5 atoms of USDT',
    ],
    [{ kind: 'gas', id: 'g', venue: 'v', amount: atoms(5n), currency: 'ETH' }, '< gas g: 5 atoms of ETH'],
    [
      {
        ...{ kind: 'report', venue: 'v', at: AT, positions: { X: lots(4) }, cash: {} },
        orders: [{ order: 'o', status: 'open', fills: [fillOf(order, 3, 1)] }],
      },
      '< report of v: o open with 3, X 4',
    ],
  ])('tells %o', (event, line) => {
    expect(eventLine(event)).toBe(line);
  });

  it('tells commands', () => {
    const place = commandLine({ kind: 'place', order });
    expect(place).toBe('> place ek-1-1-0: 10 lots of BTC-PERP at 60000, only to reduce');
    const cancel = { kind: 'cancel', venue: 'v', order: 'o', instrument: 'X' } as const;
    expect(commandLine(cancel)).toBe('> cancel o');
    expect(commandLine({ kind: 'query', venue: 'v', orders: [] })).toBe('> query v: positions and cash');
    expect(commandLine({ kind: 'query', venue: 'v', orders: ['a', 'b'] })).toBe('> query v: a, b');
  });

  it('tells entries with what came of them', () => {
    expect(entryLine(entry({ kind: 'timer' }))).toBe('# 7 timer');
    const alarms: Outcome = {
      alarms: [{ key: 'standing', severity: 'critical', text: 'halted: lost 5 today' }],
    };
    expect(entryLine(entry({ kind: 'operator', action: 'kill' }, alarms))).toBe(
      '# 7 operator: kill — alarm: halted: lost 5 today',
    );
    const held = { kind: 'hold', underlying: 'BTC', because: { kind: 'stale', what: 'X is old' } } as const;
    const dropped = [{ underlying: 'ETH', why: 'less than one lot' }];
    const snapshot = { at: AT, quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} };
    const outcome: Outcome = { decisions: [held], plan: { legs: [], dropped } };
    expect(entryLine(entry({ kind: 'decisionDue', why: 'band', snapshot }, outcome))).toBe(
      '# 7 decision due: band — BTC hold (stale: X is old); ETH dropped: less than one lot',
    );
  });
});
