import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { createNonces } from './nonces.ts';

const NOW = 1_800_000_000_000;

describe('createNonces', () => {
  it('takes each once', () => {
    const nonces = createNonces();
    expect(nonces.take(NOW, NOW)).toBeUndefined();
    expect(nonces.take(NOW, NOW)).toBe(`Invalid nonce: duplicate nonce ${NOW}`);
    expect(nonces.take(NOW - 1, NOW)).toBeUndefined();
  });

  it('takes what lies between two days ago and tomorrow', () => {
    const nonces = createNonces();
    expect(nonces.take(NOW - 2 * DAY, NOW)).toMatch(/not within/);
    expect(nonces.take(NOW + DAY, NOW)).toMatch(/not within/);
    expect(nonces.take(NOW - 2 * DAY + 1, NOW)).toBeUndefined();
    expect(nonces.take(NOW + DAY - 1, NOW)).toBeUndefined();
  });

  it('never takes one twice, nor one below the hundred highest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 300, maxLength: 600 }),
        (all) => {
          const nonces = createNonces();
          const taken: number[] = [];
          for (const each of all) {
            const highest = [...taken].sort((a, b) => b - a).slice(0, 100);
            const mayBe = !highest.includes(each) && (highest.length < 100 || each > (highest.at(-1) ?? 0));
            expect(nonces.take(NOW + each, NOW) === undefined).toBe(mayBe);
            if (mayBe) taken.push(each);
          }
          expect(new Set(taken).size).toBe(taken.length);
        },
      ),
      { numRuns: 20 },
    );
  });
});
