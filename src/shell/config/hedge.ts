import { POLICY_KINDS, POLICY_NUMBERS } from '../../decide/policies.ts';
import type { Objective, Policy, Profile } from '../../domain/config.ts';
import { type Currency, type Instrument, type InstrumentId, isQuoted } from '../../domain/instrument.ts';
import { readBands } from './bands.ts';
import { readCarry } from './carry.ts';
import { duration } from './duration.ts';
import { readFloor, type When } from './floor.ts';
import { fraction, volSource } from './fraction.ts';
import { readHedgeRatio } from './hedge-ratio.ts';
import { delta } from './holding.ts';
import type { Listed } from './instruments.ts';
import { type PositionLimit, riskAversion } from './money.ts';
import { choice, flag, type Reader, reference } from './reader.ts';
import type { Section, Value } from './section.ts';
import { readAlso } from './stances.ts';

export interface HedgeContext {
  readonly listed: Listed;
  /** Underlyings that the book holds options on or deals them in: those need a vol. */
  readonly optioned: ReadonlySet<Currency>;
  /** Whether the config has a market that tells vols. */
  readonly marketTellsVol: boolean;
  readonly limit: PositionLimit;
  readonly barMs: number;
  readonly when: When;
  /** What the book holds at the start. */
  readonly held: readonly InstrumentId[];
}

export interface Hedge {
  readonly profile: Profile;
  /** Every policy that the section has the numbers of; the profile's is the first. */
  readonly policies: readonly Policy[];
}

const RULE = '{ index: BTC-PERP, with: BTC-PERP, riskAversion: 0.002 per USD, markVol: 55% }';
const EXAMPLE = `BTC: ${RULE}`;
const TOOLS = '[BTC-PERP, BTC-CALL]: what trades delta, and options that may be traded besides';
type Claim = { readonly id: InstrumentId; readonly instrument: Instrument | undefined };

function referenceIn(listed: Listed): Reader<InstrumentId> {
  return reference('an instrument', 'instruments', [...listed.keys()]);
}

/** Says what is wrong with `id`, which must be traded for its price and be a claim on `underlying`. */
function checkedClaim(
  value: Value | undefined,
  id: InstrumentId,
  underlying: Currency,
  listed: Listed,
): Claim {
  const instrument = listed.get(id);
  if (instrument === undefined) return { id, instrument };
  const others = [...listed.values()].filter((one) => one?.base === underlying && isQuoted(one));
  const remedy =
    others.length === 0
      ? `list a spot, perp or future of ${underlying}`
      : `take one of ${others.map((one) => one?.id).join(', ')}`;
  if (!isQuoted(instrument))
    value?.wrong(`is ${id}, ${instrument.kind === 'lp' ? 'liquidity' : 'an option'}`, remedy);
  else if (instrument.base !== '' && instrument.base !== underlying)
    value?.wrong(`is ${id}, a claim on ${instrument.base} and not on ${underlying}`, remedy);
  return { id, instrument };
}

/** The instrument under `key`. */
function readClaim(section: Section, key: string, underlying: Currency, listed: Listed): Claim {
  const id = section.required(key, referenceIn(listed));
  return checkedClaim(section.value(key), id, underlying, listed);
}

/** What hedges are traded in: for delta whichever is cheapest of those that are no options, then options. */
function readTools(
  section: Section,
  underlying: Currency,
  listed: Listed,
): { readonly hedge: Claim; readonly or: readonly Claim[]; readonly also: readonly Claim[] } {
  const told = section.value('with');
  if (told?.isList !== true)
    return { hedge: readClaim(section, 'with', underlying, listed), or: [], also: [] };
  const items = told.items(TOOLS);
  if (items.length === 0) told.wrong('lists nothing', `write ${TOOLS}`);
  const ids = items.map((item) => item.read(referenceIn(listed)));
  for (const [i, item] of items.entries())
    if (ids[i] !== '' && ids.indexOf(ids[i] ?? '') < i) item.wrong(`is ${ids[i]} again`, 'name each once');
  const hedge = checkedClaim(items[0], ids[0] ?? '', underlying, listed);
  const others = items.slice(1).map((item, i): Claim => {
    const id = ids[i + 1] ?? '';
    const instrument = listed.get(id);
    if (instrument?.kind === 'option' && instrument.base === underlying) return { id, instrument };
    if (instrument?.kind !== 'option') return checkedClaim(item, id, underlying, listed);
    item.wrong(`is ${id}, an option on ${instrument.base}`, `take an option on ${underlying}`);
    return { id, instrument };
  });
  const isOption = ({ instrument }: Claim): boolean => instrument?.kind === 'option';
  return { hedge, or: others.filter((one) => !isOption(one)), also: others.filter(isOption) };
}

/** What the default policy is to make least. */
function readObjective(section: Section, chosen: Policy['kind']): Objective {
  const objectives = choice('objective', ['tracking', 'utility']);
  if (chosen === 'optimal') return section.optional('objective', objectives, 'tracking');
  section
    .value('objective')
    ?.wrong(`stands beside policy ${chosen}, which has but one`, 'remove it, or write policy: optimal');
  return 'tracking';
}

