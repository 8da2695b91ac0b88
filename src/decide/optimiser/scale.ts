/**
 * Puts a programme into units in which its numbers are near 1, so that one tolerance and one step length fit
 * all: deltas, vegas and margins differ by many orders. Units are powers of two, which costs no digit.
 */
import type { Programme } from './programme.ts';
import type { Workspace } from './workspace.ts';

/**
 * The largest power of two that is at most |value|: Rump, Zimmermann, Boldo & Melquiond (2009), BIT 49,
 * "unit in the first place". 0 of 0; `value` must be below 2^970.
 */
export function powerOfTwo(value: number): number {
  const spread = 4503599627370497 * value;
  return Math.abs(spread - spread * (1 - 1.1102230246251565e-16));
}

const FLOOR = 1e-3;

/** Without its unit, a value that nothing bounds would make every number infinite or 0. */
function unitOf(value: number): number {
  return value > 1e-140 && value < 1e140 ? powerOfTwo(value) : 1;
}

/** How large exposure `j` is: as it starts, or at its band's nearer edge if trades can take it there. */
function reachOf(programme: Programme, j: number): number {
  const { exposures, bandLower, bandUpper, effects, lower, upper } = programme;
  const count = exposures.length;
  let edge = Math.min(Math.abs(bandLower[j] as number), Math.abs(bandUpper[j] as number));
  let reach = 0;
  let most = 0;
  for (let i = 0; i < lower.length; i++) {
    const effect = Math.abs(effects[i * count + j] as number);
    if (effect === 0) continue;
    most = Math.max(most, effect);
    reach += effect * Math.max(Math.abs(lower[i] as number), Math.abs(upper[i] as number));
  }
  if (!(edge < reach)) edge = reach;
  if (!(edge < Infinity)) edge = 0;
  return Math.max(Math.abs(exposures[j] as number), edge) || most || 1;
}

/** Money: the risk at the start, or of exposures of the size in play where there is none. */
function moneyOf({ exposures, risk }: Programme, reach: Float64Array): number {
  const k = exposures.length;
  let now = 0;
  let some = 0;
  for (let j = 0; j < k; j++) {
    for (let l = 0; l < j; l++)
      now += 2 * (risk[j * k + l] as number) * (exposures[j] as number) * (exposures[l] as number);
    const own = risk[j * k + j] as number;
    now += own * (exposures[j] as number) * (exposures[j] as number);
    some += own * (reach[j] as number) * (reach[j] as number);
  }
  return Math.max(now, 1e-6 * some);
}

/**
 * Units of trades: what brings about a unit of risk by itself or, with less weight, moves an exposure by all
 * of its size. Writes the sizes of exposures into `gap` on the way.
 */
function chooseUnits(workspace: Workspace, programme: Programme): void {
  const { gap: reach, tradeUnit, linkUnit, links, size } = workspace;
  const { effects, risk, costs, impacts, margins, rows } = programme;
  const k = size.exposures;
  for (let j = 0; j < k; j++) reach[j] = reachOf(programme, j);
  const money = moneyOf(programme, reach);
  let costly = 0;
  linkUnit.fill(0);
  for (let i = 0; i < size.instruments; i++) {
    let square = 0;
    for (let j = 0; j < k; j++) {
      const effect = effects[i * k + j] as number;
      const size = reach[j] as number;
      const own = money > 0 ? (risk[j * k + j] as number) / money : 0;
      square += effect * effect * (own + 1e-3 / (size * size));
    }
    const unit = unitOf(1 / Math.sqrt(square));
    tradeUnit[i] = unit;
    costly += unit * ((costs[i] as number) + (impacts[i] as number) * Math.sqrt(unit));
    for (let j = 0; j < k; j++) raise(linkUnit, j, unit * (effects[i * k + j] as number));
    for (let j = 0; j < size.rows; j++) raise(linkUnit, k + j, unit * (rows[i * size.rows + j] as number));
    raise(linkUnit, links - 1, unit * (margins[i] as number));
  }
  for (let j = 0; j < links; j++) linkUnit[j] = unitOf(linkUnit[j] as number);
  workspace.moneyUnit = unitOf(Math.max(costly / size.instruments, FLOOR * money));
}

function raise(values: Float64Array, at: number, to: number): void {
  const size = Math.abs(to);
  if (size > (values[at] as number)) values[at] = size;
}

function scaleLinks(workspace: Workspace, programme: Programme): void {
  const { links, linkUnit, linkLower, linkUpper, start, risk, moneyUnit, size } = workspace;
  const k = size.exposures;
  for (let j = 0; j < k; j++) {
    const unit = linkUnit[j] as number;
    start[j] = (programme.exposures[j] as number) / unit;
    linkLower[j] = (programme.bandLower[j] as number) / unit;
    linkUpper[j] = (programme.bandUpper[j] as number) / unit;
    for (let l = 0; l <= j; l++) {
      const value = (programme.risk[j * k + l] as number) * (unit / moneyUnit) * (linkUnit[l] as number);
      risk[j * k + l] = value;
      risk[l * k + j] = value;
    }
  }
  for (let j = k; j < links; j++) {
    const limit = j < links - 1 ? (programme.rowLimits[j - k] as number) : programme.marginLimit;
    start[j] = 0;
    linkLower[j] = -Infinity;
    linkUpper[j] = limit / (linkUnit[j] as number);
  }
}

/** Writes `programme` into `workspace`, scaled. */
export function scale(workspace: Workspace, programme: Programme): void {
  chooseUnits(workspace, programme);
  scaleLinks(workspace, programme);
  const { links, linkUnit, tradeUnit, moneyUnit, effects, size } = workspace;
  const { exposures: k, rows } = size;
  workspace.bends = false;
  for (let i = 0; i < size.instruments; i++) {
    const unit = tradeUnit[i] as number;
    const own = i * links;
    for (let j = 0; j < k; j++)
      effects[own + j] = (programme.effects[i * k + j] as number) * (unit / (linkUnit[j] as number));
    for (let j = 0; j < rows; j++)
      effects[own + k + j] = (programme.rows[i * rows + j] as number) * (unit / (linkUnit[k + j] as number));
    effects[own + links - 1] = (programme.margins[i] as number) * (unit / (linkUnit[links - 1] as number));
    workspace.costs[i] = (programme.costs[i] as number) * (unit / moneyUnit);
    workspace.impacts[i] = (programme.impacts[i] as number) * ((unit * Math.sqrt(unit)) / moneyUnit);
    if ((workspace.impacts[i] as number) > 0) workspace.bends = true;
    workspace.lower[i] = (programme.lower[i] as number) / unit;
    workspace.upper[i] = (programme.upper[i] as number) / unit;
  }
}
