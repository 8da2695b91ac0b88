import type { PaperModels, PaperSettings } from '../adapters/paper/settings.ts';
import type { Cash } from '../domain/book.ts';
import type { EngineConfig, ExecutionSettings, Limits, OpeningPosition, Schedule } from '../domain/config.ts';
import type { Currency, Instrument, VenueId } from '../domain/instrument.ts';
import { createRandom, type Random } from '../math/random.ts';
import { fromAtoms, toAtoms } from '../units/rounding.ts';
import { DAY, later, MINUTE, YEAR } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { type Asset, type Common, drawAsset } from './asset.ts';
import { type Chain, chainModels, drawChain, withChain } from './chain.ts';
import { between, chance, logBetween, pick, whole } from './draws.ts';
import { EDITION, type Edition } from './edition.ts';
import { drawMix, type FaultMix } from './faults.ts';
import { drawMargined, HOME, type Margined, RIVAL, withRival } from './margined.ts';
import { drawRoutes, type Routes } from './routes.ts';

/** A world before it begins: everything about it but luck. */
export interface Scenario {
  readonly seed: number;
  readonly mix: FaultMix;
  readonly start: Millis;
  readonly tickMs: number;
  /** Ticks with faults; then they stop. */
  readonly safetyTicks: number;
  readonly barMs: number;
  readonly fundingMs: number;
  /** Of the network, one way. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** How far back a process that begins asks what was traded on its account; absent: to the beginning. */
  readonly lookBackMs?: number;
  readonly checkpointEvery: number;
  /** How often the journal is flushed when no command waits for it: per tick. */
  readonly flushes: number;
  readonly assets: readonly Asset[];
  /** Whether an operator flattens when the faults have stopped, instead of letting everything trade again. */
  readonly endsFlat: boolean;
  readonly engine: EngineConfig;
  readonly venues: readonly PaperSettings[];
  /** The one of the venues that is on a chain. */
  readonly chain?: Chain;
  /** Where venues ask for margin, and protection is from what they do where it is not met. */
  readonly margined?: Margined;
}

/** 2026-01-05T00:00Z. */
const EPOCH = 1_767_571_200_000;

/** Longer than any message is under way; an engine remembers what it has booked for a while, not for ever. */
const LOOK_BACK_MS = 30 * MINUTE;

function drawModels(random: Random): PaperModels {
  const taker = between(random, 0.0001, 0.0006);
  return {
    fee: { taker, maker: between(random, -0.0001, 0.0002) },
    // The network has its own delays, so that the venue's record of what happened is never behind.
    latency: { ms: 0, jitterMs: 0 },
    spread: { half: between(random, 0, 0.0001), impact: chance(random, 0.5) ? 0.3 : 0 },
    participation: pick(random, [1, 0.3, 0.1]),
  };
}

/** Whether orders rest before they take, and are worked over time. */
function drawManner(random: Random, tickMs: number): Pick<ExecutionSettings, 'patienceMs' | 'working'> {
  const patience = chance(random, 0.35) ? { patienceMs: tickMs * pick(random, [5, 20, 60]) } : {};
  if (chance(random, 0.75)) return patience;
  const rate = YEAR / (tickMs * pick(random, [5, 20]));
  const schedule = pick<Schedule>(random, [
    { kind: 'twap' },
    { kind: 'almgren-chriss', urgency: rate },
    { kind: 'obizhaeva-wang', resilience: rate },
  ]);
  const [horizonMs, everyMs] = [tickMs * pick(random, [20, 60]), tickMs * pick(random, [3, 10])];
  return { ...patience, working: { schedule, horizonMs, everyMs } };
}

function drawExecution(random: Random, tickMs: number): ExecutionSettings {
  return {
    maxSlippage: pick(random, [0.001, 0.003, 0.01]),
    orderLifeMs: tickMs * pick(random, [6, 15, 40]),
    ackWithinMs: tickMs * pick(random, [4, 8, 15]),
  };
}

