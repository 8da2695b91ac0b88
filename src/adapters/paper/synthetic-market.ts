import { type MarketEvent, mid } from '../../domain/market.ts';
import { createRandom, type Random } from '../../math/random.ts';
import { HOUR, MINUTE } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { type BarBuilder, createBarBuilder } from './bar-builder.ts';
import { nextRegime, occurs, type Regime } from './regime.ts';
import type { SyntheticMarket } from './settings.ts';
import { type AssetPath, createAssetPath, type Step } from './synthetic-asset.ts';
import { optionQuotes } from './synthetic-options.ts';

const FUNDING_MS = 8 * HOUR;

/** The first multiple of `period` after `at`, counted from `origin`. */
function nextMultiple(at: number, period: number, origin: number): number {
  return origin + (Math.floor((at - origin) / period) + 1) * period;
}

function* vols(paths: readonly AssetPath[], at: Millis): Generator<MarketEvent> {
  for (const path of paths) yield { kind: 'vol', underlying: path.asset.underlying, at, vol: path.vol() };
}

function* quotes(
  paths: readonly AssetPath[],
  builders: ReadonlyMap<string, BarBuilder>,
  at: Millis,
  step: Step,
): Generator<MarketEvent> {
  for (const path of paths) {
    for (const { volume, ...quote } of path.step(step)) {
      builders.get(quote.instrument)?.tick(mid(quote), volume);
      yield { kind: 'quote', at, ...quote };
    }
  }
}

/** Quotes options when they are due; each asset's have a stream of their own. */
interface OptionDesk {
  quote(at: Millis): Generator<MarketEvent>;
}

function createDesk(path: AssetPath, start: number, random: Random): OptionDesk {
  const { options } = path.asset;
  let due = start;
  return {
    *quote(at) {
      if (options === undefined || at < due) return;
      due = nextMultiple(at, options.everyMs, 0);
      yield* optionQuotes(options, { price: path.price(), vol: path.vol() }, at, random);
    },
  };
}

function* fundings(paths: readonly AssetPath[], at: Millis): Generator<MarketEvent> {
  for (const path of paths)
    for (const instrument of path.asset.perps)
      yield { kind: 'funding', instrument, at, rate: path.funding(instrument), intervalMs: FUNDING_MS };
}

function* generate(settings: SyntheticMarket): Generator<MarketEvent> {
  const { seed, start, tickMs, barMs, assets, jumpEveryMs, jumpSize } = settings;
  const random = createRandom(seed);
  const regimes = random.fork('regime');
  const moves = random.fork('move');
  const jumps = random.fork('jump');
  const paths = assets.map((asset) => createAssetPath(asset, random.fork(`asset ${asset.underlying}`)));
  const instruments = assets.flatMap((asset) => asset.quotes.map(({ instrument }) => instrument));
  const builders = new Map(instruments.map((id) => [id, createBarBuilder(id)]));
  const desks = paths.map((path) => createDesk(path, start, random.fork(`options ${path.asset.underlying}`)));
  let regime: Regime = 'calm';
  let volDue: number = start;

  yield { kind: 'rate', currency: 'USDT', at: start, rate: 1 };
  for (let at: Millis = start, ms = 0; ; ) {
    regime = nextRegime(regime, ms, settings, regimes);
    const isJump = occurs(ms, jumpEveryMs, jumps) && regime === 'stress';
    const jump = isJump ? { size: jumpSize, move: jumps.normal() } : undefined;
    // The vol of the moment comes first, so that whoever acts on a price finds it known.
    if (at >= volDue) {
      yield* vols(paths, at);
      volDue = nextMultiple(at, MINUTE, 0);
    }
    yield* quotes(paths, builders, at, { ms, regime, move: moves.normal(), jump });
    // After the quotes of their underlyings, which they are made from.
    for (const desk of desks) yield* desk.quote(at);
    if (at > start && at % FUNDING_MS === 0) yield* fundings(paths, at);
    if (at % barMs === 0) {
      const closed = [...builders.values()].map((builder) => builder.close(millis(at - barMs)));
      const bars = closed.filter((bar) => bar !== undefined);
      if (bars.length > 0) yield { kind: 'bars', at, intervalMs: barMs, bars };
    }
    const next = Math.min(
      nextMultiple(at, tickMs, start),
      nextMultiple(at, barMs, 0),
      nextMultiple(at, FUNDING_MS, 0),
    );
    ms = next - at;
    at = millis(next);
  }
}

/**
 * A market without end, in order of time and the same at every iteration: prices that diffuse together,
 * calmly or under stress with jumps; quotes at every tick, at each bar's close and at each funding time;
 * implied vols each minute; options as often as
 * is asked for; whole bars (multiples of `barMs` since 1970) after the quotes of their close.
 */
export function syntheticMarket(settings: SyntheticMarket): Iterable<MarketEvent> {
  return { [Symbol.iterator]: () => generate(settings) };
}
