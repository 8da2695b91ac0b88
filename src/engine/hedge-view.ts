import { type Curve, isSided, regionOf, STRAIGHT } from '../decide/region.ts';
import type { Profile } from '../domain/config.ts';
import { type Greeks, ZERO_GREEKS } from '../domain/greeks.ts';
import type { Currency } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { YEAR } from '../units/time.ts';
import { type Columns, columnsOf } from '../value/columns.ts';
import { type Marks, withVols } from '../value/marks.ts';
import { type SmileDelta, smileDeltaOf } from '../value/smile-deltas.ts';
import { costRateOf } from './cost-rate.ts';
import { type ExpectedVol, expectedVolOf, hedgeHorizonOf, PLAIN_HORIZON } from './expected-vol.ts';
import type { Marked } from './ledger.ts';
import { regimeScaleOf } from './regimes.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

/** The book as hedges see it: at the mark vols but for the underlyings that want, and have, another. */
export interface HedgeView {
  readonly kind: 'view';
  /** At the vols that deltas are taken at. */
  readonly marks: Marks;
  readonly greeks: Readonly<Record<Currency, Greeks>>;
  /** What is held of what each underlying's delta is traded with adds to it. */
  readonly hedges: Readonly<Record<Currency, number>>;
  /** What the rules know of each underlying's options, at the plain vol, and of its regime. */
  readonly curves: Readonly<Record<Currency, Curve>>;
  /** What is expected of vol over the life of each underlying's options. */
  readonly expected: Readonly<Record<Currency, ExpectedVol>>;
  /** The vols among these that were used. */
  readonly forecasts: Readonly<Record<Currency, number>>;
  /** What the smile has added to the deltas in `greeks`, of the profiles that want it to. */
  readonly smiles: Readonly<Record<Currency, SmileDelta>>;
}

function expectedOf(state: EngineState, valuation: Columns): Record<Currency, ExpectedVol> {
  const expected: Record<Currency, ExpectedVol> = {};
  for (const { underlying } of state.config.profiles) {
    // Only the forecaster knows of horizons.
    const isForecaster = state.config.forecastModel === 'har';
    const horizonMs = isForecaster ? hedgeHorizonOf(underlying, valuation) : PLAIN_HORIZON;
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
function sidedCurve(profile: Profile, { layout, pairs, gamma, at }: Columns, plain: Curve): Curve {
  const { pair, curved, expiry } = layout;
  let short = false;
  let long = false;
  let weighted = 0;
  let weight = 0;
  for (let row = 0; row < pair.length; row += 1) {
    const bend = gamma[row] ?? 0;
    const { underlying } = pairs[pair[row] ?? 0] ?? { underlying: null };
    if (underlying !== profile.underlying || curved[row] !== 1 || bend === 0) continue;
    if (bend < 0) short = true;
    else long = true;
    // Liquidity has gamma and no expiry: rules for options do not know it.
    const ends = expiry[row] ?? Infinity;
    if (ends === Infinity) return { ...plain, side: 'mixed' };
    const size = Math.abs(bend);
    weight += size;
    weighted += (size * Math.max(0, ends - at)) / YEAR;
  }
  if (weight === 0 || (short && long)) return { ...plain, side: 'mixed' };
  return { ...plain, side: short ? 'short' : 'long', years: weighted / weight };
}

/** A profile without a ratio or a floor has no use for the delta of its hedge, and is spared the search. */
function hedgesOf(state: EngineState, { layout, delta }: Columns): Record<Currency, number> {
  const hedges: Record<Currency, number> = {};
  for (const profile of state.config.profiles) {
    const { underlying, targetDelta, floor } = profile;
    if (typeof targetDelta === 'number' && floor === undefined) continue;
    hedges[underlying] = waysOf(profile).reduce((sum, id) => sum + (delta[layout.ids.indexOf(id)] ?? 0), 0);
  }
  return hedges;
}

/** The plain vol of an underlying; where it has none, the optimiser takes that of the moves to come. */
function curveVol({ policy, underlying }: Profile, marks: Marks, expected: HedgeView['expected']): number {
  const vol = marks.vols[underlying];
  return vol ?? (policy.kind === 'optimal' ? (expected[underlying]?.vol ?? 0) : 0);
}

function curvesOf(
  state: EngineState,
  valuation: Columns,
  marks: Marks,
  expected: HedgeView['expected'],
): Record<Currency, Curve> {
  const curves: Record<Currency, Curve> = {};
  for (const profile of state.config.profiles) {
    const { underlying, policy, rate } = profile;
    const { gamma } = valuation.greeks[underlying] ?? ZERO_GREEKS;
    const { side, years } = STRAIGHT;
    const plain: Curve = { gamma, side, years, vol: curveVol(profile, marks, expected), rate };
    const curve = isSided(policy) ? sidedCurve(profile, valuation, plain) : plain;
    const scale = regimeScaleOf(state, profile, valuation.at);
    curves[underlying] = scale === undefined ? curve : { ...curve, scale };
  }
  return curves;
}

function smilesOf(state: EngineState, valuation: Columns, marks: Marks): Record<Currency, SmileDelta> {
  const smiles: Record<Currency, SmileDelta> = {};
  for (const { underlying, deltaRule } of state.config.profiles) {
    if (deltaRule === undefined || deltaRule === 'black-scholes') continue;
    smiles[underlying] = smileDeltaOf(valuation, marks, underlying, deltaRule);
  }
  return smiles;
}

/** `greeks` with what the smile adds to delta. */
function withSmiles(greeks: HedgeView['greeks'], smiles: HedgeView['smiles']): HedgeView['greeks'] {
  const names = Object.keys(smiles);
  if (names.length === 0) return greeks;
  const adjusted = { ...greeks };
  for (const underlying of names) {
    const plain = greeks[underlying] ?? ZERO_GREEKS;
    adjusted[underlying] = { ...plain, delta: plain.delta + (smiles[underlying]?.added ?? 0) };
  }
  return adjusted;
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
  let { marks, valuation } = marked;
  const { layout } = valuation;
  const expected = expectedOf(state, valuation);
  let forecasts = forecastsOf(state, expected);
  if (Object.keys(forecasts).length > 0) {
    const foreseen = withVols(marks, forecasts);
    const at = columnsOf(layout, foreseen, kernel);
    if (at.kind === 'valuation') [marks, valuation] = [foreseen, at];
    else forecasts = {};
  }
  const curves = curvesOf(state, valuation, marks, expected);
  const adjusted = adjustedVols(state, marks, curves, quotes);
  if (Object.keys(adjusted).length > 0) {
    const centred = withVols(marks, adjusted);
    const at = columnsOf(layout, centred, kernel);
    if (at.kind === 'valuation') [marks, valuation] = [centred, at];
  }
  const smiles = smilesOf(state, valuation, marks);
  return {
    kind: 'view',
    marks,
    greeks: withSmiles(valuation.greeks, smiles),
    hedges: hedgesOf(state, valuation),
    curves,
    expected,
    forecasts,
    smiles,
  };
}
