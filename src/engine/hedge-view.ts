import { type Curve, isSided, regionOf, STRAIGHT } from '../decide/region.ts';
import type { Profile } from '../domain/config.ts';
import { type Greeks, ZERO_GREEKS } from '../domain/greeks.ts';
import type { Currency } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { YEAR } from '../units/time.ts';
import { type Marks, withVols } from '../value/marks.ts';
import { type Valuation, valuate } from '../value/value.ts';
import { costRateOf } from './cost-rate.ts';
import { type ExpectedVol, expectedVolOf, hedgeHorizonOf } from './expected-vol.ts';
import type { Marked } from './ledger.ts';
import { regimeScaleOf } from './regimes.ts';
import type { EngineState } from './state.ts';

/** The book as hedges see it: at the mark vols but for the underlyings that want, and have, another. */
export interface HedgeView {
  readonly kind: 'view';
  /** At the vols that deltas are taken at. */
  readonly marks: Marks;
  readonly greeks: Readonly<Record<Currency, Greeks>>;
  /** What is held of each underlying's hedge instrument adds to its delta. */
  readonly hedges: Readonly<Record<Currency, number>>;
  /** What the rules know of each underlying's options, at the plain vol, and of its regime. */
  readonly curves: Readonly<Record<Currency, Curve>>;
  /** What is expected of vol over the life of each underlying's options. */
  readonly expected: Readonly<Record<Currency, ExpectedVol>>;
  /** The vols among these that were used. */
  readonly forecasts: Readonly<Record<Currency, number>>;
}

function expectedOf(state: EngineState, valuation: Valuation): Record<Currency, ExpectedVol> {
  const expected: Record<Currency, ExpectedVol> = {};
  for (const { underlying } of state.config.profiles) {
    const horizonMs = hedgeHorizonOf(underlying, valuation);
    const vol = expectedVolOf(state, underlying, valuation.at, horizonMs);
    if (vol !== undefined) expected[underlying] = vol;
  }
  return expected;
}

/** The vols that profiles would rather have than those of the marks, where they are ready. */
function forecastsOf(
  state: EngineState,
  expected: Readonly<Record<Currency, ExpectedVol>>,
): Record<Currency, number> {
  const forecasts: Record<Currency, number> = {};
  for (const { underlying, hedgeVol } of state.config.profiles) {
    const found = expected[underlying];
    if (hedgeVol === 'forecast' && found?.ready === true) forecasts[underlying] = found.vol;
  }
  return forecasts;
}

/** The options on one underlying: which way they bend, and how long they do. */
function sidedCurve(profile: Profile, valuation: Valuation, plain: Curve): Curve {
  let [short, long, weighted, weight] = [false, false, 0, 0];
  for (const { underlying, curved, greeks, expiry } of valuation.rows) {
    if (underlying !== profile.underlying || !curved || greeks.gamma === 0) continue;
    if (greeks.gamma < 0) short = true;
    else long = true;
    // Liquidity has gamma and no expiry: rules for options do not know it.
    if (expiry === null) return { ...plain, side: 'mixed' };
    const size = Math.abs(greeks.gamma);
    weight += size;
    weighted += (size * Math.max(0, expiry - valuation.at)) / YEAR;
  }
  if (weight === 0 || (short && long)) return { ...plain, side: 'mixed' };
  return { ...plain, side: short ? 'short' : 'long', years: weighted / weight };
}

/** A profile without a ratio has no use for the delta of its hedge, and is spared the search. */
function hedgesOf(state: EngineState, { rows }: Valuation): Record<Currency, number> {
  const hedges: Record<Currency, number> = {};
  for (const { underlying, hedge, targetDelta } of state.config.profiles) {
    if (typeof targetDelta === 'number') continue;
    hedges[underlying] = rows.find(({ id }) => id === hedge)?.greeks.delta ?? 0;
  }
  return hedges;
}

function curvesOf(state: EngineState, valuation: Valuation, marks: Marks): Record<Currency, Curve> {
  const curves: Record<Currency, Curve> = {};
  for (const profile of state.config.profiles) {
    const { underlying, policy, rate } = profile;
    const { gamma } = valuation.greeks[underlying] ?? ZERO_GREEKS;
    const { side, years } = STRAIGHT;
    const plain: Curve = { gamma, side, years, vol: marks.vols[underlying] ?? 0, rate };
    const curve = isSided(policy) ? sidedCurve(profile, valuation, plain) : plain;
    const scale = regimeScaleOf(state, profile, valuation.at);
    curves[underlying] = scale === undefined ? curve : { ...curve, scale };
  }
  return curves;
}

/** The vols at which a policy wants deltas taken that are not those of `marks`. */
function adjustedVols(
  state: EngineState,
  marks: Marks,
  curves: Readonly<Record<Currency, Curve>>,
  quotes: MarketSnapshot['quotes'],
): Record<Currency, number> {
  const vols: Record<Currency, number> = {};
  for (const profile of state.config.profiles) {
    const { underlying, policy } = profile;
    const vol = marks.vols[underlying];
    if (!isSided(policy) || vol === undefined) continue;
    const costRate = costRateOf(state, profile, quotes);
    const price = marks.index[underlying] ?? 0;
    const { volMultiplier } = regionOf(policy, curves[underlying] ?? STRAIGHT, price, costRate);
    if (volMultiplier !== 1) vols[underlying] = vol * volMultiplier;
  }
  return vols;
}

/**
 * `marked` as the profiles want to hedge it: at most one valuation more for forecasts, and one for rules that take
 * deltas at a vol of their own.
 */
export function hedgeViewOf(
  state: EngineState,
  marked: Marked,
  quotes: MarketSnapshot['quotes'],
  kernel: Kernel,
): HedgeView {
  const { book, instruments } = state;
  let { marks, valuation } = marked;
  const expected = expectedOf(state, valuation);
  let forecasts = forecastsOf(state, expected);
  if (Object.keys(forecasts).length > 0) {
    const foreseen = withVols(marks, forecasts);
    const at = valuate(book, instruments, foreseen, kernel);
    if (at.kind === 'valuation') [marks, valuation] = [foreseen, at];
    else forecasts = {};
  }
  const curves = curvesOf(state, valuation, marks);
  const adjusted = adjustedVols(state, marks, curves, quotes);
  if (Object.keys(adjusted).length > 0) {
    const centred = withVols(marks, adjusted);
    const at = valuate(book, instruments, centred, kernel);
    if (at.kind === 'valuation') [marks, valuation] = [centred, at];
  }
  return {
    kind: 'view',
    marks,
    greeks: valuation.greeks,
    hedges: hedgesOf(state, valuation),
    curves,
    expected,
    forecasts,
  };
}
