import { describe, expect, it } from 'vitest';
import { lots } from '../units/units.ts';
import { distanceOf, type Held, isDue, type MarginedAccount, standingOf, survives } from './margin.ts';
import { drawScenario } from './scenario.ts';

const contracts = {
  'BTC-PERP': { tiers: [{ fromNotional: 0, initial: 0.05, maintenance: 0.02 }], leverage: 10 },
  'BTC-USD': { tiers: [{ fromNotional: 0, initial: 0.05, maintenance: 0.02 }], leverage: 10 },
};

function listed(id: string) {
  for (let seed = 1; ; seed += 1)
    for (const { quotes } of drawScenario(seed, 3).assets)
      for (const { instrument } of quotes) if (instrument.id === id) return instrument;
}

function held(id: string, count: number, entry: number, mark: number): Held {
  return { instrument: listed(id), lots: lots(count), entry, mark };
}

describe('an account at a venue', () => {
  it('has what it was given and what it has gained, and is asked for its brackets', () => {
    // A coin bought at 50,000 that stands at 60,000.
    const account: MarginedAccount = { held: [held('BTC-PERP', 1_000, 50_000, 60_000)], cash: 2_000 };
    expect(standingOf(account, contracts)).toEqual({ equity: 12_000, initial: 6_000, maintenance: 1_200 });
    expect(isDue(account, contracts)).toBe(false);
  });

  it('is paid in coin for a contract in coin', () => {
    // 60,000 dollars sold at 50,000 that stand at 60,000: 1.2 coins are owed, and 1 would do.
    const account: MarginedAccount = { held: [held('BTC-USD', -6_000, 50_000, 60_000)], cash: 0.5 };
    const { equity, initial, maintenance } = standingOf(account, contracts);
    expect(equity).toBeCloseTo(0.3, 12);
    expect(initial).toBeCloseTo(0.1, 12);
    expect(maintenance).toBeCloseTo(0.02, 12);
  });

  it('is as far from its end as its formula says', () => {
    // 5,000 + 50,000 · (f − 1) = 0.02 · 50,000 · f, so that f = 45,000 / 49,000.
    const account: MarginedAccount = { held: [held('BTC-PERP', 1_000, 50_000, 50_000)], cash: 5_000 };
    const distance = 1 - 45 / 49;
    expect(distanceOf(account, contracts)).toBeCloseTo(distance, 3);
    expect(survives(account, contracts, distance - 0.001)).toBe(true);
    expect(survives(account, contracts, distance + 0.001)).toBe(false);
  });

  it('has no end where nothing is held, and has come to it where it is due', () => {
    expect(distanceOf({ held: [], cash: -1 }, contracts)).toBe(Infinity);
    const due: MarginedAccount = { held: [held('BTC-PERP', 1_000, 50_000, 50_000)], cash: 999 };
    expect(isDue(due, contracts)).toBe(true);
    expect(distanceOf(due, contracts)).toBe(0);
  });
});
