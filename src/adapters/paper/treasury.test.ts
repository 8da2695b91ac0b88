import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import type { TransferCommand, TransferRequest, TransferRoute } from '../../domain/transfer.ts';
import type { Approved } from '../../guard/approved.ts';
import { createRandom } from '../../math/random.ts';
import { later, MINUTE, SECOND } from '../../units/time.ts';
import { atoms, type Millis, millis } from '../../units/units.ts';
import { createPaperVenue } from './paper.ts';
import { createPaperTreasury, drawFate, type Fate, type PaperTreasuryOptions } from './treasury.ts';

const T0 = millis(1_767_614_400_000);
const ROUTE: TransferRoute = {
  ...{ from: 'a', to: 'b', currency: 'USDT', fee: atoms(10n), latencyMs: MINUTE, overdueMs: 4 * MINUTE },
  ...{ least: atoms(1n), most: atoms(10_000n), by: 'treasury' },
};
const REQUEST: TransferRequest = {
  ...{ id: 't', from: 'a', to: 'b', currency: 'USDT', amount: atoms(1_000n) },
  deadline: later(T0, 30 * SECOND),
};
const FATE: Fate = { end: 'arrived', leavesMs: 20 * SECOND, endsMs: MINUTE };

function venueOf(id: string, cash: bigint) {
  const models = {
    ...{ fee: { taker: 0, maker: 0 }, latency: { ms: 0, jitterMs: 0 } },
    ...{ spread: { half: 0, impact: 0 }, participation: 1 },
  };
  const opening = { cash: { USDT: atoms(cash) }, positions: [] };
  return createPaperVenue({ venue: id, seed: 1, models, instruments: [], opening, programmes: [] });
}

function rig(fate: Fate = FATE, more: Partial<PaperTreasuryOptions> = {}) {
  const venues = [venueOf('a', 5_000n), venueOf('b', 0n)];
  const treasury = createPaperTreasury({ venues, routes: [ROUTE], fate: () => fate, ...more });
  const told: string[] = [];
  treasury.listen(({ at, event }) => {
    const { stage, amount } = event as Extract<AccountEvent, { kind: 'transfer' }>;
    told.push(`${(at - T0) / SECOND} ${stage} ${amount}`);
  });
  treasury.advance(T0);
  const say = (kind: TransferCommand['kind'], change: Partial<TransferRequest> = {}): void =>
    treasury.send({ kind, transfer: { ...REQUEST, ...change } } as Approved<TransferCommand>);
  const pass = (ms: number): Millis => {
    const to = later(T0, ms);
    treasury.advance(to);
    return to;
  };
  const cash = (): bigint[] => venues.map((venue) => venue.truth().cash.USDT ?? 0n);
  return { treasury, told, say, pass, cash };
}

