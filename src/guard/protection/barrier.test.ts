import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { barOf, lowersRisk, type MarginKnown, passesBar, tradedIn, withTraded } from './barrier.ts';
import { AT_EASE } from './ladder.ts';
import type { AccountWatch } from './protection.ts';
import { guardedOf, marketOf, type Stated } from './protection-fixture.ts';
import type { Stage } from './stage.ts';

function watch(stage: Stage): AccountWatch {
  return {
    ladder: { ...AT_EASE, stage },
    danger: { distance: null, chance: 0, least: 0.25 },
    ...{ because: '', doubt: null, rehedges: [] },
  };
}

/** An account at `v` in a stage. */
function known(stated: Omit<Stated, 'venue'>, stage: Stage = 'calm'): MarginKnown {
  const guarded = guardedOf({ venue: 'v', ...stated });
  return { guarded: [guarded], unknown: ['dark'], watches: { [guarded.id]: watch(stage) } };
}

const BTC = 'BTC-v';

describe('the bar before an account near liquidation', () => {
  it('is down from noNewRisk on, and names the account and the stage', () => {
    expect(barOf(known({ cash: 1_000 }), BTC, 'v')).toBeNull();
    expect(barOf(known({ cash: 1_000 }, 'warn'), BTC, 'v')).toBeNull();
    expect(barOf(known({ cash: 1_000 }, 'noNewRisk'), BTC, 'v')).toBe(
      'v/USDT may take no new risk: noNewRisk',
    );
    expect(barOf(known({ cash: 1_000 }, 'flatten'), BTC, 'v')).toContain('flatten');
  });

  it('is down where nothing is known of the venue, and not there where nothing is asked', () => {
    expect(barOf(known({ cash: 1_000 }), 'X', 'dark')).toBe('the margin of dark is not known');
    expect(barOf(known({ cash: 1_000 }), 'X', 'elsewhere')).toBeNull();
    const unwatched = { ...known({ cash: 1_000 }), watches: {} };
    expect(barOf(unwatched, BTC, 'v')).toBe('v/USDT may take no new risk: not known');
  });

  it('lets pass what brings liquidation further away, and nothing that brings it nearer', () => {
    const short = tradedIn(known({ cash: 8_000, coins: -1 }), BTC);
    expect(lowersRisk(short, 500, true)).toBe(true);
    expect(passesBar(short, 500, true)).toBe(true);
    expect(lowersRisk(short, -500, false)).toBe(false);
    expect(passesBar(short, -500, false)).toBe(false);
  });

  it('does not let one leg of two be closed that stands for the other', () => {
    const margin = known({ cash: 8_000, coins: -2 });
    const [guarded] = margin.guarded;
    const [short] = guarded?.account.holdings ?? [];
    if (guarded === undefined || short === undefined) throw new Error('no account');
    // Another contract on the same coin is long what the first is short.
    const other = { ...short.instrument, id: 'BTC-next' };
    const long = { ...short, instrument: other, lots: lots(2_000), cost: -short.cost };
    const [bracket] = Object.values(guarded.terms.contracts);
    const both = {
      ...guarded,
      account: { ...guarded.account, holdings: [short, long] },
      terms: {
        ...guarded.terms,
        contracts: { ...guarded.terms.contracts, ...(bracket && { 'BTC-next': bracket }) },
      },
      markets: [...guarded.markets, marketOf(other)],
    };
    const legs = { ...margin, guarded: [both] };
    expect(passesBar(tradedIn(legs, 'BTC-next'), -2_000, true)).toBe(false);
    expect(lowersRisk(tradedIn(legs, 'BTC-next'), -2_000, true)).toBe(false);
  });

  it('lets a position be made smaller that no price liquidates', () => {
    const safe = tradedIn(known({ cash: 1_000_000, coins: 1 }), BTC);
    expect(lowersRisk(safe, -500, true)).toBe(false);
    expect(passesBar(safe, -500, true)).toBe(true);
    expect(passesBar(safe, 500, false)).toBe(false);
  });

  it('goes by whether an order only reduces where the account is not known', () => {
    expect(passesBar(undefined, -1, true)).toBe(true);
    expect(passesBar(undefined, -1, false)).toBe(false);
  });

  it('counts what a plan has traded before', () => {
    const before = known({ cash: 8_000, coins: -1 });
    const after = withTraded(before, BTC, lots(400));
    expect(after.guarded[0]?.account.holdings[0]?.lots).toBe(-600);
    expect(before.guarded[0]?.account.holdings[0]?.lots).toBe(-1_000);
    expect(withTraded(before, 'X', lots(1))).toBe(before);
  });
});
