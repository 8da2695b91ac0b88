import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { State } from './state.ts';

/** What `contract` settles by: its programme's index, else a priced spot of its base, else a priced perp. */
export function indexOf(state: State, contract: Instrument): InstrumentId | undefined {
  const stated = state.indexes.get(contract.id);
  if (stated !== undefined) return stated;
  const priced = [...state.instruments.values()].filter(
    ({ id, base }) => base === contract.base && state.view.instruments.get(id)?.price !== undefined,
  );
  const found = priced.find(({ kind }) => kind === 'spot') ?? priced.find(({ kind }) => kind === 'perp');
  return found?.id;
}

/** The last price of what `contract` settles by; undefined where none is known. */
export function indexPriceOf(state: State, contract: Instrument): number | undefined {
  const index = indexOf(state, contract);
  return index === undefined ? undefined : state.view.instruments.get(index)?.price?.price;
}
