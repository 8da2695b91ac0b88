/**
 * The fifteen pains that users of hedging programs tell of most, each played in a small world that is led into exactly
 * that situation. The world is that of the seeds, checkers and all, but its faults come when a script says.
 */

import type { Instrument, Option } from '../../domain/instrument.ts';
import type { Outcome } from '../../engine/state.ts';
import { createRandom } from '../../math/random.ts';
import { toAtoms } from '../../units/rounding.ts';
import { HOUR, later, MINUTE } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import type { Asset } from '../asset.ts';
import { type Chain, chainModels } from '../chain.ts';
import { FAULTS, type Fault, type Faults } from '../faults.ts';
import { type Composition, SOUND } from '../host.ts';
import type { Scenario } from '../scenario.ts';
import { comeToRest } from '../sim.ts';
import { plainScenario } from '../sim-fixture.ts';
import type { TrueOrder } from '../truth.ts';
import { createWorld, type World } from '../world.ts';

/** At which of its opportunities, counted from 1, each fault strikes. */
export type Script = Partial<Record<Fault, (opportunity: number) => boolean>>;

export const always = (): boolean => true;
export const only =
  (...times: readonly number[]) =>
  (opportunity: number): boolean =>
    times.includes(opportunity);

function scripted(script: Script): Faults {
  const random = createRandom('pains');
  const draws = new Map(FAULTS.map((fault) => [fault, random.fork(fault)]));
  const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  const seen = { ...counts };
  let stopped = false;
  return {
    strikes(fault) {
      seen[fault] += 1;
      const struck = !stopped && (script[fault]?.(seen[fault]) ?? false);
      if (struck) counts[fault] += 1;
      return struck;
    },
    of: (fault) => draws.get(fault) ?? random,
    stop() {
      stopped = true;
    },
    counts,
    troubles: 0,
  };
}

/** What may be different from a long coin of spot that is hedged with a perp, at one venue and a price of 60,000. */
export interface Scene {
  readonly asset?: Partial<Asset>;
  readonly engine?: Partial<Scenario['engine']>;
  readonly limits?: Partial<Scenario['engine']['limits']>;
  /** Held from the start: lots by instrument. */
  readonly held?: Readonly<Record<string, number>>;
  readonly listed?: readonly Instrument[];
  readonly script?: Script;
  readonly composition?: Composition;
  /** From tick to tick. */
  readonly tickMs?: number;
  /** Whether the hedge is traded in a pool on a chain, with a block at every tick. */
  readonly isOnChain?: boolean;
}

const PRICE = 60_000;

const CALL: Option = {
  ...{ kind: 'option', id: 'C', type: 'call', venue: 'alpha', base: 'BTC', quote: 'USDT', settle: 'USDT' },
  ...{ inverse: false, tick: 0.01, lot: 0.1, multiplier: 1, strike: PRICE },
  expiry: later(plainScenario().start, 3 * HOUR),
};

/** Three blocks make a swap final, and each costs three dollars of gas. */
function chainAt(tickMs: number): Chain {
  const linear = { base: 'BTC', quote: 'USDT', settle: 'USDT', inverse: false } as const;
  const grid = { tick: 0.1, lot: 0.001, multiplier: 1 };
  const instrument = { kind: 'perp', id: 'BTC-POOL', venue: 'chain', ...linear, ...grid } as const;
  const quote = { instrument, half: 0.0001, basis: 0, ladder: false, size: 100 };
  return {
    venue: 'chain',
    instrument,
    quote,
    blockMs: tickMs,
    confirmations: 3,
    gas: 3,
    reserve: 1e5,
    lpFee: 5e-4,
  };
}

/** `scenario` where its hedge trades on a chain instead. */
function onChain(scenario: Scenario): Scenario {
  const chain = chainAt(scenario.tickMs);
  const { engine } = scenario;
  const [asset] = scenario.assets;
  const [venue] = scenario.venues;
  if (asset === undefined || venue === undefined) return scenario;
  const profile = { ...asset.profile, hedge: chain.instrument.id };
  const opening = { cash: venue.opening.cash, positions: [] };
  const models = chainModels(venue.models, chain);
  const there = {
    ...venue,
    venue: chain.venue,
    models,
    instruments: [chain.instrument],
    opening,
    programmes: [],
  };
  return {
    ...{ ...scenario, chain, assets: [{ ...asset, profile, quotes: [...asset.quotes, chain.quote] }] },
    venues: [venue, there],
    engine: {
      ...{ ...engine, instruments: [...engine.instruments, chain.instrument], profiles: [profile] },
      venues: [...engine.venues, { id: chain.venue, takerFee: chain.lpFee, makerFee: chain.lpFee }],
      opening: { ...engine.opening, cash: { ...engine.opening.cash, [chain.venue]: opening.cash } },
    },
  };
}