function drawLimits(random: Random, assets: readonly Asset[]): Limits {
  const notional = Math.max(...assets.map(({ price, size }) => price * size));
  return {
    maxOrderNotional: notional * logBetween(random, 0.1, 3),
    maxPositionNotional: notional * logBetween(random, 0.3, 4),
    maxDailyLoss: chance(random, 0.5) ? notional * logBetween(random, 0.001, 0.01) : 1e12,
  };
}

/** Some worlds may turn over only so much within an hour, which is longer than most of them last. */
function drawTurnover(random: Random, assets: readonly Asset[]): Partial<Limits> {
  const notional = Math.max(...assets.map(({ price, size }) => price * size));
  return chance(random, 0.25) ? { maxHourlyTurnover: notional * logBetween(random, 1, 10) } : {};
}

function cashAt(assets: readonly Asset[]): Cash {
  const cash: Record<Currency, ReturnType<typeof toAtoms>> = { USDT: toAtoms(5_000_000, 'nearest') };
  for (const { underlying, size, quotes } of assets)
    if (quotes.some(({ instrument }) => instrument.settle === underlying))
      cash[underlying] = toAtoms(Math.round(2 * size), 'nearest');
  return cash;
}

/** What may be moved between the venues: of each currency that all of them have. */
function routesOf(random: Random, { assets, venueIds }: Trading, tickMs: number): Routes {
  const cash = Object.entries(cashAt(assets)).map(([currency, amount]) => [currency, fromAtoms(amount)]);
  return drawRoutes(random, venueIds, Object.fromEntries(cash), tickMs);
}

function mostOf(moving: Routes | null): Partial<Limits> {
  const most = moving?.maxInTransit ?? null;
  return most === null ? {} : { maxInTransit: most };
}

function instrumentsOf(assets: readonly Asset[]): Instrument[] {
  return assets.flatMap(({ quotes, options }) => [...quotes.map(({ instrument }) => instrument), ...options]);
}

interface Trading {
  readonly assets: readonly Asset[];
  readonly venueIds: readonly VenueId[];
  readonly models: PaperModels;
  readonly seed: number;
  readonly chain: Chain | null;
  readonly margined: Margined | null;
}

function cashIn({ assets, margined }: Trading, venue: VenueId): Cash {
  return margined?.cash[venue] ?? cashAt(assets);
}

function modelsAt({ models, chain }: Trading, venue: VenueId): PaperModels {
  return chain?.venue === venue ? chainModels(models, chain) : models;
}

function venuesOf(trading: Trading): PaperSettings[] {
  const { assets, venueIds, seed } = trading;
  return venueIds.map((venue) => {
    const models = modelsAt(trading, venue);
    const instruments = instrumentsOf(assets).filter((instrument) => instrument.venue === venue);
    const isHere = ({ instrument }: OpeningPosition): boolean =>
      instruments.some(({ id }) => id === instrument);
    const positions = assets.flatMap((asset) => asset.positions).filter(isHere);
    const programmes = assets
      .flatMap((asset) => asset.programmes)
      .filter(({ template }) => template.venue === venue);
    const opening = { cash: cashIn(trading, venue), positions };
    return { venue, seed, models, instruments, opening, programmes };
  });
}

function openingOf(trading: Trading): EngineConfig['opening'] {
  const cash = Object.fromEntries(trading.venueIds.map((id) => [id, cashIn(trading, id)]));
  return { cash, positions: trading.assets.flatMap(({ positions }) => positions) };
}

function engineOf(random: Random, trading: Trading, tickMs: number): EngineConfig {
  const { assets, venueIds, margined } = trading;
  return {
    name: `world ${trading.seed}`,
    reporting: 'USD',
    instruments: instrumentsOf(assets),
    venues: venueIds.map((id) => {
      const { taker, maker } = modelsAt(trading, id).fee;
      const terms = { id, takerFee: taker, makerFee: maker };
      return margined?.cash[id] === undefined ? terms : { ...terms, margin: margined.terms };
    }),
    opening: openingOf(trading),
    profiles: assets.map(({ profile }) => profile),
    limits: drawLimits(random.fork('limits'), assets),
    execution: drawExecution(random.fork('execution'), tickMs),
    forecastHalfLifeMs: tickMs * 200,
    staleAfterMs: tickMs * pick(random, [5, 15, 60]),
    reviewEveryMs: tickMs * pick(random, [40, 120, 300]),
  };
}

