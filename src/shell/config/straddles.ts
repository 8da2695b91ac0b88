import type { StraddleProgramme } from '../../adapters/paper/settings.ts';
import type { Currency, VenueId } from '../../domain/instrument.ts';
import { duration } from './duration.ts';
import { volSource } from './fraction.ts';
import type { Hedge } from './hedge.ts';
import { size, wholeLots } from './holding.ts';
import type { Listed } from './instruments.ts';
import { unlisted } from './nearest.ts';
import { currency, flag, isWrong, number, reference } from './reader.ts';
import type { Section, Value } from './section.ts';

/** A programme but for what its underlying's hedge decides. */
type Terms = Pick<StraddleProgramme, 'underlying' | 'lots' | 'tenorMs' | 'strikeStep' | 'vol'> & {
  readonly venue: VenueId;
  readonly tick: number;
  readonly lot: number;
  readonly inverse: boolean;
};

export interface StraddleContext {
  readonly venues: readonly VenueId[];
  /** Underlyings that have a hedge. */
  readonly hedged: readonly Currency[];
  readonly marketTellsVol: boolean;
}

const STRADDLE = '{ underlying: BTC, size: -1, tenor: 7d, strikeStep: 100, vol: 55% }';

function readVol(section: Section, marketTellsVol: boolean): StraddleProgramme['vol'] {
  const told = section.value('vol');
  const vol = section.required('vol', volSource);
  if (told?.is('market') && !marketTellsVol)
    told.wrong('is market, but this config has no market section to tell a vol', 'write a vol, such as 55%');
  return vol;
}

function readTerms(value: Value, context: StraddleContext): Terms {
  const section = value.section(STRADDLE);
  const underlying = section.required('underlying', currency);
  if (underlying !== '' && !context.hedged.includes(underlying))
    section
      .value('underlying')
      ?.wrong(`is ${underlying}, which is not listed under hedge`, unlisted(underlying, context.hedged));
  const venue = reference('a venue', 'venues', context.venues);
  const inverse = section.value('inverse')?.read(flag) ?? false;
  const lot = section.optional('lot', number('a step, such as 0.01', { above: 0 }), '0.01');
  const told = section.required('size', size);
  const counted = { kind: 'option', base: underlying, quote: '', inverse, lot, multiplier: 1 } as const;
  const count = wholeLots(counted, told);
  if (isWrong(count)) section.value('size')?.wrong(count.message, count.remedy);
  const terms = {
    underlying,
    venue:
      context.venues.length === 1
        ? section.optional('venue', venue, context.venues[0] ?? '')
        : section.required('venue', venue),
    lots: isWrong(count) ? 0 : count.value,
    tenorMs: section.required('tenor', duration()),
    strikeStep: section.required('strikeStep', number('a price step, such as 100', { above: 0 })),
    vol: readVol(section, context.marketTellsVol),
    tick: section.optional('tick', number('a step, such as 0.01', { above: 0 }), inverse ? '0.0001' : '0.01'),
    lot,
    inverse,
  };
  section.refuseUnknown();
  return terms;
}

/** The straddles that a paper venue deals with us at the start and at each expiry. */
export function readStraddles(book: Section, context: StraddleContext): readonly Terms[] {
  const told = book.value('straddles');
  return told?.items(`a list, such as [${STRADDLE}]`).map((value) => readTerms(value, context)) ?? [];
}

/** `terms` with what the underlying's hedge says: the index, its quote, and the rate. */
export function programme(terms: Terms, hedges: readonly Hedge[], listed: Listed): StraddleProgramme {
  const { venue, tick, lot, inverse, ...deal } = terms;
  const profile = hedges.find((hedge) => hedge.profile.underlying === terms.underlying)?.profile;
  const quote = listed.get(profile?.index ?? '')?.quote ?? '';
  const settle = inverse ? terms.underlying : quote;
  return {
    kind: 'straddle',
    ...deal,
    index: profile?.index ?? '',
    rate: profile?.rate ?? 0,
    template: { venue, base: terms.underlying, quote, settle, tick, lot, multiplier: 1, inverse },
  };
}
