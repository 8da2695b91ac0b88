import { describe, expect, it } from 'vitest';
import { customer } from './deribit-fixture.ts';
import { allows, narrowed, scopeOfKey, scopeText } from './scope.ts';

describe('scopes', () => {
  it('say that a key cannot withdraw', () => {
    expect(scopeText(scopeOfKey(customer('ann')))).toBe(
      'connection mainaccount account:read_write trade:read_write wallet:none block_trade:none',
    );
    expect(scopeText(scopeOfKey(customer('rob', { canWithdraw: true })))).toContain('wallet:read_write');
    expect(scopeText(scopeOfKey(customer('eve', { canTrade: false })))).toContain('trade:read ');
  });

  it('can be narrowed, and never widened', () => {
    const eve = scopeOfKey(customer('eve', { canTrade: false }));
    expect(narrowed(eve, 'trade:read_write wallet:read_write').levels).toEqual(eve.levels);
    const ann = narrowed(scopeOfKey(customer('ann')), 'session:desk trade:read nonsense account:much');
    expect(ann.levels).toMatchObject({ trade: 'read', account: 'read_write' });
    expect(scopeText(ann)).toMatch(/^session:desk /);
    expect(allows(ann, 'trade', 'read')).toBe(true);
    expect(allows(ann, 'trade', 'read_write')).toBe(false);
  });
});
