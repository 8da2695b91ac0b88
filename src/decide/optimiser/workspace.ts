/** The memory of the optimiser: made once for a size, so that a solve allocates nothing. */
import type { Size } from './programme.ts';

/**
 * Limits on sums over instruments stand in one list: the bands of the exposures first, then the rows, then the
 * margin; `links` counts them. All but the first three fields are in the scaled units of `scale.ts`.
 */
export interface Workspace {
  readonly size: Size;
  readonly links: number;
  /** The last answer: x, exactly 0 where nothing is to be traded. */
  readonly trades: Float64Array;
  /**
   * The last answer's multipliers, link by link: what relaxing an upper limit by one would save, negative for a
   * lower limit. With `trades` this is all that a warm start goes by.
   */
  readonly multipliers: Float64Array;
  /** How many linear systems the last answer took. */
  systems: number;

  /** Scaled units in the programme's: of trades, of links, of money. Powers of two. */
  readonly tradeUnit: Float64Array;
  readonly linkUnit: Float64Array;
  moneyUnit: number;
  /** Whether any impact is above 0: the system then changes with the trades. */
  bends: boolean;

  readonly risk: Float64Array;
  /** Instrument by instrument, `links` numbers each; the last is the margin of a unit traded either way. */
  readonly effects: Float64Array;
  readonly costs: Float64Array;
  readonly impacts: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly start: Float64Array;
  readonly linkLower: Float64Array;
  readonly linkUpper: Float64Array;

  /** Where `polish` is: trades, multipliers, sums over instruments, prices of the links, and their pull. */
  readonly x: Float64Array;
  readonly shadow: Float64Array;
  readonly reached: Float64Array;
  readonly price: Float64Array;
  readonly pull: Float64Array;
  /** Which instruments move freely (their sign, else 0), which links are at a limit, and the lists of both. */
  readonly moves: Int8Array;
  readonly holds: Int8Array;
  readonly free: Int32Array;
  readonly held: Int32Array;
  frees: number;
  helds: number;
  readonly factor: Float64Array;
  readonly step: Float64Array;
  readonly product: Float64Array;
  /** How fast sums move along a step. */
  readonly drift: Float64Array;

  /** Where `interior` is: its unknowns, their walls, what these push by. */
  readonly place: Float64Array;
  readonly below: Float64Array;
  readonly above: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly trial: Float64Array;
  /** Its prices of the links: `polish` has its own. */
  readonly quote: Float64Array;
  /** What it lacks, and how all of it gives way. */
  readonly lack: Float64Array;
  readonly gap: Float64Array;
  readonly give: Float64Array;
  readonly right: Float64Array;
  readonly spread: Float64Array;
  readonly system: Float64Array;
  readonly pivots: Int32Array;
  /** Single numbers of both, kept here since numbers handed from function to function are allocated. */
  readonly gauges: Float64Array;
  /** Whether one of its steps gained little. */
  isStuck: boolean;
  /** Its step. */
  readonly move: Float64Array;
  readonly shift: Float64Array;
  readonly quoteShift: Float64Array;
  readonly upShift: Float64Array;
  readonly downShift: Float64Array;
  readonly bentUp: Float64Array;
  readonly bentDown: Float64Array;
}

/**
 * Indices of `gauges`: mean of push times distance; the part of a step that there is room for; what to aim at; and
 * how far `polish` is from the conditions of an optimum.
 */
export const PRESSURE = 0;
export const ROOM = 1;
export const TARGET = 2;
export const RESIDUAL = 3;

/** A workspace for programmes of `size`. */
export function workspaceFor(size: Size): Workspace {
  const { instruments: n, exposures: k } = size;
  const links = k + size.rows + 1;
  const both = n + links;
  const walled = 2 * n + links;
  const numbers = (count: number): Float64Array => new Float64Array(count);
  return {
    size,
    links,
    trades: numbers(n),
    multipliers: numbers(links),
    systems: 0,
    tradeUnit: numbers(n).fill(1),
    linkUnit: numbers(links).fill(1),
    moneyUnit: 1,
    bends: false,
    risk: numbers(k * k),
    effects: numbers(n * links),
    costs: numbers(n),
    impacts: numbers(n),
    lower: numbers(n),
    upper: numbers(n),
    start: numbers(links),
    linkLower: numbers(links),
    linkUpper: numbers(links),
    x: numbers(n),
    shadow: numbers(links),
    reached: numbers(links),
    price: numbers(links),
    pull: numbers(n),
    moves: new Int8Array(n),
    holds: new Int8Array(links),
    free: new Int32Array(n),
    held: new Int32Array(links),
    frees: 0,
    helds: 0,
    factor: numbers(both * both),
    step: numbers(both),
    product: numbers(Math.max(n, links) * links),
    drift: numbers(links),
    place: numbers(walled),
    below: numbers(walled),
    above: numbers(walled),
    up: numbers(walled),
    down: numbers(walled),
    trial: numbers(n),
    quote: numbers(links),
    lack: numbers(walled),
    gap: numbers(links),
    give: numbers(walled),
    right: numbers(walled),
    spread: numbers(links * links),
    system: numbers(4 * links * links),
    pivots: new Int32Array(2 * links),
    gauges: numbers(4),
    isStuck: false,
    move: numbers(2 * links),
    shift: numbers(walled),
    quoteShift: numbers(links),
    upShift: numbers(walled),
    downShift: numbers(walled),
    bentUp: numbers(walled),
    bentDown: numbers(walled),
  };
}
