import type { Level } from '../domain/depth.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Bar, MarketEvent } from '../domain/market.ts';
import type { Random } from '../math/random.ts';
import { toTick } from '../units/rounding.ts';
import { YEAR } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import type { Asset, QuoteModel } from './asset.ts';
import { between, chance, pick } from './draws.ts';
import type { Faults } from './faults.ts';
import type { Scenario } from './scenario.ts';
import { createSpells } from './spells.ts';

/** A mid as it really was. */
export interface TrueMid {
  readonly at: Millis;
  readonly mid: number;
}

/** What prices really do: the venues trade on it, and we are told of it. */
export interface Market {
  /** All that happens at `now`, one tick after the last. */
  step(now: Millis): readonly MarketEvent[];
  /** From now on prices hardly move. */
  calm(): void;
  /** Mids of an instrument, oldest first. */
  mids(instrument: InstrumentId): readonly TrueMid[];
}

const CALM_VOL = 0.02;
const JUMP_CHANCE = 0.01;
const REGIME_CHANCE = 0.005;
const VOL_EVERY_TICKS = 10;
const FUNDING = 0.0003;
/** Where a hedge is chosen by what it costs a year, it is no more than markets pay. */
const FUNDING_A_YEAR = 0.5;
const LEVELS = 4;

interface Path {
  readonly asset: Asset;
  readonly random: Random;
  /** Of what is drawn apart. */
  readonly apart: Random;
  price: number;
  implied: number;
  readonly bars: Map<InstrumentId, { open: number; high: number; low: number; close: number }>;
}

function ladder(model: QuoteModel, best: number, step: number, random: Random): Level[] {
  const { tick } = model.instrument;
  return Array.from({ length: LEVELS }, (_, i) => ({
    price: toTick(best + i * step, tick, 'nearest'),
    size: model.size * between(random, 0.3, 1.5),
  }));
}

function randomOf({ random, apart }: Path, { isApart }: QuoteModel): Random {
  return isApart === true ? apart : random;
}

function quoteEvent(
  path: Path,
  model: QuoteModel,
  basis: number,
  at: Millis,
): { event: MarketEvent; mid: number } {
  const { instrument, half, size } = model;
  const random = randomOf(path, model);
  const { tick } = instrument;
  const centre = path.price * (1 + basis);
  const bid = toTick(centre * (1 - half), tick, 'down');
  const ask = Math.max(toTick(bid + tick, tick, 'nearest'), toTick(centre * (1 + half), tick, 'up'));
  const mid = (bid + ask) / 2;
  if (model.ladder) {
    const step = Math.max(tick, centre * 0.0001);
    const depth = {
      bids: ladder(model, bid, -step, random),
      asks: ladder(model, ask, step, random),
    };
    return { event: { kind: 'depth', instrument: instrument.id, at, depth }, mid };
  }
  const [bidSize, askSize] = [size * random.next(), size * random.next()];
  return { event: { kind: 'quote', instrument: instrument.id, at, bid, ask, bidSize, askSize }, mid };
}

function foldBar(path: Path, id: InstrumentId, mid: number): void {
  const bar = path.bars.get(id);
  if (bar === undefined) path.bars.set(id, { open: mid, high: mid, low: mid, close: mid });
  else path.bars.set(id, { ...bar, high: Math.max(bar.high, mid), low: Math.min(bar.low, mid), close: mid });
}

function closeBars(paths: readonly Path[], at: Millis, intervalMs: number): MarketEvent {
  const bars: Bar[] = [];
  for (const path of paths) {
    for (const [instrument, bar] of path.bars) {
      bars.push({ instrument, start: millis(at - intervalMs), ...bar, volume: path.asset.volume });
      path.bars.set(instrument, { open: bar.close, high: bar.close, low: bar.close, close: bar.close });
    }
  }
  return { kind: 'bars', at, intervalMs, bars };
}

