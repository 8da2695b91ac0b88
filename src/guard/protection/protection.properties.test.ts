/** What must hold whatever the accounts are, and that what breaks it is noticed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { later, MINUTE } from '../../units/time.ts';
import { lots } from '../../units/units.ts';
import { afterTrade, type Guarded, type Market } from './account.ts';
import type { Action } from './action.ts';
import { draftOf, isHealthy, redrafted, withMore } from './danger.ts';
import { lowersLiquidationRisk } from './nearness.ts';
import {
  NO_PROTECTION,
  type Protected,
  type Protection,
  type ProtectionInputs,
  protect,
} from './protection.ts';
import { AT, guardedOf, inputsOf, routeOf } from './protection-fixture.ts';
import { gravityOf, stageAsked } from './stage.ts';

const VENUES = ['a', 'b', 'c', 'home'];

const guarded = (venue: string) =>
  fc
    .record({
      cash: fc.double({ min: 0, max: 600_000, noNaN: true }),
      coins: venue === 'home' ? fc.constant(0) : fc.integer({ min: -10, max: 10 }),
      ether: venue === 'home' ? fc.constant(0) : fc.constantFrom(0, 0, -4, 5),
      isOpen: fc.constantFrom(true, true, true, false),
      isStale: fc.constantFrom(false, false, false, true),
      toldLess: fc.constantFrom(0, 0, 0.005, 0.2),
    })
    .map(({ cash, coins, ether, isOpen, isStale, toldLess }): Guarded => {
      const made = guardedOf({ venue, cash, coins, ether });
      const told = made.told === null ? null : { ...made.told, equity: made.told.equity * (1 - toldLess) };
      return { ...made, told, isOpen, at: isStale ? later(AT, -60 * MINUTE) : AT };
    });

const situation = fc
  .record({
    accounts: fc.tuple(...VENUES.map(guarded)),
    routes: fc.subarray(
      VENUES.flatMap((from) => VENUES.flatMap((to) => (from === to ? [] : [routeOf(from, to)]))),
    ),
    vol: fc.double({ min: 0, max: 4, noNaN: true }),
  })
  .map(({ accounts, routes, vol }) => inputsOf(accounts, routes, { vols: { BTC: vol, ETH: vol } }));

function marketOf({ accounts }: ProtectionInputs, account: string, instrument: string): Market | undefined {
  const found = accounts.find(({ id }) => id === account);
  return found?.markets.find((market) => market.instrument.id === instrument);
}

/** What is wrong with `found`, as an answer to `inputs` from nothing. */
function faultsOf(inputs: ProtectionInputs, found: Protected): readonly string[] {
  const { rule, vols, routes, at } = inputs;
  const faults: string[] = [];
  const drafts = new Map(inputs.accounts.map((each) => [each.id, draftOf(rule, vols, each, at)]));
  for (const action of found.actions) {
    if (action.kind === 'transfer') {
      const route = routes.find(({ id }) => id === action.route);
      if (route?.from !== action.from || route.to !== action.to) faults.push('off the list');
      const source = drafts.get(action.from);
      const left = source && withMore(rule, vols, source, action.currency, -action.amount);
      if (left === undefined || source?.doubt !== null || !isHealthy(rule, left))
        faults.push('source is worse off');
      if (!(action.amount >= (route?.minimum ?? Infinity))) faults.push('below the minimum');
      if (left !== undefined) drafts.set(action.from, left);
      continue;
    }
    const draft = drafts.get(action.account);
    const market = marketOf(inputs, action.account, action.instrument);
    if (draft === undefined || market === undefined) faults.push('no such market');
    else {
      if (!draft.guarded.isOpen) faults.push('the venue is out');
      const after = redrafted(rule, vols, draft, afterTrade(draft.account, market, lots(action.lots)));
      const isFlattened = found.state.accounts[action.account]?.ladder.stage === 'flatten';
      const isSafer = lowersLiquidationRisk(draft.nearness, after?.nearness ?? null, action.reduceOnly);
      if (action.reduceOnly && !isFlattened && !isSafer) faults.push('brings liquidation nearer');
      if (!action.reduceOnly && (after === undefined || !isHealthy(rule, after)))
        faults.push('target is worse off');
      const held =
        draft.account.holdings.find(({ instrument }) => instrument.id === action.instrument)?.lots ?? 0;
      const isLess = held !== 0 && held > 0 !== action.lots > 0 && Math.abs(action.lots) <= Math.abs(held);
      if (action.reduceOnly && !isLess) faults.push('reduces nothing');
      if (after !== undefined) drafts.set(action.account, after);
    }
  }
  for (const each of inputs.accounts) {
    const stage = found.state.accounts[each.id]?.ladder.stage ?? 'calm';
    const { doubt, danger } = draftOf(rule, vols, each, at);
    if (doubt !== null && gravityOf(stage) < gravityOf('noNewRisk')) faults.push('unknown and at ease');
    if (gravityOf(stage) < gravityOf(stageAsked(rule, danger).asked)) faults.push('below what is asked');
  }
  return faults;
}

