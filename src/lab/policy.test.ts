import { describe, expect, it } from 'vitest';
import type { Policy } from '../domain/config.ts';
import { HOUR } from '../units/time.ts';
import { ETH_PROFILE, engineConfig, PROFILE } from './lab-fixture.ts';
import { type KnownPolicies, withPolicy } from './policy.ts';

const KNOWN: KnownPolicies = {
  BTC: [
    { kind: 'fixed-band', halfWidth: 0.05 },
    { kind: 'clock', everyMs: HOUR },
  ],
  ETH: [{ kind: 'fixed-band', halfWidth: 0.5 }],
};

function policies(text: string, known = KNOWN): readonly Policy[] {
  const config = engineConfig({ profiles: [PROFILE, ETH_PROFILE] });
  return withPolicy(config, text, known).profiles.map(({ policy }) => policy);
}

describe('withPolicy', () => {
  it.each<[string, Policy]>([
    ['fixed-band:0.05', { kind: 'fixed-band', halfWidth: 0.05 }],
    ['fixed-band:.1', { kind: 'fixed-band', halfWidth: 0.1 }],
    ['clock:1h', { kind: 'clock', everyMs: HOUR }],
    ['clock:90s', { kind: 'clock', everyMs: 90_000 }],
    ['clock:0.5d', { kind: 'clock', everyMs: 12 * HOUR }],
    ['optimal:0.003', { kind: 'optimal', riskAversion: 0.003, objective: 'tracking' }],
    ['whalley-wilmott:0.003', { kind: 'whalley-wilmott', riskAversion: 0.003 }],
    ['zakamouline:0.003', { kind: 'zakamouline', riskAversion: 0.003 }],
    ['fixed-percentage:0.01', { kind: 'fixed-percentage', move: 0.01 }],
    ['leland:30m', { kind: 'leland', everyMs: HOUR / 2 }],
  ])('gives every profile the policy %s', (text, policy) => {
    expect(policies(text)).toEqual([policy, policy]);
  });

  it('takes the numbers that the config has where none are told', () => {
    expect(policies('fixed-band')).toEqual([
      { kind: 'fixed-band', halfWidth: 0.05 },
      { kind: 'fixed-band', halfWidth: 0.5 },
    ]);
  });

  it('takes the number of another rule that is told the same', () => {
    const known: KnownPolicies = { BTC: KNOWN.BTC ?? [], ETH: [{ kind: 'leland', everyMs: 2 * HOUR }] };
    expect(policies('leland', known)).toEqual([
      { kind: 'leland', everyMs: HOUR },
      { kind: 'leland', everyMs: 2 * HOUR },
    ]);
  });

  it('keeps the objective of the default policy, and gives it one in place of another', () => {
    const optimal = { kind: 'optimal', riskAversion: 0.004, objective: 'utility' } as const;
    const plain = { kind: 'zakamouline', riskAversion: 0.005 } as const;
    const known: KnownPolicies = { BTC: [optimal], ETH: [plain] };
    expect(policies('optimal', known)).toEqual([
      optimal,
      { ...optimal, riskAversion: 0.005, objective: 'tracking' },
    ]);
    expect(policies('zakamouline', known)).toEqual([{ ...plain, riskAversion: 0.004 }, plain]);
  });

  it('leaves all else as it was', () => {
    const config = engineConfig();
    expect(withPolicy(config, 'fixed-band', KNOWN)).toEqual(config);
  });

  it.each([
    ['none', 'there is no policy none'],
    ['fixed-band:', ' in fixed-band: is no number for fixed-band'],
    ['fixed-band:0', '0 in fixed-band:0 is no number'],
    ['fixed-band:-1', '-1 in fixed-band:-1 is no number'],
    ['fixed-band:wide', 'is no number'],
    ['fixed-band:0.1h', 'is no number'],
    ['clock:1', '1 in clock:1 is no number for clock'],
    ['clock:1w', 'is no number'],
    ['clock:0.1ms', 'is no number'],
    ['fixed-band:1:2', 'has more than one number'],
  ])('refuses %s and says what to write', (text, message) => {
    expect(() => policies(text)).toThrowError(
      expect.objectContaining({
        message: expect.stringContaining(message),
        remedy:
          'write optimal:0.003, whalley-wilmott:0.003, zakamouline:0.003, fixed-band:0.05, ' +
          'fixed-percentage:0.01, clock:1h or leland:1h',
      }),
    );
  });

  it('names the key that a config lacks the number of', () => {
    expect(() => policies('clock')).toThrowError(
      expect.objectContaining({
        message: 'the config has no every for clock on ETH',
        remedy: expect.stringContaining('write every under hedge.ETH'),
      }),
    );
    expect(() => policies('whalley-wilmott', {})).toThrow('no riskAversion');
  });
});
