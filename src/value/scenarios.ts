/** P&L of a book over a grid of shocks to spot, vol and time, by revaluing it in full at every one of them. */
import type { PerUnderlying } from '../domain/greeks.ts';
import { addGroup } from './book-pass.ts';
import { ageGroup, type BookTable, WIDTH } from './book-table.ts';
import { otherValue } from './other-rows.ts';

/**
 * The axes of a grid. All underlyings are shocked together.
 *
 * `spots` are relative: at s, an underlying of beta b stands at (1 + b·s) times its price and no lower than 0,
 * in every quote that it has; linear contracts keep what they trade above the index, inverse ones the multiple
 * of it. `vols` are relative too: at v, the vol of each option is (1 + v) times its own, whatever spot does
 * (sticky strike), and no lower than 0. `years` pass in an instant; an option whose expiry they reach is worth
 * its payoff. Interest and the rates between currencies stay as they are.
 */
export interface Shocks {
  readonly spots: readonly number[];
  readonly vols: readonly number[];
  readonly years: readonly number[];
  /** How far an underlying moves for 1 of shock; 1 where nothing is said. */
  readonly betas?: PerUnderlying<number>;
}

export interface ScenarioGrid {
  readonly shocks: Shocks;
  /** Cells of one underlying: by years, then vols, then spots, the last running fastest. */
  readonly cells: number;
  /** P&L against now, in the reporting currency: the cells of each underlying after one another, as listed. */
  pnl: Float64Array;
  /** P&L of all of them together. */
  readonly joint: Float64Array;
  /** How many options had no value in a cell; what is said of it is then of the others. */
  readonly refused: Int32Array;
}

/** Where a grid is at its worst, and what it loses there. */
export interface Worst {
  readonly spot: number;
  readonly vol: number;
  readonly years: number;
  readonly pnl: number;
}

/** An empty grid over `shocks`, for `runScenarios` to fill as often as wanted. */
export function scenarioGrid(shocks: Shocks): ScenarioGrid {
  const cells = shocks.spots.length * shocks.vols.length * shocks.years.length;
  return {
    shocks,
    cells,
    pnl: new Float64Array(0),
    joint: new Float64Array(cells),
    refused: new Int32Array(cells),
  };
}

/** Nine sums, of which the first is read. One grid is filled at a time. */
const sums = new Float64Array(WIDTH);
let refusedOptions = 0;

/** Value of all rows of the underlying at `slot`, in the quote of its index. */
function valueAt(table: BookTable, slot: number, spotScale: number, volScale: number): number {
  const { groups, others } = table;
  sums.fill(0);
  for (let g = 0; g < groups.length; g += 1) {
    const group = groups[g];
    if (group?.slot === slot) refusedOptions += addGroup(table, group, spotScale, volScale, sums, 0);
  }
  let sum = sums[0] ?? 0;
  for (let i = 0; i < others.count; i += 1) {
    if (others.slot[i] !== slot || others.ready[i] === 0) continue;
    sum += otherValue(others, i, spotScale) * (others.inIndexQuote[i] ?? 0);
  }
  return sum;
}

function ageAll(table: BookTable, years: number): void {
  for (const group of table.groups) if (group.ready) ageGroup(table, group, years);
}

/** One layer of a grid, at the time that the table has been aged to: adds the values of each cell into it. */
function fillLayer(table: BookTable, grid: ScenarioGrid, layer: number): void {
  const { spots, vols, betas } = grid.shocks;
  for (let slot = 0; slot < table.underlyings.length; slot += 1) {
    const beta = betas?.[table.underlyings[slot] ?? ''] ?? 1;
    for (let v = 0; v < vols.length; v += 1) {
      for (let s = 0; s < spots.length; s += 1) {
        const cell = (layer * vols.length + v) * spots.length + s;
        refusedOptions = 0;
        const spotScale = Math.max(0, 1 + beta * (spots[s] ?? 0));
        const volScale = Math.max(0, 1 + (vols[v] ?? 0));
        grid.pnl[slot * grid.cells + cell] = valueAt(table, slot, spotScale, volScale);
        grid.refused[cell] = (grid.refused[cell] ?? 0) + refusedOptions;
      }
    }
  }
}

/**
 * Fills `grid` for what `table` holds at the marks that were poured in last; the table is afterwards as it was.
 * No shock at all makes no P&L at all, to the bit. Takes as many passes over the options as there are cells,
 * and one more; allocates when the number of underlyings has changed, and not otherwise.
 */
export function runScenarios(table: BookTable, grid: ScenarioGrid): void {
  const { shocks, cells, joint } = grid;
  const slots = table.underlyings.length;
  if (grid.pnl.length !== slots * cells) grid.pnl = new Float64Array(slots * cells);
  grid.refused.fill(0);
  joint.fill(0);
  for (let layer = 0; layer < shocks.years.length; layer += 1) {
    ageAll(table, shocks.years[layer] ?? 0);
    fillLayer(table, grid, layer);
  }
  ageAll(table, 0);
  for (let slot = 0; slot < slots; slot += 1) {
    const now = valueAt(table, slot, 1, 1);
    const rate = table.indexRate[slot] ?? 0;
    for (let cell = 0; cell < cells; cell += 1) {
      const at = slot * cells + cell;
      const pnl = ((grid.pnl[at] ?? 0) - now) * rate;
      grid.pnl[at] = pnl;
      joint[cell] = (joint[cell] ?? 0) + pnl;
    }
  }
}

/** The first cell that loses most, of the underlying at `slot` or, without one, of all together. */
export function worstOf(grid: ScenarioGrid, slot?: number): Worst | undefined {
  const { spots, vols, years } = grid.shocks;
  const from = (slot ?? 0) * grid.cells;
  const values = slot === undefined ? grid.joint : grid.pnl;
  let worst = 0;
  for (let cell = 1; cell < grid.cells; cell += 1) {
    if ((values[from + cell] ?? 0) < (values[from + worst] ?? 0)) worst = cell;
  }
  const pnl = values[from + worst];
  if (grid.cells === 0 || pnl === undefined) return undefined;
  const spot = spots[worst % spots.length] ?? 0;
  const vol = vols[Math.floor(worst / spots.length) % vols.length] ?? 0;
  return { spot, vol, years: years[Math.floor(worst / (spots.length * vols.length))] ?? 0, pnl };
}
