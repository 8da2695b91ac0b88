import { type Atoms, atoms, type Lots, lots } from '../../units/units.ts';
import { countOf, stepOf } from '../../wire/decimal.ts';
import { type Fields, fieldsOf, positiveOf, rowsOf, stringOf } from '../../wire/fields.ts';
import { marginsOf } from '../../wire/margin.ts';
import { type Holdings, NoAnswer } from '../../wire/protocol.ts';
import { atomsOf, type Symbols } from '../../wire/symbols.ts';
import type { Universe } from './universe.ts';

/** What gains and losses of the venue's perpetuals are paid in. */
export const CASH = 'USDC';

/** A signed size in lots of ours, or in the venue's smallest units of a coin that we do not list. */
function positionOf(coin: string, size: unknown, symbols: Symbols, universe: Universe): Lots {
  const places = universe.of(coin)?.sizePlaces ?? 0;
  const step = symbols.bySymbol(coin)?.lot ?? { ...stepOf(1), decimals: places };
  const count = countOf(stringOf(size), step);
  if (count === undefined)
    throw new NoAnswer(`${coin} is held as ${stringOf(size)}, which is no whole number of lots`);
  return lots(count);
}

/**
 * What stands for all positions that are not margined by themselves ("Retrieve user's perpetuals account summary"): an
 * isolated one has its own money, which keeps no other alive. Ranks for deleveraging are not told.
 */
function marginOf(state: Fields, symbols: Symbols): Pick<Holdings, 'margin'> {
  const { accountValue: equity, totalMarginUsed: initial } = fieldsOf(state.crossMarginSummary);
  const { crossMaintenanceMarginUsed: maintenance } = state;
  return marginsOf([{ currency: CASH, equity, initial, maintenance }], symbols.all);
}

/**
 * `clearinghouseState` as positions and cash: the account's value without what its positions have yet to realise. All
 * of them are decimals of one moment, so the difference is exact. Throws `NoAnswer` on what makes no sense.
 */
export function holdingsOf(state: unknown, symbols: Symbols, universe: Universe): Holdings {
  const { marginSummary, assetPositions } = fieldsOf(state);
  const value = atomsOf(fieldsOf(marginSummary).accountValue);
  if (value === undefined || !Array.isArray(assetPositions))
    throw new NoAnswer('an account that makes no sense');
  const positions: Record<string, Lots> = {};
  const entries: Record<string, number> = {};
  let cash: bigint = value;
  for (const row of rowsOf(assetPositions)) {
    const { coin, szi, unrealizedPnl, entryPx } = fieldsOf(row.position);
    const name = stringOf(coin);
    const count = positionOf(name, szi, symbols, universe);
    const unrealised = atomsOf(unrealizedPnl);
    if (unrealised === undefined) throw new NoAnswer(`the position in ${name} makes no sense`);
    cash -= unrealised;
    if (count === 0) continue;
    const id = symbols.bySymbol(name)?.instrument.id ?? name;
    positions[id] = count;
    const entry = positiveOf(entryPx);
    if (entry !== undefined) entries[id] = entry;
  }
  const held: Record<string, Atoms> = cash === 0n ? {} : { [CASH]: atoms(cash) };
  return { positions, cash: held, entries, ...marginOf(fieldsOf(state), symbols) };
}
