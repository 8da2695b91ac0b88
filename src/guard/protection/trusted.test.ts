import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refused } from '../../pricing/refused.ts';
import { millis } from '../../units/units.ts';
import { trustedOf } from './trusted.ts';

const RULE = { staleMs: 1000, disagreement: 0.01 };
const NOW = millis(10_000);
const OWN = { equity: 100, balance: 100, initial: 20, maintenance: 10, free: 80 };
const TOLD = { equity: 100, initial: 20, maintenance: 10 };

describe('whose margin is trusted', () => {
  it('is our own where both agree', () => {
    expect(trustedOf(OWN, TOLD, NOW, NOW, RULE)).toEqual({ lack: 0, doubt: null, difference: 0 });
  });

  it.each([
    ['less equity', { ...TOLD, equity: 98 }, 2, 'the venue’s'],
    ['more maintenance', { ...TOLD, maintenance: 10.5 }, 0.5, 'the venue’s'],
    ['more equity', { ...TOLD, equity: 103 }, 0, 'our own'],
    ['less maintenance', { ...TOLD, maintenance: 9 }, 0, 'our own'],
  ])('is the worse where the venue says %s, and that is a doubt', (_what, told, lack, whose) => {
    const trusted = trustedOf(OWN, told, NOW, NOW, RULE);
    expect(trusted.lack).toBeCloseTo(lack, 12);
    expect(trusted.doubt).toContain(`${whose} is the worse`);
    expect(trusted.difference).toBeGreaterThan(0.01);
  });

  it('is the worse within a percent too, without a doubt', () => {
    const { lack, doubt } = trustedOf(OWN, { ...TOLD, equity: 99.5 }, NOW, NOW, RULE);
    expect(lack).toBeCloseTo(0.5, 12);
    expect(doubt).toBeNull();
  });

  it.each([
    ['stale', OWN, TOLD, millis(8_999), 's old'],
    ['silent', OWN, null, NOW, 'says nothing'],
    ['no number', OWN, { ...TOLD, equity: Number.NaN }, NOW, 'is no margin'],
    ['below nothing', OWN, { ...TOLD, maintenance: -1 }, NOW, 'is no margin'],
    ['all there is', refused('contracts.X', 1, 'its table'), TOLD, NOW, 'its table'],
  ] as const)('doubts a venue that is %s', (_what, own, told, saidAt, text) => {
    expect(trustedOf(own, told, saidAt, NOW, RULE).doubt).toContain(text);
  });

  it('never leaves more room than either says', () => {
    const amount = fc.double({ min: 0.01, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, amount, (equity, maintenance, told, asked) => {
        const own = { ...OWN, equity, maintenance };
        const venue = { equity: told, initial: asked, maintenance: asked };
        const { lack } = trustedOf(own, venue, NOW, NOW, RULE);
        const room = equity - maintenance - lack;
        expect(room).toBeLessThanOrEqual(equity - maintenance);
        expect(room).toBeLessThanOrEqual(told - asked + 1e-9 * (equity + told + maintenance + asked));
      }),
    );
  });
});
