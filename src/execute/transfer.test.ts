import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cashOf, EMPTY_BOOK } from '../domain/book.ts';
import { IN_TRANSIT, type TransferNews, type TransferRequest } from '../domain/transfer.ts';
import { DAY, later } from '../units/time.ts';
import { atoms, type Millis, millis } from '../units/units.ts';
import {
  begunTransfer,
  bookMoved,
  chaseTransfer,
  foldNews,
  forgetTransfers,
  type Transfer,
} from './transfer.ts';

const T0 = millis(1_767_614_400_000);
const ACK = 5_000;
const REQUEST: TransferRequest = {
  ...{ id: 't', from: 'a', to: 'b', currency: 'USDT', amount: atoms(1_000n) },
  deadline: later(T0, 30_000),
};
const ROUTE = { by: 'treasury', fee: atoms(10n), latencyMs: 60_000, overdueMs: 200_000 } as const;

function begun(by: Transfer['by'] = 'treasury'): Transfer {
  return begunTransfer(REQUEST, { ...ROUTE, by }, T0, ACK);
}

type News = Pick<TransferNews, 'stage' | 'amount' | 'at'>;

function news(stage: News['stage'], amount = 1_000n, at: Millis = T0): News {
  return { stage, amount: atoms(amount), at };
}

/** What the transfer is known to be after all of `told`, and the book that it leads to. */
function madeOf(told: readonly News[], from = begun()) {
  let transfer = from;
  let book = EMPTY_BOOK;
  let cost = 0n;
  const odd: News[] = [];
  for (const one of told) {
    const next = foldNews(transfer, one, T0, ACK);
    if (next === null) {
      odd.push(one);
      continue;
    }
    const moved = bookMoved(book, transfer, next);
    ({ book } = moved);
    cost += moved.cost;
    transfer = next;
  }
  const at = (venue: string): bigint => cashOf(book, venue, 'USDT');
  return { transfer, odd, cost, cash: [at('a'), at(IN_TRANSIT), at('b')] };
}

describe('what is told of a transfer', () => {
  it('is booked as it happens, and the fee when it arrives', () => {
    expect(madeOf([news('taken')])).toMatchObject({ cash: [0n, 0n, 0n], cost: 0n });
    expect(madeOf([news('taken'), news('left')])).toMatchObject({ cash: [-1_000n, 1_000n, 0n], cost: 0n });
    expect(madeOf([news('left'), news('arrived', 990n)])).toMatchObject({
      cash: [-1_000n, 0n, 990n],
      cost: 10n,
    });
    expect(madeOf([news('left'), news('failed', 995n)])).toMatchObject({ cash: [-5n, 0n, 0n], cost: 5n });
    expect(madeOf([news('failed')])).toMatchObject({ cash: [0n, 0n, 0n], cost: 0n });
  });

  it('comes to the same in any order and however often', () => {
    const words = [news('taken'), news('left'), news('arrived', 990n)];
    const orders = fc.array(fc.constantFrom(...words), { maxLength: 8 });
    fc.assert(
      fc.property(orders, (told) => {
        const found = madeOf([...told, news('arrived', 990n), ...told]);
        expect(found).toMatchObject({ cash: [-1_000n, 0n, 990n], cost: 10n, odd: [] });
      }),
    );
  });

  it('loses no money: what is not where it was is in transit, there, or paid', () => {
    const word = fc.record({
      stage: fc.constantFrom<News['stage']>('taken', 'left', 'arrived', 'failed', 'absent'),
      amount: fc.bigInt({ min: 0n, max: 1_000n }).map(atoms),
      at: fc.integer({ min: 0, max: 60_000 }).map((ms) => later(T0, ms)),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (told) => {
        const { cash, cost } = madeOf(told);
        expect(cash.reduce((sum, one) => sum + one, 0n) + cost).toBe(0n);
      }),
    );
  });

  it('is doubted where it contradicts the end that is known', () => {
    const arrived = [news('left'), news('arrived', 990n)];
    expect(madeOf([...arrived, news('failed')]).odd).toHaveLength(1);
    expect(madeOf([...arrived, news('arrived', 500n)])).toMatchObject({ cash: [-1_000n, 0n, 990n] });
  });

  it('may be that nobody has heard of it: proof only after its deadline', () => {
    expect(madeOf([news('absent', 0n, REQUEST.deadline)]).transfer.stage).toBe('sent');
    const lost = [news('absent', 0n, later(REQUEST.deadline, 1))];
    expect(madeOf(lost).transfer).toMatchObject({ stage: 'lost', endedAt: T0, nextAt: null });
    // It had left all the same.
    expect(madeOf([...lost, news('left')])).toMatchObject({ cash: [-1_000n, 1_000n, 0n] });
    expect(madeOf([news('taken'), ...lost]).transfer.stage).toBe('taken');
  });
});

describe('a transfer that is silent', () => {
  it('is asked after within what is allowed for an answer, then within its usual time', () => {
    expect(begun().nextAt).toBe(later(T0, ACK));
    expect(madeOf([news('left')]).transfer.nextAt).toBe(later(T0, 60_000));
    expect(chaseTransfer(begun(), later(T0, ACK), ACK)).toMatchObject({
      isAsked: true,
      transfer: { isOverdue: false, nextAt: later(T0, 2 * ACK) },
    });
  });

  it('is overdue once it should long have been there, on time, and is asked after all the same', () => {
    const left = madeOf([news('left')]).transfer;
    const late = later(T0, 180_000);
    expect(chaseTransfer(left, late, ACK).transfer.nextAt).toBe(left.overdueAt);
    const { transfer, isAsked } = chaseTransfer(left, left.overdueAt, ACK);
    expect(transfer).toMatchObject({ isOverdue: true, stage: 'left', nextAt: later(left.overdueAt, 60_000) });
    expect(isAsked).toBe(true);
  });

  it('by hand is nobody’s to answer for, and is given up where nobody moves it', () => {
    const hand = begun('hand');
    expect(chaseTransfer(hand, later(T0, ACK), ACK).isAsked).toBe(false);
    const overdue = chaseTransfer(hand, hand.overdueAt, ACK);
    expect(overdue).toMatchObject({ isAsked: false, transfer: { stage: 'lost', nextAt: null } });
    const left = madeOf([news('left')], hand).transfer;
    expect(chaseTransfer(left, hand.overdueAt, ACK).transfer).toMatchObject({
      stage: 'left',
      isOverdue: true,
    });
  });

  it('is forgotten a day after it has ended, and never before', () => {
    const ended = madeOf([news('left'), news('arrived', 990n)]).transfer;
    const transfers = { t: ended, u: begun() };
    expect(forgetTransfers(transfers, later(T0, DAY - 1))).toBe(transfers);
    expect(Object.keys(forgetTransfers(transfers, later(T0, DAY)))).toEqual(['u']);
  });
});
