import type { Instrument } from '../../domain/instrument.ts';
import { stepOf } from '../../wire/decimal.ts';
import { type Fields, fieldsOf, namedIn, numberOf, stringOf } from '../../wire/fields.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import type { Traded } from '../../wire/symbols.ts';

/** An instrument of ours as ccxt lists it. `lot` is one lot of ours as an amount of ccxt's. */
export interface Listed extends Traded {
  readonly market: Fields;
}

export interface Listings {
  readonly all: readonly Listed[];
  byId(id: string): Listed | undefined;
  bySymbol(symbol: unknown): Listed | undefined;
}

export function listingsOf(all: readonly Listed[]): Listings {
  const byId = new Map(all.map((listed) => [listed.instrument.id, listed]));
  const bySymbol = new Map<unknown, Listed>(all.map((listed) => [listed.symbol, listed]));
  return { all, byId: (id) => byId.get(id), bySymbol: (symbol) => bySymbol.get(symbol) };
}

/** Our lot in ccxt's amounts: contracts where there are such, base units elsewhere. */
function amountOfLot(instrument: Instrument, market: Fields): number {
  const units = instrument.lot * instrument.multiplier;
  const size = market.contract === true ? numberOf(market.contractSize ?? 1) : 1;
  // A float product may carry noise in its last places; no venue lists that many digits.
  return Number((units / size).toPrecision(12));
}

/** A contract that is so many times larger or smaller than our lot is none. */
const FARTHEST = 1e15;

/** The listing of `traded` in `market`, a market of ccxt's. Throws `VenueRefused` where its contracts have no size. */
export function listingOf({ instrument, tick }: Traded, market: unknown): Listed {
  const fields = fieldsOf(market);
  const amount = amountOfLot(instrument, fields);
  if (!(amount * FARTHEST > 1 && amount < FARTHEST))
    throw new VenueRefused(
      `${instrument.id}: ccxt lists its contracts with a size of ${stringOf(fields.contractSize)}`,
    );
  const lot = stepOf(amount);
  return { instrument, symbol: stringOf(fields.symbol), tick, lot, market: fields };
}

function differs(name: string, ours: unknown, theirs: unknown): string[] {
  return ours === theirs ? [] : [`${name} is ${stringOf(ours)} in the config and ${stringOf(theirs)} there`];
}

const DECIMAL_PLACES = 2;
const STEPS = 4;

/** The step that ccxt's precision means; undefined for one in significant digits, which is no grid. */
function stepIn(precision: unknown, mode: number): number | undefined {
  const value = numberOf(precision);
  if (!Number.isFinite(value)) return undefined;
  if (mode === STEPS) return value > 0 ? value : undefined;
  return mode === DECIMAL_PLACES ? Number(`1e${-value}`) : undefined;
}

function offGrid(name: string, ours: number, step: number | undefined): string[] {
  if (step === undefined) return [];
  const parts = ours / step;
  const isOn = Math.abs(parts - Math.round(parts)) <= 1e-9 * Math.max(1, parts) && Math.round(parts) >= 1;
  return isOn ? [] : [`${name} is ${ours} in the config, which is no multiple of its step of ${step}`];
}

const KINDS: Readonly<Record<string, unknown>> = {
  swap: 'perp',
  spot: 'spot',
  future: 'future',
  option: 'option',
};

/** What of an instrument is not as the exchange lists it, with what it should be. */
export function misfits({ instrument, market }: Listed, precisionMode: number): readonly string[] {
  const { amount, price } = fieldsOf(market.precision);
  const least = numberOf(fieldsOf(fieldsOf(market.limits).amount).min ?? 0);
  const lot = amountOfLot(instrument, market);
  const found = [
    ...differs('kind', instrument.kind, namedIn(KINDS, market.type) ?? market.type),
    ...differs('base', instrument.base, market.base),
    ...differs('quote', instrument.quote, market.quote),
    ...differs('settle', instrument.settle, market.settle ?? instrument.settle),
    ...offGrid('tick', instrument.tick, stepIn(price, precisionMode)),
    ...offGrid('a lot (in its amounts)', lot, stepIn(amount, precisionMode)),
  ];
  if (instrument.kind === 'perp')
    found.push(...differs('inverse', instrument.inverse, market.inverse === true));
  if (lot < least - 1e-12)
    found.push(`a lot is ${lot} of its amounts in the config, less than its smallest order of ${least}`);
  if (instrument.kind === 'option') {
    found.push(...differs('strike', instrument.strike, market.strike));
    found.push(...differs('type', instrument.type, market.optionType));
  }
  if (instrument.kind === 'option' || instrument.kind === 'future')
    found.push(...differs('expiry', instrument.expiry, market.expiry));
  if (market.active === false) found.push('it is not traded any more');
  return found;
}

/** The smallest order, in words. */
export function leastOf({ market }: Listed): string {
  const { amount, cost } = fieldsOf(market.limits);
  const [least, worth] = [fieldsOf(amount).min, fieldsOf(cost).min];
  return [
    `smallest order ${stringOf(least ?? 'not told')}`,
    ...(worth === undefined || worth === null ? [] : [`worth ${stringOf(worth)} at least`]),
    `tick ${stringOf(fieldsOf(market.precision).price ?? 'not told')}`,
  ].join(', ');
}
