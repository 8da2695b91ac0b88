/** The programme that the optimiser solves, and what keeps it from being one. */
import { type Refused, refused } from '../../pricing/refused.ts';
import type { Infeasible, LimitKind } from './outcome.ts';

/**
 * Least ½ yᵀWy + Σ cᵢ|xᵢ| + Σ ηᵢ|xᵢ|^{3/2} over the trades x, where y = g + Gx are the exposures that x leaves,
 * within the limits below. Matrices lie row by row. A limit that is not wanted is infinite.
 */
export interface Programme {
  /** g, one for each exposure, less the profile's target. */
  readonly exposures: ArrayLike<number>;
  /** Gᵀ, instrument by instrument: what one unit of it adds to each exposure. */
  readonly effects: ArrayLike<number>;
  /** W, exposure by exposure: symmetric, no direction of negative risk; only the lower half is read. */
  readonly risk: ArrayLike<number>;
  /** c: half-spread and fees, in money per unit. */
  readonly costs: ArrayLike<number>;
  /** η: of impact, in money per unit to the power 3/2. */
  readonly impacts: ArrayLike<number>;
  /** The trade itself. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** The exposures after the trade. */
  readonly bandLower: ArrayLike<number>;
  readonly bandUpper: ArrayLike<number>;
  /** What a unit traded, either way, takes of the margin. */
  readonly margins: ArrayLike<number>;
  readonly marginLimit: number;
  /** Further limits aᵀx ≤ b: the a's instrument by instrument, as `effects`. */
  readonly rows: ArrayLike<number>;
  readonly rowLimits: ArrayLike<number>;
}

/** How many instruments, exposures and rows a programme has. */
export interface Size {
  readonly instruments: number;
  readonly exposures: number;
  readonly rows: number;
}

/** The first of `values` that is not a number, as a refusal; infinite ones too unless they are limits. */
function notNumbers(field: string, values: ArrayLike<number>, areLimits: boolean): Refused | undefined {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (areLimits ? Number.isNaN(value) : !Number.isFinite(value))
      return refused(`${field}[${i}]`, value, areLimits ? 'a number, or an infinity' : 'a finite number');
  }
  return undefined;
}

function negative(field: string, values: ArrayLike<number>): Refused | undefined {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= 0 && value < Infinity)) return refused(`${field}[${i}]`, value, 'finite, 0 or more');
  }
  return undefined;
}

function wrongLength(field: string, values: ArrayLike<number>, wanted: number): Refused | undefined {
  return values.length === wanted ? undefined : refused(field, values.length, `${wanted} numbers`);
}

function wrongShape(programme: Programme, { instruments, exposures, rows }: Size): Refused | undefined {
  return (
    wrongLength('exposures', programme.exposures, exposures) ??
    wrongLength('effects', programme.effects, instruments * exposures) ??
    wrongLength('risk', programme.risk, exposures * exposures) ??
    wrongLength('costs', programme.costs, instruments) ??
    wrongLength('impacts', programme.impacts, instruments) ??
    wrongLength('lower', programme.lower, instruments) ??
    wrongLength('upper', programme.upper, instruments) ??
    wrongLength('bandLower', programme.bandLower, exposures) ??
    wrongLength('bandUpper', programme.bandUpper, exposures) ??
    wrongLength('margins', programme.margins, instruments) ??
    wrongLength('rows', programme.rows, instruments * rows) ??
    wrongLength('rowLimits', programme.rowLimits, rows)
  );
}

/** Why `programme` is none of `size`: the first field that is not what it should be. Allocates nothing if it is. */
export function refusalOf(programme: Programme, size: Size): Refused | undefined {
  const { marginLimit } = programme;
  return (
    wrongShape(programme, size) ??
    notNumbers('exposures', programme.exposures, false) ??
    notNumbers('effects', programme.effects, false) ??
    notNumbers('risk', programme.risk, false) ??
    negative('costs', programme.costs) ??
    negative('impacts', programme.impacts) ??
    notNumbers('lower', programme.lower, true) ??
    notNumbers('upper', programme.upper, true) ??
    notNumbers('bandLower', programme.bandLower, true) ??
    notNumbers('bandUpper', programme.bandUpper, true) ??
    negative('margins', programme.margins) ??
    notNumbers('rows', programme.rows, false) ??
    notNumbers('rowLimits', programme.rowLimits, true) ??
    (Number.isNaN(marginLimit) ? refused('marginLimit', marginLimit, 'a number, or Infinity') : undefined)
  );
}

function crossed(
  kind: LimitKind,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): Infeasible | undefined {
  for (let index = 0; index < lower.length; index++) {
    const from = lower[index] as number;
    const to = upper[index] as number;
    if (from <= to && from < Infinity && to > -Infinity) continue;
    const limit = { kind, index, side: 'lower' as const };
    return { kind: 'infeasible', limit, shortfall: from - to, conflict: [limit] };
  }
  return undefined;
}

/** A limit of `programme` that nothing can meet, whatever the others are. */
export function contradictionIn(programme: Programme): Infeasible | undefined {
  return (
    crossed('trade', programme.lower, programme.upper) ??
    crossed('exposure', programme.bandLower, programme.bandUpper)
  );
}