/** The market of `scenario`. */
export function createMarket(scenario: Scenario, faults: Faults, random: Random): Market {
  const { tickMs, barMs, fundingMs, start, margined } = scenario;
  const deviation =
    scenario.chain === undefined ? FUNDING : Math.min(FUNDING, (FUNDING_A_YEAR * fundingMs) / YEAR);
  const regimes = random.fork('regime');
  const rates = random.fork('rate');
  const paths: Path[] = scenario.assets.map((asset) => ({
    asset,
    random: random.fork(asset.underlying),
    apart: random.fork(`${asset.underlying} apart`),
    price: asset.price,
    implied: asset.impliedVol,
    bars: new Map(),
  }));
  const mids = new Map<InstrumentId, TrueMid[]>();
  const gaps = createSpells(faults, 'gap', { least: 5 * tickMs, most: 60 * tickMs, stepMs: tickMs });
  const depegs = createSpells(faults, 'depeg', { least: barMs, most: 5 * barMs, stepMs: barMs });
  let broken = 0;
  const gapOf = new Map<InstrumentId, number>();
  const isPegged = chance(rates, 0.5);
  let peg = 1;
  let stressed = false;
  let calm = false;
  let ticks = 0;
  let intervalMs = fundingMs;

  const move = (path: Path): void => {
    const { asset } = path;
    const vol = calm ? CALM_VOL : stressed ? asset.stressVol : asset.calmVol;
    const moves = vol * Math.sqrt(tickMs / YEAR);
    const jumps = !calm && stressed && chance(path.random, JUMP_CHANCE);
    const jump = jumps ? asset.jumpSize * path.random.normal() : 0;
    path.price *= Math.exp(moves * path.random.normal() + jump);
    if (margined !== undefined && faults.strikes('plunge')) {
      const size = between(faults.of('plunge'), 0.05, 0.2);
      path.price *= chance(faults.of('plunge'), 0.5) ? 1 + size : 1 - size;
    }
    if (!calm)
      path.implied = Math.min(2, Math.max(0.2, path.implied * Math.exp(0.005 * path.random.normal())));
  };

  /** How far an instrument stands from its asset's price, as a fraction. */
  const basisOf = ({ instrument: { id }, basis }: QuoteModel, at: Millis): number => {
    if (gaps.begins(id, at)) {
      const size = between(faults.of('gap'), 0.002, 0.03);
      gapOf.set(id, chance(faults.of('gap'), 0.5) ? size : -size);
    }
    return !calm && gaps.isOn(id, at) ? basis + (gapOf.get(id) ?? 0) : basis;
  };

  /** What of a stablecoin's worth is gone, as a fraction. */
  const brokenBy = (at: Millis): number => {
    if (depegs.begins('USDT', at)) broken = between(faults.of('depeg'), 0.005, 0.1);
    return !calm && depegs.isOn('USDT', at) ? broken : 0;
  };

  /** How long the next interval of funding is. */
  const nextInterval = (): number => {
    if (margined === undefined || !faults.strikes('fundingInterval')) return intervalMs;
    return pick(faults.of('fundingInterval'), [fundingMs / 2, fundingMs, 2 * fundingMs]);
  };

  const quote = (path: Path, at: Millis, events: MarketEvent[]): void => {
    for (const model of path.asset.quotes) {
      const { id } = model.instrument;
      const { event, mid } = quoteEvent(path, model, basisOf(model, at), at);
      events.push(event);
      foldBar(path, id, mid);
      const known = mids.get(id) ?? [];
      known.push({ at, mid });
      mids.set(id, known);
    }
  };

  return {
    step(now) {
      const events: MarketEvent[] = [];
      if (chance(regimes, REGIME_CHANCE)) stressed = !stressed;
      const isBar = (now - start) % barMs === 0;
      const isFunding = ticks > 0 && (now - start) % intervalMs === 0;
      if (!isPegged && !calm) peg *= Math.exp(0.0001 * rates.normal());
      if (ticks === 0 || isBar)
        events.push({ kind: 'rate', currency: 'USDT', at: now, rate: peg * (1 - brokenBy(now)) });
      for (const path of paths) {
        move(path);
        const { underlying } = path.asset;
        if (ticks % VOL_EVERY_TICKS === 0)
          events.push({ kind: 'vol', underlying, at: now, vol: path.implied });
        quote(path, now, events);
        if (isFunding) {
          for (const model of path.asset.quotes) {
            const { instrument } = model;
            if (instrument.kind !== 'perp') continue;
            const rate = deviation * randomOf(path, model).normal();
            events.push({ kind: 'funding', instrument: instrument.id, at: now, rate, intervalMs });
          }
        }
      }
      if (isFunding) intervalMs = nextInterval();
      if (ticks > 0 && isBar) events.push(closeBars(paths, now, barMs));
      ticks += 1;
      return events;
    },
    calm() {
      calm = true;
    },
    mids: (instrument) => mids.get(instrument) ?? [],
  };
}
