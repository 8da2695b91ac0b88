import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import { type Atoms, atoms, type Lots, lots } from '../units/units.ts';
import { countOf, decimalOf, nearestUnits, type Step, stepOf } from './decimal.ts';
import { stringOf } from './fields.ts';

/** An instrument of ours and what it is called there, with the grids of its wire. */
export interface Traded {
  readonly instrument: Instrument;
  readonly symbol: string;
  readonly tick: Step;
  /** One lot as an amount: USD for inverse perpetuals and futures, coins for all else. */
  readonly lot: Step;
}

export interface Symbols {
  readonly all: readonly Traded[];
  byId(id: InstrumentId): Traded | undefined;
  bySymbol(symbol: string): Traded | undefined;
}

const ATOM_DECIMALS = 8;

/** Our instruments by both names; where `named` says nothing, the id is the symbol. */
export function symbolsOf(
  instruments: readonly Instrument[],
  named: Readonly<Record<InstrumentId, string>>,
): Symbols {
  const all = instruments.map((instrument): Traded => {
    // A float product may carry noise in its last places; no venue lists that many digits.
    const amount = Number((instrument.lot * instrument.multiplier).toPrecision(12));
    return {
      instrument,
      symbol: named[instrument.id] ?? instrument.id,
      tick: stepOf(instrument.tick),
      lot: stepOf(amount),
    };
  });
  const byId = new Map(all.map((traded) => [traded.instrument.id, traded]));
  const bySymbol = new Map(all.map((traded) => [traded.symbol, traded]));
  return { all, byId: (id) => byId.get(id), bySymbol: (symbol) => bySymbol.get(symbol) };
}

/** An amount of the wire in lots, a decimal or a number; undefined where it is no whole number of them. */
export function lotsOf({ lot }: Traded, amount: unknown): Lots | undefined {
  const count = countOf(stringOf(amount), lot);
  return count === undefined ? undefined : lots(count);
}

/** |count| lots as the wire's amount. */
export function amountOf({ lot }: Traded, count: Lots): number {
  return Number(decimalOf(Math.abs(count), lot));
}

/** The price of the wire that is nearest to `price` on the instrument's grid. */
export function priceOf({ tick, instrument }: Traded, price: number): number {
  return Number(decimalOf(Math.round(price / instrument.tick), tick));
}

/** A coin amount of the wire in atoms: exact, or to the nearest where it has more digits than an atom. */
export function atomsOf(amount: unknown): Atoms | undefined {
  const units = nearestUnits(stringOf(amount), ATOM_DECIMALS);
  return units === undefined ? undefined : atoms(units);
}
