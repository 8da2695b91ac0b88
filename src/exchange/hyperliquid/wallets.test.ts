import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import type { Account } from '../exchange.ts';
import { NOON } from './hyperliquid-fixture.ts';
import { keyOfSecret } from './key.ts';
import { createWallets } from './wallets.ts';

function account(id: string, secret: string): Account {
  return { id, key: id, secret, canTrade: true, canWithdraw: false };
}

const ANN = keyOfSecret('ann');
const AGENTS = [1, 2, 3, 4, 5].map((n) => keyOfSecret(`agent ${n}`).address);

describe('createWallets', () => {
  it('finds accounts by the wallet of their secret, or the one that is given', () => {
    const accounts = [account('ann', 'ann'), account('bob', 'bob'), account('cid', 'cid')];
    const bob = keyOfSecret('somebody else');
    const wallets = createWallets({ accounts: () => accounts }, [
      { account: 'bob', privateKey: bob.privateKey },
      { account: 'cid', address: `0x${'AB'.repeat(20)}` },
    ]);
    expect(wallets.owner(ANN.address)).toBe('ann');
    expect(wallets.owner(bob.address)).toBe('bob');
    expect(wallets.owner(keyOfSecret('bob').address)).toBeUndefined();
    expect(wallets.owner(`0x${'ab'.repeat(20)}`)).toBe('cid');
    expect(wallets.address('ann')).toBe(ANN.address);
    accounts.push(account('dan', 'dan'));
    expect(wallets.owner(keyOfSecret('dan').address)).toBe('dan');
  });

  it('names those without a wallet, who own nothing by it', () => {
    const wallets = createWallets({ accounts: () => [account('ann', '')] });
    const address = wallets.address('the house');
    expect(address).toMatch(/^0x[0-9a-f]{40}$/);
    expect(wallets.address('the house')).toBe(address);
    expect(wallets.address('ann')).not.toBe(address);
    expect(wallets.owner(address)).toBeUndefined();
    expect(wallets.signer(address, NOON)).toBeUndefined();
  });

  it('lets one agent without a name and three with one sign, each for one account', () => {
    const wallets = createWallets({ accounts: () => [account('ann', 'ann'), account('bob', 'bob')] });
    const approve = (n: number, name: string, who = 'ann') =>
      wallets.approve(who, AGENTS[n] ?? '', name, NOON);
    expect([approve(0, ''), approve(1, 'a'), approve(2, 'b'), approve(3, 'c')]).toEqual(
      Array(4).fill(undefined),
    );
    expect(approve(4, 'd')).toMatch(/Too many/);
    expect(approve(1, 'e', 'bob')).toMatch(/already used/);
    expect(wallets.approve('bob', ANN.address, 'x', NOON)).toMatch(/already used/);
    expect(approve(4, 'c')).toBeUndefined();
    expect(wallets.signer(AGENTS[3] ?? '', NOON)).toBeUndefined();
    expect(wallets.signer(AGENTS[4] ?? '', NOON)).toBe('ann');
    expect(wallets.agents('ann', NOON)).toHaveLength(4);
    expect(wallets.agents('bob', NOON)).toEqual([]);
  });

  it('lets agents go in time', () => {
    const wallets = createWallets({ accounts: () => [account('ann', 'ann')] });
    expect(wallets.approve('ann', AGENTS[0] ?? '', `x valid_until ${NOON}`, NOON)).toMatch(/expiration/);
    expect(wallets.approve('ann', AGENTS[0] ?? '', `x valid_until ${NOON + 181 * DAY}`, NOON)).toMatch(
      /expiration/,
    );
    expect(wallets.approve('ann', AGENTS[0] ?? '', 'a name that is too long', NOON)).toMatch(/at most 16/);
    expect(wallets.approve('ann', AGENTS[0] ?? '', `x valid_until ${NOON + DAY}`, NOON)).toBeUndefined();
    expect(wallets.signer(AGENTS[0] ?? '', NOON + DAY - 1)).toBe('ann');
    expect(wallets.signer(AGENTS[0] ?? '', NOON + DAY)).toBeUndefined();
    expect(wallets.agents('ann', NOON + DAY)).toEqual([]);
  });
});