const changed = (found: Protected, change: (action: Action) => Action): Protected => ({
  ...found,
  actions: found.actions.map(change),
});

describe('protection, whatever the accounts', () => {
  it('keeps to the list, to what sources can spare and to what is safer', () => {
    fc.assert(
      fc.property(situation, (inputs) => {
        expect(faultsOf(inputs, protect(NO_PROTECTION, inputs))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves each shifted delta what it was', () => {
    fc.assert(
      fc.property(situation, (inputs) => {
        const { actions } = protect(NO_PROTECTION, inputs);
        const sums = new Map<string, number>();
        for (const action of actions)
          if (action.kind === 'order' && action.pair !== null)
            sums.set(action.pair, (sums.get(action.pair) ?? 0) + action.lots);
        // All lots here are a thousandth of a coin, so pairs may not leave one.
        for (const sum of sums.values()) expect(sum).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('answers the same from a state that was written down and read again', () => {
    fc.assert(
      fc.property(situation, situation, fc.integer({ min: 0, max: 90 }), (one, other, minutes) => {
        const { state } = protect(NO_PROTECTION, one);
        const read = JSON.parse(JSON.stringify(state)) as Protection;
        expect(read).toEqual(state);
        const next = { ...other, at: later(AT, minutes * MINUTE) };
        expect(JSON.stringify(protect(read, next))).toBe(JSON.stringify(protect(state, next)));
      }),
      { numRuns: 60 },
    );
  });

  it('asks for nothing once what it asked for is done', () => {
    const weak = guardedOf({ venue: 'a', cash: 100_000, coins: -10 });
    const inputs = inputsOf([weak, guardedOf({ venue: 'b', cash: 40_000 })]);
    const { actions, state } = protect(NO_PROTECTION, inputs);
    expect(actions.length).toBeGreaterThan(1);
    const after = inputs.accounts.map((each): Guarded => {
      let { account } = each;
      for (const action of actions) {
        const market = action.kind === 'order' ? marketOf(inputs, each.id, action.instrument) : undefined;
        if (action.kind === 'order' && action.account === each.id && market !== undefined)
          account = afterTrade(account, market, action.lots);
      }
      return { ...each, account, told: null };
    });
    expect(protect(state, { ...inputs, accounts: after }).actions).toEqual([]);
  });
});

describe('faults that are planted', () => {
  const weak = guardedOf({ venue: 'a', cash: 100_000, coins: -10 });
  const home = guardedOf({ venue: 'home', cash: 25_000 });
  const inputs = inputsOf([weak, { ...home, markets: [] }], [routeOf('home', 'a')]);
  const good = protect(NO_PROTECTION, inputs);

  it('are not there without', () => {
    expect(faultsOf(inputs, good)).toEqual([]);
    expect(good.actions.map(({ kind }) => kind)).toEqual(['transfer', 'order']);
  });

  it.each<[string, Protected, string]>([
    [
      'another route',
      changed(good, (each) => (each.kind === 'transfer' ? { ...each, to: 'b/USDT' } : each)),
      'off the list',
    ],
    [
      'all that a source has, and more',
      changed(good, (each) =>
        each.kind === 'transfer' ? { ...each, amount: 70_000, from: 'a/USDT', route: 'home→a' } : each,
      ),
      'source is worse off',
    ],
    [
      'the other side',
      changed(good, (each) => (each.kind === 'order' ? { ...each, lots: lots(-each.lots) } : each)),
      'brings liquidation nearer',
    ],
    [
      'more than is held',
      changed(good, (each) => (each.kind === 'order' ? { ...each, lots: lots(3 * 10_000) } : each)),
      'reduces nothing',
    ],
    ['a stage that was forgotten', { ...good, state: NO_PROTECTION }, 'below what is asked'],
  ])('%s', (_what, planted, fault) => {
    expect(faultsOf(inputs, planted)).toContain(fault);
  });
});
