import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { reopen } from './adl.ts';
import { draftOf } from './danger.ts';
import type { Means } from './moves.ts';
import { NO_PROTECTION, protect } from './protection.ts';
import { AT, guardedOf, inputsOf } from './protection-fixture.ts';

const SHORT = guardedOf({ venue: 'a', cash: 300_000, coins: -10 });
const CHEAP = guardedOf({ venue: 'b', cash: 60_000, cost: 0.0005 });
const DEAR = guardedOf({ venue: 'c', cash: 1_000_000, cost: 0.002 });
const ranked = (rank: number) => ({ ...SHORT, adl: { 'BTC-a': rank } });

function meansOf(accounts: readonly (typeof SHORT)[]): Means {
  const { rule, vols } = inputsOf(accounts);
  const drafts = new Map(accounts.map((each) => [each.id, draftOf(rule, vols, each, AT)]));
  return { rule, vols, drafts, routes: [], transit: [], at: AT };
}

describe('a position that may be deleveraged', () => {
  it('is planned for from the third rank on, over venues, the cheapest first', () => {
    const found = protect(NO_PROTECTION, inputsOf([ranked(3), CHEAP, DEAR]));
    const [plan] = found.state.accounts[SHORT.id]?.rehedges ?? [];
    expect(plan).toMatchObject({ instrument: 'BTC-a', rank: 3, delta: -10 });
    expect(plan?.pieces.map(({ account }) => account)).toEqual(['b/USDT', 'c/USDT']);
    expect(plan?.pieces.reduce((sum, { lots: count }) => sum + count, 0)).toBe(-10_000);
    expect(plan?.lacking).toBeCloseTo(0, 9);
    expect(found.actions).toEqual([]);
    expect(found.alarms.find(({ key }) => key.startsWith('adl/'))).toMatchObject({ state: 'rank 3' });
    expect(protect(NO_PROTECTION, inputsOf([ranked(2), CHEAP])).state.accounts[SHORT.id]?.rehedges).toEqual(
      [],
    );
  });

  it('tells what nobody can take', () => {
    const [plan] = protect(NO_PROTECTION, inputsOf([ranked(4)])).state.accounts[SHORT.id]?.rehedges ?? [];
    expect(plan).toMatchObject({ pieces: [], delta: -10, lacking: -10 });
    expect(plan?.because).toContain('no other account can take it');
  });

  it('is opened again elsewhere once it was taken', () => {
    const gone = guardedOf({ venue: 'a', cash: 300_000, coins: -4 });
    const taken = { account: gone.id, instrument: 'BTC-a', lots: lots(-6_000) };
    const found = reopen(meansOf([gone, CHEAP, DEAR]), taken, () => true);
    expect(found.orders.map(({ account }) => account)).toEqual(['b/USDT', 'c/USDT']);
    expect(found.orders.reduce((sum, order) => sum + order.lots, 0)).toBe(-6_000);
    expect(found.lacking).toBeCloseTo(0, 9);
    const nowhere = reopen(meansOf([gone]), taken, () => true);
    expect(nowhere).toMatchObject({ orders: [], lacking: -6 });
    expect(reopen(meansOf([gone]), { ...taken, instrument: 'none' }, () => true).lacking).toBeNull();
  });
});