/** Two short calls near their expiry in a market that moves far more than they were sold for. */
export const WILD: Scene = { listed: [CALL], held: { C: -20 }, asset: { calmVol: 3, stressVol: 3 } };

function sceneOf({
  asset: change,
  engine,
  limits,
  held = { 'BTC-SPOT': 10_000 },
  listed = [],
  tickMs = 1_000,
}: Scene) {
  const plain = plainScenario();
  const [drawn] = plain.assets;
  const [venue] = plain.venues;
  if (drawn === undefined || venue === undefined)
    throw new Error('a plain scenario has an asset and a venue');
  const quotes = drawn.quotes.map((quote) => ({
    ...quote,
    half: 0.0001,
    basis: 0,
    ladder: false,
    size: 100,
  }));
  const positions = Object.entries(held).map(([instrument, count]) => ({
    ...{ instrument, lots: lots(count) },
    averageEntry: listed.some(({ id, kind }) => id === instrument && kind === 'lp') ? 1 : PRICE,
  }));
  const profile = {
    ...drawn.profile,
    ...{ index: 'BTC-SPOT', hedge: 'BTC-PERP', targetDelta: 0, rate: 0 },
    hedgeVol: 'mark' as const,
    policy: { kind: 'fixed-band', halfWidth: 0.05 } as const,
    markVol: { kind: 'stated', vol: 0.6 } as const,
  };
  const asset: Asset = {
    ...{ ...drawn, price: PRICE, calmVol: 0.02, stressVol: 0.02, jumpSize: 0, size: 1, volume: 1e6, quotes },
    ...{ options: [], positions, programmes: [], profile, ...change },
  };
  const instruments = [...asset.quotes.map(({ instrument }) => instrument), ...asset.options, ...listed];
  const opening = { cash: { USDT: toAtoms(5_000_000, 'nearest') }, positions };
  const models = {
    ...venue.models,
    fee: { taker: 0.0005, maker: 0 },
    spread: { half: 0, impact: 0 },
    participation: 1,
  };
  const scenario: Scenario = {
    ...{
      ...plain,
      tickMs,
      safetyTicks: 0,
      barMs: 30 * tickMs,
      fundingMs: 60 * tickMs,
      checkpointEvery: 40,
      flushes: 1,
    },
    assets: [asset],
    venues: [{ ...venue, models, instruments, opening, programmes: asset.programmes }],
    engine: {
      ...{ ...plain.engine, instruments, profiles: [asset.profile] },
      venues: [{ id: venue.venue, takerFee: 0.0005, makerFee: 0 }],
      opening: { cash: { [venue.venue]: opening.cash }, positions },
      limits: { maxOrderNotional: 1e6, maxPositionNotional: 2e6, maxDailyLoss: 1e9, ...limits },
      execution: { maxSlippage: 0.003, orderLifeMs: 15 * tickMs, ackWithinMs: 4 * tickMs },
      ...{ staleAfterMs: 20 * tickMs, reviewEveryMs: 2 * MINUTE, ...engine },
    },
  };
  return scenario;
}

/** A scene under way. */
export interface Stage {
  readonly world: World;
  /** What has happened, line by line. */
  readonly story: readonly string[];
  play(ticks: number): void;
  /** No more faults: plays until all is at rest. Throws where anything is wrong, or never comes to rest. */
  rest(): void;
  /** Lots that venues truly hold for us. */
  held(instrument?: string): number;
  orders(): readonly TrueOrder[];
  /** What operators were told. */
  alarms(): readonly string[];
  readonly now: Millis;
}

export function stage(scene: Scene = {}): Stage {
  const scenario = scene.isOnChain === true ? onChain(sceneOf(scene)) : sceneOf(scene);
  const story: string[] = [];
  const faults = scripted(scene.script ?? {});
  const log = (at: Millis, text: string): void => {
    story.push(`${(at - scenario.start) / 1_000} ${text}`);
  };
  const world = createWorld({
    scenario,
    composition: scene.composition ?? SOUND,
    faults,
    isUnattended: true,
    log,
  });
  const { witness, venues } = world;
  return {
    world,
    story,
    play(ticks) {
      for (let i = 0; i < ticks; i += 1) world.tick();
    },
    rest() {
      world.heal();
      comeToRest(world, scenario);
    },
    held: (instrument = 'BTC-PERP') =>
      venues.reduce((sum, venue) => sum + (venue.truth().positions[instrument] ?? 0), 0),
    orders: () => [...witness.truth.orders.values()],
    alarms: () =>
      witness.entries.flatMap(({ outcome }) => ((outcome as Outcome).alarms ?? []).map(({ text }) => text)),
    get now() {
      return witness.now;
    },
  };
}