/** The chosen policy first. The numbers of the others may stand beside it, for `backtest --policy`. */
function readPolicies(
  section: Section,
  underlying: Currency,
  quote: Currency,
  limit: PositionLimit,
): readonly Policy[] {
  const chosen = section.optional('policy', choice('policy', POLICY_KINDS), 'optimal');
  const choiceIsKnown = section.value('policy')?.is(chosen) ?? true;
  const needed = choiceIsKnown ? POLICY_NUMBERS[chosen] : undefined;
  const told = <T>(key: string, reader: Reader<T>): T | undefined =>
    key === needed
      ? section.required(key, { ...reader, wanted: `${reader.wanted}; policy ${chosen} needs it` })
      : section.value(key)?.read(reader);
  const found: Policy[] = [];
  const riskAversionTold = told('riskAversion', riskAversion(quote, limit));
  const objective = readObjective(section, chosen);
  if (riskAversionTold !== undefined) {
    found.push(
      chosen === 'zakamouline' || chosen === 'whalley-wilmott'
        ? { kind: chosen, riskAversion: riskAversionTold }
        : { kind: 'optimal', riskAversion: riskAversionTold, objective },
    );
  }
  const halfWidth = told('halfWidth', delta(underlying, true));
  if (halfWidth !== undefined) found.push({ kind: 'fixed-band', halfWidth });
  const move = told('move', fraction('%', { atLeast: 0, atMost: 1 }));
  if (move !== undefined) found.push({ kind: 'fixed-percentage', move });
  const everyMs = told('every', duration());
  if (everyMs !== undefined) found.push({ kind: chosen === 'leland' ? chosen : 'clock', everyMs });
  return found.toSorted((a, b) => Number(b.kind === chosen) - Number(a.kind === chosen));
}

function readMarkVol(section: Section, underlying: Currency, context: HedgeContext): Profile['markVol'] {
  const told = section.value('markVol');
  const needed = context.optioned.has(underlying);
  if (told === undefined) {
    if (!needed) return { kind: 'market' };
    if (context.marketTellsVol) return section.optional('markVol', volSource, 'market');
    return section.required('markVol', { ...volSource, wanted: 'a vol, such as 55%; the book has options' });
  }
  const vol = told.read(volSource);
  if (vol.kind === 'market' && told.is('market') && needed && !context.marketTellsVol)
    told.wrong('is market, but this config has no market section to tell a vol', 'write a vol, such as 55%');
  return vol;
}

/** What to keep of delta: a number, or a share of what stands without the hedge. */
function readTarget(section: Section, underlying: Currency): Profile['targetDelta'] {
  const ratio = section.value('hedgeRatio');
  if (ratio === undefined) return section.optional('target', delta(underlying, false), '0');
  section.value('target')?.wrong('stands beside a hedgeRatio', 'remove one of them');
  return readHedgeRatio(ratio);
}

/** Which delta of the options is hedged; nothing where it is that of Black-Scholes, as it is unless told otherwise. */
function readDeltaRule(section: Section): Pick<Profile, 'deltaRule'> {
  const rules = ['black-scholes', 'sticky-moneyness', 'minimum-variance'] as const;
  const deltaRule = section.value('delta')?.read(choice('rule for deltas', rules)) ?? 'black-scholes';
  return deltaRule === 'black-scholes' ? {} : { deltaRule };
}

function readHedge(underlying: Currency, value: Value, context: HedgeContext): Hedge {
  const section = value.section(RULE);
  const index = readClaim(section, 'index', underlying, context.listed);
  const { hedge, or, also } = readTools(section, underlying, context.listed);
  const policies = readPolicies(section, underlying, hedge.instrument?.quote ?? '', context.limit);
  const profile = {
    underlying,
    index: index.id,
    hedge: hedge.id,
    ...(or.length > 0 && { orHedge: or.map(({ id }) => id) }),
    ...readAlso(section, policies[0], also),
    ...readFloor(section, {
      policy: policies[0],
      reporting: context.limit.reporting,
      when: context.when,
    }),
    targetDelta: readTarget(section, underlying),
    ...readCarry(section, {
      ...{ underlying, listed: context.listed, reporting: context.limit.reporting, held: context.held },
      hedges: [hedge, ...or, ...also].map(({ id }) => id),
    }),
    policy: policies[0] ?? { kind: 'clock', everyMs: Number.NaN },
    ...readBands(section, policies[0], context.barMs),
    ...readDeltaRule(section),
    markVol: readMarkVol(section, underlying, context),
    hedgeVol: section.optional('hedgeVol', choice('source of vol', ['mark', 'forecast']), 'mark'),
    rate: section.optional('rate', fraction('%', { atLeast: -0.5, atMost: 0.5 }), '0%'),
  };
  section.refuseUnknown();
  return { profile, policies };
}

/** The key of the hedge section that is no underlying. */
const JOINT = 'joint';

/** The underlyings that the config hedges. */
export function hedgedIn(root: Section): readonly Currency[] {
  return (root.value('hedge')?.keys ?? []).filter((key) => key !== JOINT);
}

/** What is wanted for each underlying, and whether they are hedged together. */
export function readHedges(
  root: Section,
  context: HedgeContext,
): { readonly hedges: readonly Hedge[]; readonly joint: boolean } {
  const section = root.section('hedge', `{ ${EXAMPLE} }`);
  const told = section.value(JOINT);
  const joint = told?.read(flag) ?? false;
  const rules = section.entries.filter(([key]) => key !== JOINT);
  if (rules.length === 0) section.wrong('lists nothing', `write ${EXAMPLE}`);
  const hedges = rules.map(([underlying, value]) => readHedge(underlying, value, context));
  if (joint && hedges.filter(({ profile }) => profile.policy.kind === 'optimal' && !profile.floor).length < 2)
    told?.wrong('is true, but there are no two hedges with policy: optimal', 'remove it, or add a hedge');
  return { hedges, joint };
}