describe('a treasury on paper', () => {
  it('moves cash in the accounts of venues, when it is due and less its fee, and says so', () => {
    const { told, say, pass, cash, treasury } = rig();
    say('transfer');
    expect(told).toEqual([]);
    pass(0);
    expect(treasury.nextAt()).toBe(T0 + 20 * SECOND);
    pass(30 * SECOND);
    expect(cash()).toEqual([4_000n, 0n]);
    pass(2 * MINUTE);
    expect(cash()).toEqual([4_000n, 990n]);
    expect(told).toEqual(['0 taken 1000', '20 left 1000', '60 arrived 990']);
  });

  it('spends an id once, and says how it fares when it is asked', () => {
    const { told, say, pass, cash } = rig();
    say('transfer');
    say('transfer');
    pass(30 * SECOND);
    say('track');
    pass(2 * MINUTE);
    say('transfer');
    say('track', { id: 'other' });
    pass(2 * MINUTE);
    expect(cash()).toEqual([4_000n, 990n]);
    expect(told).toEqual([
      ...['0 taken 1000', '0 taken 1000', '20 left 1000', '30 left 1000'],
      ...['60 arrived 990', '120 arrived 990', '120 absent 1000'],
    ]);
  });

  it.each([
    ['it is refused', 'refused', ['0 taken 1000', '20 failed 1000'], [5_000n, 0n]],
    ['it comes back', 'returned', ['0 taken 1000', '20 left 1000', '60 failed 1000'], [5_000n, 0n]],
    ['it gets stuck', 'stuck', ['0 taken 1000', '20 left 1000'], [4_000n, 0n]],
  ] as const)('tells where %s', (_, end, words, held) => {
    const { told, say, pass, cash, treasury } = rig({ ...FATE, end });
    say('transfer');
    pass(10 * MINUTE);
    expect(told).toEqual(words);
    expect(cash()).toEqual(held);
    expect(treasury.truth()[0]?.isStuck).toBe(end === 'stuck');
  });

  it.each([
    ['over no route of its own', { to: 'c' }],
    ['of what its fee would eat up', { amount: atoms(10n) }],
    ['of more than there is', { amount: atoms(6_000n) }],
    ['that comes too late', { deadline: later(T0, -1) }],
  ])('moves nothing %s', (_, change) => {
    const { told, say, pass, cash } = rig();
    say('transfer', change);
    pass(10 * MINUTE);
    expect(told.at(-1)).toContain('failed');
    expect(cash()).toEqual([5_000n, 0n]);
  });

  it('goes on with what one before it had begun', () => {
    const left = rig(FATE, { before: [{ request: REQUEST, stage: 'left' }] });
    left.pass(10 * MINUTE);
    expect(left.cash()).toEqual([5_000n, 990n]);
    const taken = rig(FATE, { before: [{ request: REQUEST, stage: 'taken' }] });
    taken.pass(10 * MINUTE);
    expect(taken.cash()).toEqual([4_000n, 990n]);
  });

  it('keeps every atom: in an account, under way or paid', () => {
    const ends = fc.constantFrom<Fate['end']>('arrived', 'returned', 'refused', 'stuck');
    const sums = fc.array(fc.record({ end: ends, amount: fc.bigInt({ min: 1n, max: 3_000n }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(sums, fc.integer({ min: 0, max: 120 }), (wanted, seconds) => {
        let turn = 0;
        const { say, pass, cash, treasury } = rig(FATE, {
          fate: () => ({ ...FATE, end: wanted[turn++]?.end ?? 'arrived' }),
        });
        for (const [i, { amount }] of wanted.entries())
          say('transfer', { id: `t${i}`, amount: atoms(amount) });
        pass(seconds * SECOND);
        const [moving, paid] = [
          treasury.truth().filter(({ stage }) => stage === 'left'),
          treasury.truth().filter(({ stage }) => stage === 'arrived'),
        ];
        const under = moving.reduce((sum, { request }) => sum + request.amount, 0n);
        const [a = 0n, b = 0n] = cash();
        expect(a + b + under + 10n * BigInt(paid.length)).toBe(5_000n);
      }),
    );
  });
});

describe('a fate', () => {
  it('is as likely as it is said to be, and never early', () => {
    const luck = { jitter: 0.5, refused: 0.1, returned: 0.2, stuck: 0.05 };
    const random = createRandom(7);
    const counts: Record<Fate['end'], number> = { arrived: 0, returned: 0, refused: 0, stuck: 0 };
    let isInTime = true;
    for (let i = 0; i < 10_000; i += 1) {
      const { end, leavesMs, endsMs } = drawFate(ROUTE, luck, random);
      counts[end] += 1;
      isInTime &&= endsMs >= MINUTE && endsMs < 1.5 * MINUTE && leavesMs <= endsMs / 2;
    }
    expect(isInTime).toBe(true);
    // Four standard deviations of a binomial count.
    const near = (count: number, share: number): void =>
      expect(Math.abs(count - 10_000 * share)).toBeLessThan(4 * Math.sqrt(10_000 * share * (1 - share)));
    near(counts.refused, 0.1);
    near(counts.returned, 0.2);
    near(counts.stuck, 0.05);
    near(counts.arrived, 0.65);
  });
});
