/**
 * For one European option (Black-Scholes, no yield), ranges over a box of the ten derivatives that remain
 * when value and delta are expanded with the Greeks of a kernel; see `taylor.ts` for why it is these.
 *
 * With w = σ√T, d = ln(S/K)/w + rT/w + w/2 and Hₙ = Heₙ(d)·φ(d), differentiating Φ(d) and φ(d) gives
 *
 *   ∂³V/∂S³   = −(H₁ + wH₀) / (Sw)²
 *   ∂⁴V/∂S⁴   = (H₂ + 3wH₁ + 2w²H₀) / (Sw)³
 *   ∂Γ/∂T     = (H₂ − wH₁) / (2TSw) − rH₁ / (Sw²)
 *   ∂Γ/∂σ     = (H₂ − wH₁) / (Swσ)
 *   ∂²Δ/∂T²   = (2wH₂ − H₃ − w²H₁) / 4T² + r(H₂ − wH₁) / (wT) − r²H₁ / w²
 *   ∂²Δ/∂T∂σ  = (2wH₂ − H₃ − (2 + w²)H₁ + 2wH₀) / (2Tσ) + r(H₂ − wH₁) / (wσ)
 *   ∂²Δ/∂σ²   = (2wH₂ − H₃ − (1 + w²)H₁ + wH₀) / σ²
 *   ∂²V/∂T²   = Sw(H₂ − wH₁) / 4T² − rSH₁ / T + r²SH₀ / w − r²Ke^(−rT)·(Φ(d − w), of a put less 1)
 *   ∂²V/∂T∂σ  = S√T((H₂ + 2H₀ − wH₁) / 2T − rH₁ / w)
 *   ∂³V/∂σ³   = S√T(H₄ − 2wH₃ + (3 + w²)H₂ − 3wH₁) / σ²
 *
 * and each is bounded term by term: Hₙ by its exact range over the values of d in the box, the rest by its ends.
 * ∂⁴V/∂S⁴ ranges over the whole box, the others over its times and vols at the spot it stands around.
 */
import { addProducts, d1Range, HERMITE, hermiteRanges } from './interval.ts';

/** The ten, in the order in which their sums are kept. */
export const REMAINDERS = [
  'speed',
  'fourth',
  'gammaT',
  'gammaVol',
  'deltaTT',
  'deltaTVol',
  'deltaVolVol',
  'valueTT',
  'valueTVol',
  'valueVolVolVol',
] as const;

/** How far the market may move. `spot` is relative and below 1; `years` pass; `vol` is absolute; none is negative. */
export interface Box {
  readonly spot: number;
  readonly years: number;
  readonly vol: number;
}

/** One option, in its own quote, and the market it stands in. Filled anew for each row. */
export interface OptionRow {
  sign: number;
  strike: number;
  spot: number;
  years: number;
  vol: number;
  rate: number;
}

/** The ten ranges of one base unit of an option. */
export interface Ranges {
  /** The low and the high end of each in turn. */
  readonly ends: Float64Array;
  /** What float64 may have done to a computed value, delta and gamma of it. */
  valueNoise: number;
  deltaNoise: number;
  gammaNoise: number;
}

/** Empty ranges to be written to. */
export function ranges(): Ranges {
  return { ends: new Float64Array(2 * REMAINDERS.length), valueNoise: 0, deltaNoise: 0, gammaNoise: 0 };
}

const NOISE = 32 * Number.EPSILON;
/** Far above the densities at which a kernel takes an option for worthless, and far below any that matters. */
const UNSEEN = 1e-280;
/** Of vol · √years; below it an option is its payoff to most of float64's digits. */
const CERTAIN = 1e-8;

// What is being worked on: intervals, of which Hₙ and what each is multiplied with are in the order of n.
const xw = new Float64Array(4);
const d1 = new Float64Array(2);
const h = new Float64Array(2 * HERMITE);
const by = new Float64Array(2 * HERMITE);
const factor = new Float64Array(2);

/** Sets what Hₙ is multiplied with next. */
function set(n: number, lo: number, hi: number): void {
  by[2 * n] = lo;
  by[2 * n + 1] = hi;
}

/** Adds [lo, hi] times what has been set to the range at `i`. */
function add(into: Ranges, i: number, lo: number, hi: number): void {
  factor[0] = lo;
  factor[1] = hi;
  addProducts(into.ends, 2 * i, factor, by, h, HERMITE);
}

/**
 * Writes the ten ranges of `row` over `box` into `into`. False where they have none: where expiry or a vol of
 * nothing lies within the box, or spot, strike or vol are next to nothing already.
 */
