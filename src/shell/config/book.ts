import type { Cash } from '../../domain/book.ts';
import type { EngineConfig, OpeningPosition } from '../../domain/config.ts';
import { type Currency, isQuoted, type VenueId } from '../../domain/instrument.ts';
import type { Atoms } from '../../units/units.ts';
import { holding, wholeLots } from './holding.ts';
import type { Listed } from './instruments.ts';
import { amount, sameMoney } from './money.ts';
import { unlisted } from './nearest.ts';
import { isWrong } from './reader.ts';
import type { Section, Value } from './section.ts';

export interface BookContext {
  readonly venues: readonly VenueId[];
  readonly listed: Listed;
  readonly reporting: Currency;
}

/** Whether something tells what one of `currency` is worth in the reporting currency. */
function isValued(currency: Currency, { listed, reporting }: BookContext): boolean {
  if (reporting === '' || sameMoney(currency, reporting)) return true;
  return [...listed.values()].some((one) => one?.base === currency && isQuoted(one));
}

function readAccount(value: Value, context: BookContext): Cash {
  const told = value.isList ? value.items('') : [value];
  const cash: Record<Currency, Atoms> = {};
  for (const item of told) {
    const { currency, atoms } = item.read(amount);
    if (currency === '') continue;
    if (cash[currency] !== undefined)
      item.wrong(`is in ${currency}, which is there already`, 'write the sum once');
    if (!isValued(currency, context))
      item.wrong(
        `is in ${currency}, and nothing tells what one is worth in ${context.reporting}`,
        `list a spot or perp of ${currency}, or hold ${context.reporting} or a stablecoin`,
      );
    cash[currency] = atoms;
  }
  return cash;
}

function readPosition(id: string, value: Value, context: BookContext): readonly OpeningPosition[] {
  const names = [...context.listed.keys()];
  if (!names.includes(id)) {
    value.wrong('is not listed under instruments', unlisted(id, names));
    return [];
  }
  const told = value.read(holding);
  const instrument = context.listed.get(id);
  if (instrument === undefined) return [];
  const count = wholeLots(instrument, told);
  if (isWrong(count)) {
    value.wrong(count.message, count.remedy);
    return [];
  }
  return [{ instrument: id, lots: count.value, averageEntry: told.price }];
}

/** What is held before the first entry of the journal. `book` has been asked for its straddles already. */
export function readOpening(book: Section, context: BookContext): EngineConfig['opening'] {
  const accounts = book.optionalSection('cash', '{ paper: 250000 USDT }').entries.map(([venue, value]) => {
    if (!context.venues.includes(venue))
      value.wrong('is not listed under venues', unlisted(venue, context.venues));
    return [venue, readAccount(value, context)] as const;
  });
  const positions = book
    .optionalSection('positions', '{ BTC-PERP: -1 @ 60000 }')
    .entries.flatMap(([id, value]) => readPosition(id, value, context));
  book.refuseUnknown();
  return { cash: Object.fromEntries(accounts), positions };
}
