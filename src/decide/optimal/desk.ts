import type { Programme } from '../optimiser/programme.ts';
import { type Workspace, workspaceFor } from '../optimiser/workspace.ts';

type Column =
  | 'exposures'
  | 'effects'
  | 'risk'
  | 'costs'
  | 'impacts'
  | 'lower'
  | 'upper'
  | 'bandLower'
  | 'bandUpper'
  | 'margins'
  | 'rows'
  | 'rowLimits';

/** A programme to be filled in, and what it is solved in. */
export interface Desk {
  readonly programme: Readonly<Record<Column, Float64Array>> & { marginLimit: number };
  readonly workspace: Workspace;
  readonly lots: Float64Array;
}

/** One for each size that there has been. What is found on a desk depends on what is put there and on nothing else. */
const desks = new Map<string, Desk>();

function makeDesk(instruments: number, exposures: number): Desk {
  const numbers = (count: number): Float64Array => new Float64Array(count);
  const programme = {
    exposures: numbers(exposures),
    effects: numbers(instruments * exposures),
    risk: numbers(exposures * exposures),
    costs: numbers(instruments),
    impacts: numbers(instruments),
    lower: numbers(instruments),
    upper: numbers(instruments),
    bandLower: numbers(exposures),
    bandUpper: numbers(exposures),
    margins: numbers(instruments),
    rows: numbers(0),
    rowLimits: numbers(0),
    marginLimit: Infinity,
  } satisfies Programme;
  return {
    programme,
    workspace: workspaceFor({ instruments, exposures, rows: 0 }),
    lots: numbers(instruments),
  };
}

/** The desk for a size, as it was left but for `effects`, `risk` and bands: nothing, and no limits. */
export function deskFor(instruments: number, exposures: number): Desk {
  const name = `${instruments}/${exposures}`;
  const desk = desks.get(name) ?? makeDesk(instruments, exposures);
  desks.set(name, desk);
  const { effects, risk, bandLower, bandUpper } = desk.programme;
  effects.fill(0);
  risk.fill(0);
  bandLower.fill(-Infinity);
  bandUpper.fill(Infinity);
  return desk;
}