/** The world of `seed`: its fault mix is drawn first, then everything else, each part from a stream of its own. */
export function drawScenario(seed: number, edition: Edition = EDITION): Scenario {
  const random = createRandom(seed);
  const mix = drawMix(random.fork('mix'), edition);
  const shape = random.fork('shape');
  const tickMs = pick(shape, [500, 1_000, 2_000]);
  const barMs = tickMs * pick(shape, [10, 30, 60]);
  // Somewhere in a day, on a bar's edge, or shortly before midnight.
  const bars = chance(shape, 0.2) ? -whole(shape, 1, 20) : shape.int(Math.floor(DAY / barMs));
  const start = later(millis(EPOCH), barMs * bars);
  const models = drawModels(random.fork('models'));
  const margining = random.fork('margin');
  const isMargined = edition >= 6 && chance(margining, 0.5);
  const venueIds = chance(shape, 0.3) || isMargined ? ['alpha', HOME] : ['alpha'];
  const common: Common = {
    start,
    tickMs,
    cashVenue: 'alpha',
    perpVenue: venueIds.at(-1) ?? 'alpha',
    takerFee: models.fee.taker,
    participation: models.participation,
  };
  const underlyings = chance(shape, 0.35) ? ['BTC', 'ETH'] : ['BTC'];
  const drawn = underlyings.map((underlying) =>
    drawAsset(random.fork(`asset ${underlying}`), common, underlying),
  );
  const chain = edition < 4 || isMargined ? null : drawChain(random.fork('chain'), drawn, tickMs);
  const chained = chain === null ? drawn : drawn.map((asset) => withChain(asset, chain));
  const assets = isMargined ? chained.map((asset) => withRival(margining, asset)) : chained;
  const margined = isMargined ? drawMargined(margining, assets) : null;
  const others = chain !== null ? [chain.venue] : isMargined ? [RIVAL] : [];
  const here = [...venueIds, ...others];
  const routes = random.fork('routes');
  const isMoving = edition >= 5 && chance(routes, 0.6);
  // Where there is but one venue, money has somewhere else to go.
  const venues = isMoving && here.length === 1 ? [...here, 'vault'] : here;
  const trading = { assets, venueIds: venues, models, seed, chain, margined };
  const engine = engineOf(random.fork('engine'), trading, tickMs);
  const manner = drawManner(random.fork('manner'), tickMs);
  const turnover = drawTurnover(random.fork('turnover'), assets);
  const moving = isMoving ? routesOf(routes, trading, tickMs) : null;
  return {
    seed,
    mix,
    start,
    tickMs,
    safetyTicks: whole(shape, 150, 500),
    barMs,
    fundingMs: tickMs * pick(shape, [60, 200, 400]),
    latencyMs: tickMs * between(shape, 0, 0.6),
    jitterMs: tickMs * between(shape, 0, 1),
    ...(edition >= 5 && { lookBackMs: LOOK_BACK_MS }),
    checkpointEvery: pick(shape, [25, 100, 400]),
    flushes: pick(shape, [1, 0.3, 0.05]),
    assets,
    endsFlat: chance(random.fork('end'), 0.2),
    engine: {
      ...engine,
      limits: edition === 1 ? engine.limits : { ...engine.limits, ...turnover, ...mostOf(moving) },
      ...(moving !== null && { transfers: moving.transfers }),
      ...(margined !== null && { protection: margined.protection }),
      execution: edition < 3 ? engine.execution : { ...engine.execution, ...manner },
    },
    venues: venuesOf(trading),
    ...(chain !== null && { chain }),
    ...(margined !== null && { margined }),
  };
}
