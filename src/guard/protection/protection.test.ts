import { describe, expect, it } from 'vitest';
import { later, MINUTE } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import type { Guarded } from './account.ts';
import type { OrderAction, TransferAction } from './action.ts';
import { draftOf } from './danger.ts';
import { mayAddRisk, NO_PROTECTION, type Protection, protect, transferEnded } from './protection.ts';
import { AT, guardedOf, inputsOf, routeOf } from './protection-fixture.ts';
import { gravityOf, PROTECTION_RULE } from './stage.ts';

/** Five times its collateral: liquidation is about a fifth away, and more than a quarter is to be kept. */
const WEAK = guardedOf({ venue: 'weak', cash: 100_000, coins: -10 });
const RICH = guardedOf({ venue: 'rich', cash: 1_000_000 });
const HOME = guardedOf({ venue: 'home', cash: 100_000 });

const transfersOf = (protectedAs: ReturnType<typeof protect>) =>
  protectedAs.actions.filter((action): action is TransferAction => action.kind === 'transfer');
const ordersOf = (protectedAs: ReturnType<typeof protect>) =>
  protectedAs.actions.filter((action): action is OrderAction => action.kind === 'order');
const stageOf = (state: Protection, { id }: Guarded) => state.accounts[id]?.ladder.stage;
const told = (guarded: Guarded, at: Millis): Guarded => ({ ...guarded, at });

describe('protection', () => {
  it('leaves alone what is far from liquidation', () => {
    const safe = guardedOf({ venue: 'safe', cash: 300_000, coins: -10 });
    const { actions, state, alarms } = protect(
      NO_PROTECTION,
      inputsOf([safe, RICH], [routeOf('rich', 'safe')]),
    );
    expect(actions).toEqual([]);
    expect(stageOf(state, safe)).toBe('calm');
    expect(mayAddRisk(state, safe.id)).toBe(true);
    expect(alarms.every((alarm) => alarm.state === null)).toBe(true);
  });

  it('moves collateral first, as much as brings the distance back', () => {
    const little = guardedOf({ venue: 'weak', cash: 135_000, coins: -10 });
    const found = protect(NO_PROTECTION, inputsOf([little, RICH, HOME], [routeOf('home', 'weak')]));
    expect(found.actions).toHaveLength(1);
    const [transfer] = transfersOf(found);
    expect(transfer).toMatchObject({ from: 'home/USDT', to: 'weak/USDT', route: 'home→weak' });
    const more = guardedOf({ venue: 'weak', cash: 135_000 + (transfer?.amount ?? 0) - 2, coins: -10 });
    const { distance, least } = draftOf(PROTECTION_RULE, { BTC: 0.6 }, more, AT).danger;
    expect(distance).toBeCloseTo(1.25 * least, 3);
    expect(stageOf(found.state, WEAK)).toBe('moveCollateral');
    expect(mayAddRisk(found.state, WEAK.id)).toBe(false);
    expect(transfer?.because).toContain('away');
  });

  it('does not send again what is on its way, and sends anew by another route once it is overdue', () => {
    const routes = [routeOf('home', 'weak'), routeOf('rich', 'weak', { fee: 20 })];
    const accounts = [WEAK, RICH, HOME].map((each) => ({ ...each, markets: [] }));
    const first = protect(NO_PROTECTION, inputsOf(accounts, routes));
    expect(transfersOf(first)).toHaveLength(1);
    const now = later(AT, 10 * MINUTE);
    const waiting = protect(first.state, {
      ...inputsOf(
        accounts.map((each) => told(each, now)),
        routes,
      ),
      at: now,
    });
    expect(transfersOf(waiting)).toEqual([]);
    const late = later(AT, 41 * MINUTE);
    const again = protect(waiting.state, {
      ...inputsOf(
        accounts.map((each) => told(each, late)),
        routes,
      ),
      at: late,
    });
    expect(transfersOf(again).map(({ route }) => route)).toEqual(['rich→weak']);
    expect(again.alarms.find(({ key }) => key.startsWith('transfer/'))).toMatchObject({ state: 'overdue' });
    expect(again.state.transit).toHaveLength(2);
    expect(transferEnded(again.state, 1).transit.map(({ id }) => id)).toEqual([2]);
  });

  it('shifts what cannot be covered to a healthier venue, delta for delta', () => {
    const found = protect(NO_PROTECTION, inputsOf([WEAK, RICH]));
    const orders = ordersOf(found);
    expect(orders.map(({ account }) => account)).toEqual(['rich/USDT', 'weak/USDT']);
    expect(orders.reduce((sum, order) => sum + order.lots, 0)).toBe(0);
    expect(orders[0]?.lots).toBeLessThan(0);
    expect(orders.map(({ reduceOnly }) => reduceOnly)).toEqual([false, true]);
    expect(new Set(orders.map(({ pair }) => pair)).size).toBe(1);
    expect(stageOf(found.state, WEAK)).toBe('shift');
  });

  it('takes the venue at which it is cheapest', () => {
    const dear = guardedOf({ venue: 'dear', cash: 1_000_000, cost: 0.01 });
    const found = ordersOf(protect(NO_PROTECTION, inputsOf([WEAK, dear, RICH])));
    expect(found.map(({ account }) => account)).toEqual(['rich/USDT', 'weak/USDT']);
  });

  it('reduces what nobody else can take', () => {
    const found = protect(NO_PROTECTION, inputsOf([WEAK]));
    const [order] = ordersOf(found);
    expect(found.actions).toHaveLength(1);
    expect(order).toMatchObject({ account: 'weak/USDT', reduceOnly: true });
    expect(order?.lots).toBeGreaterThan(0);
    expect(order?.lots).toBeLessThan(10_000);
    expect(stageOf(found.state, WEAK)).toBe('reduce');
  });

  it('closes all where liquidation is at hand, and opens elsewhere what it can', () => {
    const last = guardedOf({ venue: 'weak', cash: 10_000, coins: -10 });
    const alone = ordersOf(protect(NO_PROTECTION, inputsOf([last])));
    expect(alone.map(({ lots: count }) => count)).toEqual([lots(10_000)]);
    const both = ordersOf(protect(NO_PROTECTION, inputsOf([last, RICH])));
    expect(both.map(({ account, lots: count }) => [account, count])).toEqual([
      ['rich/USDT', -10_000],
      ['weak/USDT', 10_000],
    ]);
  });

  it('sends no orders where some are on their way or the venue is out', () => {
    for (const change of [{ isBusy: true }, { isOpen: false }])
      expect(ordersOf(protect(NO_PROTECTION, inputsOf([{ ...WEAK, ...change }, RICH])))).toEqual([]);
  });

  it('waits longer for money the calmer it is', () => {
    const routes = [routeOf('home', 'weak')];
    const near = guardedOf({ venue: 'weak', cash: 75_000, coins: -10 });
    const asked = (guarded: Guarded) =>
      protect(NO_PROTECTION, inputsOf([guarded, guardedOf({ venue: 'home', cash: 500_000 })], routes));
    const little = guardedOf({ venue: 'weak', cash: 130_000, coins: -10 });
    expect(ordersOf(asked(little))).toEqual([]);
    expect(ordersOf(asked(near))).not.toEqual([]);
    expect(transfersOf(asked(near))).toHaveLength(1);
  });
});

