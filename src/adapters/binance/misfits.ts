import { type Fields, namedIn, numberOf, rowsOf, stringOf } from '../../wire/fields.ts';
import type { Traded } from '../../wire/symbols.ts';

const KINDS: Readonly<Record<string, string>> = {
  PERPETUAL: 'perp',
  TRADIFI_PERPETUAL: 'perp',
  CURRENT_MONTH: 'future',
  NEXT_MONTH: 'future',
  CURRENT_QUARTER: 'future',
  NEXT_QUARTER: 'future',
};
const ENDED = new Set(['PRE_DELIVERING', 'DELIVERING', 'DELIVERED', 'PRE_SETTLE', 'SETTLING', 'CLOSE']);

function differs(name: string, ours: unknown, theirs: unknown): string[] {
  return ours === theirs ? [] : [`${name} is ${stringOf(ours)} in the config and ${stringOf(theirs)} there`];
}

function notMultiple(name: string, ours: number, step: number): string[] {
  const parts = ours / step;
  const isMultiple = step > 0 && Math.abs(parts - Math.round(parts)) <= 1e-9 && Math.round(parts) >= 1;
  return isMultiple ? [] : [`${name} is ${ours} in the config, which is no multiple of its ${step}`];
}

/** The filters of a symbol as orders meet them ("Filters" of the USDⓈ-M documentation). */
export interface Filters {
  readonly tick: number;
  readonly step: number;
  readonly least: number;
  /** In quote units; 0 where there is none. */
  readonly notional: number;
}

export function filtersOf(theirs: Fields): Filters {
  const filters = new Map(rowsOf(theirs.filters).map((row) => [row.filterType, row]));
  const lot = filters.get('LOT_SIZE');
  return {
    tick: numberOf(filters.get('PRICE_FILTER')?.tickSize),
    step: numberOf(lot?.stepSize),
    least: numberOf(lot?.minQty),
    notional: numberOf(filters.get('MIN_NOTIONAL')?.notional ?? 0),
  };
}

/** Whether a symbol that was listed is traded no more: it has expired, or was delisted. */
export function hasEnded(theirs: Fields | undefined): boolean {
  return theirs === undefined || ENDED.has(stringOf(theirs.status));
}

/** What of an instrument is not as `exchangeInfo` lists it, with what it should be. */
export function misfits({ instrument }: Traded, theirs: Fields | undefined): readonly string[] {
  if (theirs === undefined) return ['it is not listed there'];
  const { tick, step, least } = filtersOf(theirs);
  const lot = Number((instrument.lot * instrument.multiplier).toPrecision(12));
  const found = [
    ...differs('kind', instrument.kind, namedIn(KINDS, theirs.contractType) ?? theirs.contractType),
    ...differs('base', instrument.base, theirs.baseAsset),
    ...differs('quote', instrument.quote, theirs.quoteAsset),
    ...differs('settle', instrument.settle, theirs.marginAsset),
    ...differs('inverse', instrument.inverse, false),
    ...notMultiple('tick', instrument.tick, tick),
    ...notMultiple('a lot', lot, step),
  ];
  if (lot < least - 1e-12)
    found.push(`a lot is ${lot} in the config, less than its smallest order of ${least}`);
  if (instrument.kind === 'future') found.push(...differs('expiry', instrument.expiry, theirs.deliveryDate));
  if (hasEnded(theirs)) found.push('it is not traded any more');
  return found;
}
