import type { Currency, Instrument, InstrumentId, Lp } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import { moment } from './moment.ts';
import { sameMoney } from './money.ts';
import {
  text as anyText,
  choice,
  currency,
  decimal,
  flag,
  number,
  type Reader,
  reference,
  splitNumber,
} from './reader.ts';
import type { Section, Value } from './section.ts';

/** Every name that is listed; undefined where what it names was refused, so that using it is no error. */
export type Listed = ReadonlyMap<InstrumentId, Instrument | undefined>;

export interface ListingContext {
  readonly venues: readonly string[];
  readonly reporting: Currency;
  /** When the synthetic market starts: relative expiries count from it. */
  readonly start: Millis | undefined;
  /** Underlyings that have a hedge, which states the vol of their options. */
  readonly hedged: readonly Currency[];
}

const TERMS = '{ kind: perp, venue: paper, base: BTC, quote: USDT, tick: 0.1, lot: 0.001 }';
const EXAMPLE = `BTC-PERP: ${TERMS}`;

const anyKind = choice('kind of instrument', ['spot', 'perp', 'future', 'option', 'lp']);
const step = (example: string): Reader<number> => number(`a step, such as ${example}`, { above: 0 });

/** What one contract is: base units, or quote units for an inverse perp or future. */
function contractSize(unit: Currency): Reader<number> {
  const wanted = `the size of one contract, such as 1 ${unit === '' ? 'BTC' : unit}`;
  return {
    wanted,
    standIn: Number.NaN,
    read: (text) => {
      const split = splitNumber(text);
      if (split === undefined || split.number <= 0)
        return { message: `is ${text}, which is no size`, remedy: `write ${wanted}` };
      if (unit !== '' && split.unit !== unit)
        return { message: `is ${text}, but is counted in ${unit}`, remedy: `write ${split.digits} ${unit}` };
      return { value: split.number };
    },
  };
}

/** The terms that every kind has but liquidity. */
function readTerms(
  section: Section,
  kind: Exclude<Instrument['kind'], 'lp'>,
  context: ListingContext,
): Omit<Instrument, 'id' | 'kind' | 'inverse'> & { readonly inverse: boolean } {
  const base = section.required('base', currency);
  const quote = section.required('quote', currency);
  const inverse = section.value('inverse')?.read(flag) ?? false;
  const inQuote = inverse && (kind === 'perp' || kind === 'future');
  const size = contractSize(inQuote ? quote : base);
  const told = section.value('contract');
  if (inQuote && told === undefined)
    section.wrong(
      'has no contract',
      `write contract: 100 ${quote}: an inverse ${kind} is counted in ${quote}`,
    );
  return {
    venue: section.required('venue', reference('a venue', 'venues', context.venues)),
    base,
    quote,
    settle: inverse ? base : quote,
    tick: section.required('tick', step('0.1')),
    lot: section.required('lot', step('0.001')),
    multiplier: told?.read(size) ?? 1,
    inverse,
  };
}

function checkMoney(section: Section, quote: Currency, { reporting }: ListingContext): void {
  if (quote === '' || reporting === '' || sameMoney(quote, reporting)) return;
  const value = section.value('quote');
  value?.wrong(
    `is ${quote}, and nothing tells what one ${quote} is worth in ${reporting}`,
    `list instruments quoted in ${reporting}, or report in ${quote}`,
  );
}

function readExpiry(section: Section, start: Millis | undefined): Millis {
  const expiry = section.required('expiry', moment(start));
  if (start !== undefined && expiry <= start)
    section.value('expiry')?.wrong('is over before the market starts', 'write a later date');
  return expiry;
}

/** Liquidity is counted in its own unit and has neither contracts nor a grid of prices: its range says it all. */
function readLp(section: Section, id: InstrumentId, context: ListingContext): Lp {
  const base = section.required('base', currency);
  const quote = section.required('quote', currency);
  const [low, high] = [`a price in ${quote || 'USDT'}, such as 2000`, `a higher price, such as 3000`];
  const lower = section.required('lower', number(`${low}, or 0 for none`, { atLeast: 0 }));
  const upper = section.required('upper', number(`${high}, or 1e30 for none`, { above: 0 }));
  if (upper <= lower)
    section.value('upper')?.wrong(`is ${decimal(upper)}, not above lower`, 'write the higher price here');
  return {
    kind: 'lp',
    id,
    venue: section.required('venue', reference('a venue', 'venues', context.venues)),
    base,
    quote,
    settle: quote,
    tick: 1,
    lot: section.required('lot', step('0.001')),
    multiplier: 1,
    inverse: false,
    lower,
    upper,
  };
}

/** What a kind adds to the terms that all have. */
function readKind(
  section: Section,
  id: InstrumentId,
  kind: Instrument['kind'],
  context: ListingContext,
): Instrument {
  if (kind === 'lp') {
    const lp = readLp(section, id, context);
    checkMoney(section, lp.quote, context);
    return lp;
  }
  const { inverse, ...rest } = readTerms(section, kind, context);
  const terms = { id, ...rest };
  checkMoney(section, terms.quote, context);
  switch (kind) {
    case 'spot':
      if (inverse) section.value('inverse')?.wrong('is true, but spot is never inverse', 'remove it');
      return { ...terms, kind, inverse: false };
    case 'perp':
      return { ...terms, kind, inverse };
    case 'future':
      return { ...terms, kind, inverse, expiry: readExpiry(section, context.start) };
    case 'option': {
      if (terms.base !== '' && !context.hedged.includes(terms.base))
        section.wrong(
          `is an option on ${terms.base}, and no hedge says at which vol it is valued`,
          `write hedge: { ${terms.base}: { …, markVol: 55% } }`,
        );
      const type = section.required('type', choice('type of option', ['call', 'put']));
      const strike = section.required('strike', number('a price, such as 60000', { above: 0 }));
      return { ...terms, kind, inverse, type, strike, expiry: readExpiry(section, context.start) };
    }
  }
}

function readInstrument(
  id: InstrumentId,
  value: Value,
  context: ListingContext,
  symbols: Record<InstrumentId, string>,
): Instrument | undefined {
  const section = value.section(TERMS);
  const kind = section.required('kind', anyKind);
  const told = section.value('kind');
  const instrument = readKind(section, id, kind, context);
  // Nothing is traded in liquidity, so it needs no name elsewhere.
  const symbol = kind === 'lp' ? undefined : section.value('symbol')?.read(anyText);
  if (symbol !== undefined) symbols[id] = symbol;
  // Which keys are known depends on the kind.
  if (told?.is(kind) === true) {
    section.refuseUnknown();
    return instrument;
  }
  section.refuseMissing();
  return undefined;
}

/**
 * The instruments that the book may hold and hedge with, and what their venues call them. Programmes list more as
 * they deal.
 */
export function readInstruments(
  root: Section,
  context: ListingContext,
): { readonly listed: Listed; readonly symbols: Readonly<Record<InstrumentId, string>> } {
  const listed = root.section('instruments', `{ ${EXAMPLE} }`);
  const symbols: Record<InstrumentId, string> = {};
  if (listed.entries.length === 0) listed.wrong('lists nothing', `write ${EXAMPLE}`);
  const all = new Map(
    listed.entries.map(([id, value]) => {
      // The command line says INSTRUMENT=FILE.
      if (!/^[\w.:/-]+$/.test(id))
        value.wrong('is no name', 'name it with letters, digits and - _ . : / only, such as BTC-PERP');
      return [id, readInstrument(id, value, context, symbols)];
    }),
  );
  return { listed: all, symbols };
}
