import { describe, expect, it } from 'vitest';
import type { PaperTransfer } from '../../adapters/paper/treasury.ts';
import type { JournalEntry } from '../../domain/entry.ts';
import type { TransferRequest, TransferRoute } from '../../domain/transfer.ts';
import { IN_TRANSIT } from '../../domain/transfer.ts';
import type { Outcome } from '../../engine/state.ts';
import { atoms, millis } from '../../units/units.ts';
import { createMoved, motionFault } from './moved.ts';
import type { Witness } from './witness.ts';

const REQUEST: TransferRequest = {
  ...{ id: 't', from: 'a', to: 'b', currency: 'USDT', amount: atoms(500n), deadline: millis(9) },
};
const ROUTE: TransferRoute = {
  ...{ from: 'a', to: 'b', currency: 'USDT', by: 'treasury', fee: atoms(1n), latencyMs: 1, overdueMs: 2 },
  ...{ least: atoms(10n), most: atoms(1_000n) },
};
const { id: _, deadline: __, ...WANTED } = REQUEST;

type Stage = NonNullable<Outcome['transfers']>[string]['stage'];

function rig(route: TransferRoute = ROUTE) {
  const truth: PaperTransfer[] = [];
  const state = { transfers: {}, raised: {}, book: { cash: {} } };
  const witness = { transfers: () => truth, config: { transfers: [route] }, state } as unknown as Witness;
  const checker = createMoved(witness);
  const write = (body: object, outcome: Outcome = {}): string | null =>
    checker.flushed?.([{ body, outcome } as unknown as JournalEntry]) ?? null;
  return {
    ...{ truth, state, witness },
    want: (change: Partial<TransferRequest> = {}) =>
      write({ kind: 'transfer', wanted: { ...WANTED, ...change } }),
    send: (change: Partial<TransferRequest> = {}) =>
      checker.sending?.({ kind: 'transfer', transfer: { ...REQUEST, ...change } }) ?? null,
    say: (stage: Stage, received = 0n, request = REQUEST) =>
      write(
        { kind: 'timer' },
        {
          transfers: { [request.id]: { request, stage, received: atoms(received), isOverdue: false } },
        },
      ),
    be: (stage: PaperTransfer['stage'], amount = 500n, isStuck = false) =>
      truth.push({ request: REQUEST, stage, amount: atoms(amount), isStuck }),
  };
}

describe('what is sent', () => {
  it('was wanted as often as it is sent', () => {
    const { want, send } = rig();
    expect(send()).toContain('once more than was wanted');
    want();
    expect(send()).toBeNull();
    expect(send({ id: 'again' })).toContain('once more than was wanted');
  });

  it('goes over a listed route, within its limits', () => {
    const { want, send } = rig();
    for (const change of [{ to: 'c' }, { amount: atoms(9n) }, { amount: atoms(1_001n) }]) {
      want(change);
      expect(send(change)).not.toBeNull();
    }
    const hand = rig({ ...ROUTE, by: 'hand' });
    hand.want();
    expect(hand.send()).toContain('goes where nothing may');
  });

  it('waits until the one before it has ended', () => {
    const { want, send, say } = rig();
    want();
    say('sent');
    want();
    expect(send({ id: 'u' })).toContain('leaves while t is under way');
    say('lost');
    expect(send({ id: 'u' })).toBeNull();
  });
});

describe('what is said of a transfer', () => {
  it('is so', () => {
    expect(rig().say('left')).toContain('is said to have left, and is nowhere');
    const { say, be } = rig();
    be('left');
    expect(say('left')).toBeNull();
    expect(say('arrived', 499n)).toContain('is said to have arrived, and is left');
    const there = rig();
    there.be('arrived', 499n);
    expect(there.say('arrived', 499n)).toBeNull();
    expect(there.say('arrived', 500n)).toContain('atoms of t are said to have arrived, not 499');
  });
});

describe('a world at rest', () => {
  it('has nothing under way, but what is stuck, told of and in the book', () => {
    const { be, witness, state, truth } = rig();
    expect(motionFault(witness)).toBeNull();
    be('taken');
    expect(motionFault(witness)).toContain('has not left');
    truth.length = 0;
    be('left');
    expect(motionFault(witness)).toContain('is under way');
    truth.length = 0;
    be('left', 500n, true);
    expect(motionFault(witness)).toContain('nobody was told');
    Object.assign(state.raised, { 'transfer/t': 'overdue' });
    expect(motionFault(witness)).toContain('and not in the book');
    Object.assign(state.book.cash, { [IN_TRANSIT]: { USDT: 499n } });
    expect(motionFault(witness)).toContain('the book has 499 atoms');
    Object.assign(state.book.cash, { [IN_TRANSIT]: { USDT: 500n } });
    expect(motionFault(witness)).toBeNull();
    Object.assign(state.transfers, { u: { request: { ...REQUEST, id: 'u' }, stage: 'sent' } });
    expect(motionFault(witness)).toContain('transfer u is thought to be sent');
  });
});
