import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderId, seqOfOrder } from './order-id.ts';

const seqs = fc.maxSafeNat();
const legs = fc.integer({ min: 0, max: 35 });
/** What the shell names journals: 40 random bits in hex. */
const journals = fc.stringMatching(/^[0-9a-f]{10}$/);
/** Any name at all, with the ids' own separator in it. */
const odd = fc.stringMatching(/^[a-z0-9-]{1,8}$/);

describe('orderId', () => {
  it('is one-to-one in journal, seq and leg', () => {
    const parts = fc.tuple(odd, fc.nat(50), fc.nat(5));
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const isSame = a.every((part, i) => part === b[i]);
        expect(orderId(...a) === orderId(...b)).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });

  it('fits every venue’s client id: 32 characters at most, of lower-case letters, digits and dashes', () => {
    fc.assert(
      fc.property(journals, seqs, legs, (journal, seq, leg) => {
        expect(orderId(journal, seq, leg)).toMatch(/^[0-9a-z-]{1,32}$/);
      }),
    );
    expect(orderId('0123456789', Number.MAX_SAFE_INTEGER, 35)).toHaveLength(27);
  });
});

describe('seqOfOrder', () => {
  it('is the seq that the id was made of', () => {
    fc.assert(
      fc.property(odd, seqs, legs, (journal, seq, leg) => {
        expect(seqOfOrder(journal, orderId(journal, seq, leg))).toBe(seq);
      }),
    );
  });

  it('is null for the ids of another journal, one whose name begins with ours included', () => {
    fc.assert(
      fc.property(odd, odd, seqs, (ours, other, seq) => {
        fc.pre(ours !== other);
        expect(seqOfOrder(ours, orderId(other, seq, 0))).toBeNull();
      }),
    );
    expect(seqOfOrder('x', orderId('x-1', 5, 0))).toBeNull();
  });

  it.each(['', 'ek-x', 'ek-x-', 'ek-x-1', 'ek-x-1-0-2', 'ek-x-?-0', 'web-order'])('is null for %j', (id) => {
    expect(seqOfOrder('x', id)).toBeNull();
  });
});