export function rangesOf(row: OptionRow, box: Box, into: Ranges): boolean {
  const { spot, strike, rate } = row;
  const tLo = row.years - box.years;
  const sLo = row.vol - box.vol;
  if (!(tLo > 0 && sLo > 0 && spot > 0 && strike > 0)) return false;
  const tHi = row.years;
  const sHi = row.vol + box.vol;
  const wLo = sLo * Math.sqrt(tLo);
  const wHi = sHi * Math.sqrt(tHi);
  if (!(wLo > CERTAIN)) return false;
  const x = Math.log(spot / strike);
  const xLo = x + Math.min(rate * tLo, rate * tHi);
  const xHi = x + Math.max(rate * tLo, rate * tHi);
  into.ends.fill(0);

  xw[0] = xLo + Math.log1p(-box.spot);
  xw[1] = xHi + Math.log1p(box.spot);
  xw[2] = wLo;
  xw[3] = wHi;
  d1Range(d1, xw);
  hermiteRanges(h, d1, 2);
  noiseOf(row, wLo, h[1] ?? 0, into);
  const swLo = spot * (1 - box.spot) * wLo;
  const swHi = spot * (1 + box.spot) * wHi;
  by.fill(0);
  set(2, 1, 1);
  set(1, 3 * wLo, 3 * wHi);
  set(0, 2 * wLo * wLo, 2 * wHi * wHi);
  add(into, 1, 1 / (swHi * swHi * swHi), 1 / (swLo * swLo * swLo));

  xw[0] = xLo;
  xw[1] = xHi;
  d1Range(d1, xw);
  hermiteRanges(h, d1, HERMITE - 1);
  by.fill(0);
  set(1, -1, -1);
  set(0, -wHi, -wLo);
  add(into, 0, 1 / (spot * wHi * (spot * wHi)), 1 / (spot * wLo * (spot * wLo)));
  times(row, tLo, sLo, wLo, wHi, sHi, into);
  deltas(row, tLo, sLo, wLo, wHi, sHi, into);
  values(row, tLo, sLo, wLo, wHi, sHi, into);
  let width = 0;
  for (let i = 0; i < into.ends.length; i += 1) width += Math.abs(into.ends[i] ?? 0);
  return width < Infinity;
}

/** What computing with a density of up to `most` may lose, `d1` being its range. */
function noiseOf(row: OptionRow, wLo: number, most: number, into: Ranges): void {
  const density = most + UNSEEN;
  // Moneyness is made of logarithms that may be far larger than itself.
  const logs = Math.abs(Math.log(row.spot)) + Math.abs(Math.log(row.strike));
  const blur = 1 + (1 + logs + Math.abs(row.rate * row.years)) / wLo;
  const owed = row.strike * Math.max(1, Math.exp(-row.rate * row.years));
  into.valueNoise = NOISE * (row.spot + owed);
  into.deltaNoise = NOISE * (1 + density * blur);
  const farthest = 1 + Math.max(Math.abs(d1[0] ?? 0), Math.abs(d1[1] ?? 0));
  into.gammaNoise = (NOISE * density * blur * farthest) / (row.spot * wLo);
}

type Part = (
  row: OptionRow,
  tLo: number,
  sLo: number,
  wLo: number,
  wHi: number,
  sHi: number,
  into: Ranges,
) => void;

/** What has H₂ − wH₁ in it, and then what has H₁ beside it. */
const times: Part = ({ spot, years: tHi, rate }, tLo, sLo, wLo, wHi, sHi, into) => {
  by.fill(0);
  set(2, 1, 1);
  set(1, -wHi, -wLo);
  add(into, 2, 1 / (2 * tHi * spot * wHi), 1 / (2 * tLo * spot * wLo));
  add(into, 3, 1 / (spot * wHi * sHi), 1 / (spot * wLo * sLo));
  add(into, 4, rate / (wHi * tHi), rate / (wLo * tLo));
  add(into, 5, rate / (wHi * sHi), rate / (wLo * sLo));
  add(into, 7, (spot * wLo) / (4 * tHi * tHi), (spot * wHi) / (4 * tLo * tLo));
  by.fill(0);
  set(1, -1, -1);
  add(into, 2, rate / (spot * wHi * wHi), rate / (spot * wLo * wLo));
  add(into, 4, (rate * rate) / (wHi * wHi), (rate * rate) / (wLo * wLo));
  add(into, 7, (rate * spot) / tHi, (rate * spot) / tLo);
  const root = spot * Math.sqrt(tHi);
  add(into, 8, (rate * spot * Math.sqrt(tLo)) / wHi, (rate * root) / wLo);
};

/** What remains of the second derivatives of delta: 2wH₂ − H₃ and more. */
const deltas: Part = ({ years: tHi }, tLo, sLo, wLo, wHi, sHi, into) => {
  by.fill(0);
  set(3, -1, -1);
  set(2, 2 * wLo, 2 * wHi);
  set(1, -wHi * wHi, -wLo * wLo);
  add(into, 4, 1 / (4 * tHi * tHi), 1 / (4 * tLo * tLo));
  set(1, -1 - wHi * wHi, -1 - wLo * wLo);
  set(0, wLo, wHi);
  add(into, 6, 1 / (sHi * sHi), 1 / (sLo * sLo));
  set(1, -2 - wHi * wHi, -2 - wLo * wLo);
  set(0, 2 * wLo, 2 * wHi);
  add(into, 5, 1 / (2 * tHi * sHi), 1 / (2 * tLo * sLo));
};

/** What remains of the derivatives of value. */
const values: Part = (row, tLo, sLo, wLo, wHi, sHi, into) => {
  const { spot, strike, years: tHi, rate, sign } = row;
  const rootLo = spot * Math.sqrt(tLo);
  const rootHi = spot * Math.sqrt(tHi);
  by.fill(0);
  set(0, 1, 1);
  add(into, 7, (rate * rate * spot) / wHi, (rate * rate * spot) / wLo);
  set(0, 2, 2);
  set(1, -wHi, -wLo);
  set(2, 1, 1);
  add(into, 8, rootLo / (2 * tHi), rootHi / (2 * tLo));
  set(0, 0, 0);
  set(1, -3 * wHi, -3 * wLo);
  set(2, 3 + wLo * wLo, 3 + wHi * wHi);
  set(3, -2 * wHi, -2 * wLo);
  set(4, 1, 1);
  add(into, 9, rootLo / (sHi * sHi), rootHi / (sLo * sLo));
  const owed = rate * rate * strike * Math.max(Math.exp(-rate * tLo), Math.exp(-rate * tHi));
  const at = 14 + (sign > 0 ? 0 : 1);
  into.ends[at] = (into.ends[at] ?? 0) - sign * owed * (1 + NOISE);
};