describe('what is not known well enough', () => {
  const safe = guardedOf({ venue: 'safe', cash: 300_000, coins: -10 });
  const terms = { ...safe.terms, contracts: {} };
  it.each<[string, Partial<Guarded>, object]>([
    ['a stale venue', { at: later(AT, -10 * MINUTE) }, {}],
    ['a silent venue', { told: null }, {}],
    [
      'a venue that says another margin',
      { told: { equity: 290_000, initial: 25_000, maintenance: 2_500 } },
      {},
    ],
    ['an unknown tier table', { terms }, {}],
    ['no volatility', {}, { vols: {} }],
  ])('%s is never calm, and alarms', (_what, change, more) => {
    const { state, alarms } = protect(NO_PROTECTION, inputsOf([{ ...safe, ...change }], [], more));
    expect(gravityOf(stageOf(state, safe) ?? 'calm')).toBeGreaterThanOrEqual(gravityOf('noNewRisk'));
    expect(mayAddRisk(state, safe.id)).toBe(false);
    expect(alarms.find(({ key }) => key === 'margin/safe/USDT')).toMatchObject({
      ...{ severity: 'critical', state: 'doubt' },
    });
    expect(state.accounts[safe.id]?.doubt).not.toBeNull();
  });

  it('gives no collateral and takes no hedge', () => {
    const stale = { ...RICH, at: later(AT, -10 * MINUTE) };
    const found = protect(NO_PROTECTION, inputsOf([WEAK, stale], [routeOf('rich', 'weak')]));
    expect(found.actions.every(({ kind }) => kind === 'order')).toBe(true);
    expect(ordersOf(found).every(({ account }) => account === 'weak/USDT')).toBe(true);
  });

  it('acts on the worse of two margins', () => {
    const worse = { equity: 30_000, initial: 25_000, maintenance: 2_500 };
    const found = ordersOf(protect(NO_PROTECTION, inputsOf([{ ...safe, told: worse }])));
    expect(found).toHaveLength(1);
    expect(found[0]?.lots).toBeGreaterThan(5_000);
  });

  it('gets out by what the venue says where own margin is not known', () => {
    const blind = { ...safe, terms, told: { equity: 60_000, initial: 25_000, maintenance: 2_500 } };
    const found = ordersOf(protect(NO_PROTECTION, inputsOf([blind])));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ reduceOnly: true });
    expect(found[0]?.lots).toBeGreaterThan(5_000);
  });

  it('knows nothing of an account that it was not told of', () => {
    expect(mayAddRisk(NO_PROTECTION, 'elsewhere/USDT')).toBe(false);
  });
});
