/** Pairs that are held for what they earn, as the section of a hedge lists them. */
import type { CarryTerms, Profile } from '../../domain/config.ts';
import type { Currency, Instrument, InstrumentId } from '../../domain/instrument.ts';
import { grouped } from './figure-text.ts';
import type { Listed } from './instruments.ts';
import { money } from './money.ts';
import { reference } from './reader.ts';
import type { Section, Value } from './section.ts';

const EXAMPLE = '[{ buy: BTC-SPOT, sell: BTC-PERP, collateral: 100000 USD }]';

export interface CarryContext {
  readonly underlying: Currency;
  readonly listed: Listed;
  readonly reporting: Currency;
  /** What delta, gamma and vega are traded with. */
  readonly hedges: readonly InstrumentId[];
  /** What the book holds at the start. */
  readonly held: readonly InstrumentId[];
}

/** Says what keeps `id` from being a leg. */
function checkLeg(value: Value | undefined, id: InstrumentId, isSold: boolean, context: CarryContext): void {
  const { underlying, listed, hedges, held } = context;
  const instrument: Instrument | undefined = listed.get(id);
  if (instrument === undefined) return;
  const { kind, base } = instrument;
  if (base !== underlying) value?.wrong(`is ${id}, a claim on ${base}`, `take a claim on ${underlying}`);
  else if (kind === 'option' || kind === 'lp')
    value?.wrong(`is ${id}, ${kind === 'lp' ? 'liquidity' : 'an option'}`, 'take a spot, perp or future');
  else if (kind === 'spot' && isSold)
    value?.wrong(`is ${id}, which would have to be borrowed`, 'buy the spot, and sell a perp or future');
  else if (hedges.includes(id))
    value?.wrong(
      `is ${id}, which delta is traded with: what is held of it could be either`,
      'list another instrument for one of the two',
    );
  else if (held.includes(id))
    value?.wrong(
      `is ${id}, of which the book holds some: what is carried must stand apart`,
      'list another instrument for the pair',
    );
}

function readPair(value: Value, context: CarryContext): CarryTerms {
  const section = value.section('{ buy: BTC-SPOT, sell: BTC-PERP, collateral: 100000 USD }');
  const leg = reference('an instrument', 'instruments', [...context.listed.keys()]);
  const terms = {
    bought: section.required('buy', leg),
    sold: section.required('sell', leg),
    collateral: section.required('collateral', money(context.reporting)),
  };
  section.refuseUnknown();
  checkLeg(section.value('buy'), terms.bought, false, context);
  checkLeg(section.value('sell'), terms.sold, true, context);
  if (terms.bought !== '' && terms.bought === terms.sold)
    section.wrong('buys what it sells', 'name two instruments');
  return terms;
}

/** The pairs of a hedge; nothing where it lists none. */
export function readCarry(hedge: Section, context: CarryContext): Pick<Profile, 'carry'> {
  const told = hedge.value('carry');
  if (told === undefined) return {};
  const pairs = told.items(EXAMPLE).map((item) => readPair(item, context));
  if (pairs.length === 0) told.wrong('lists nothing', `write ${EXAMPLE}`);
  return { carry: pairs };
}

/** The pairs as `check` says them. */
export function carryText({ carry = [] }: Profile, reporting: Currency): readonly string[] {
  return carry.map(
    ({ bought, sold, collateral }) =>
      `${bought} is bought and ${sold} sold, with up to ${grouped(collateral)} ${reporting}, ` +
      'as far as what that earns pays',
  );
}
