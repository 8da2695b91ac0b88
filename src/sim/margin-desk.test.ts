import { describe, expect, it } from 'vitest';
import { atoms } from '../units/units.ts';
import { SOUND } from './host.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { faultsOf, mixOf } from './sim-fixture.ts';
import { createWorld, type World } from './world.ts';

/** A world with margin and nothing that goes wrong, whose one account holds many times what is in it from the start. */
function marginedScenario(): Scenario {
  for (let seed = 1; ; seed += 1) {
    const scenario = drawScenario(seed, 6);
    const isHeld = scenario.engine.opening.positions.some(({ instrument }) => instrument === 'BTC-PERP');
    const [asset, ...others] = scenario.assets;
    const margin = Number(scenario.margined?.cash.beta?.USDT ?? 0n) / 1e8;
    if (
      asset !== undefined &&
      others.length === 0 &&
      isHeld &&
      margin > 0 &&
      margin < 0.15 * asset.size * asset.price
    )
      return { ...scenario, mix: mixOf(), latencyMs: 0, jitterMs: 0 };
  }
}

const SCENARIO = marginedScenario();

function worldOf(faults: Parameters<typeof faultsOf>[0], change: Partial<Scenario> = {}) {
  const told: string[] = [];
  const world = createWorld({
    ...{ scenario: { ...SCENARIO, ...change }, composition: SOUND, faults: faultsOf(faults) },
    ...{ isUnattended: true, log: (_at: number, text: string) => told.push(text) },
  });
  return { world, told };
}

function pass(world: World, ticks: number): void {
  for (let i = 0; i < ticks; i += 1) world.tick();
}

const ACCOUNT = 'beta/USDT';

describe('venues that ask for margin', () => {
  it('tell what they have, and no word of it is doubted', () => {
    const { world } = worldOf({});
    pass(world, 200);
    const { state } = world.witness;
    const [own] = world.witness.desk.accounts();
    expect(state?.venueMargin?.beta?.margin.USDT?.equity).toBeCloseTo(own?.account.cash ?? 0, -6);
    expect(state?.raised ?? {}).not.toHaveProperty(`margin/${ACCOUNT}`);
  });

  it('tell a wrong margin, which is doubted', () => {
    const { world, told } = worldOf({ wrongMargin: 1 });
    pass(world, 500);
    expect(told.some((text) => text.includes('tells a wrong'))).toBe(true);
    const alarms = told.filter((text) => /own and venue’s margin differ/.test(text));
    expect(alarms.length).toBeGreaterThan(0);
  });

  it('fall silent, which is doubted once it has lasted', () => {
    const { world, told } = worldOf({});
    pass(world, 100);
    expect(told.some((text) => /what the venue says is/.test(text))).toBe(false);
    const { world: silent, told: heard } = worldOf({ silentMargin: 0.05 });
    pass(silent, 1_000);
    expect(heard.some((text) => /what the venue says is \d+ s old/.test(text))).toBe(true);
  });

  it('take a winning position away', () => {
    const { world, told } = worldOf({ deleverage: 0.05 });
    pass(world, 300);
    expect(told.some((text) => text.includes('deleverages our'))).toBe(true);
  });

  it('liquidate what does not meet its margin, at once and all of it', () => {
    const cash = { USDT: atoms(-(10n ** 14n)) };
    const venues = SCENARIO.venues.map((venue) =>
      venue.venue === 'beta' ? { ...venue, opening: { ...venue.opening, cash } } : venue,
    );
    const { opening } = SCENARIO.engine;
    const engine = { ...SCENARIO.engine, opening: { ...opening, cash: { ...opening.cash, beta: cash } } };
    const { world, told } = worldOf({}, { venues, engine });
    pass(world, 1);
    expect(told.some((text) => text.includes('beta liquidates our USDT'))).toBe(true);
    expect(world.witness.desk.liquidations).toMatchObject([{ venue: 'beta', unit: 'USDT' }]);
    const left = world.witness.desk.accounts().find(({ venue }) => venue === 'beta');
    expect(left?.account.held).toEqual([]);
  });
});
