import { POLICY_KINDS, POLICY_NUMBERS } from '../../decide/policies.ts';
import type { Policy, Profile } from '../../domain/config.ts';
import { type Currency, type Instrument, type InstrumentId, isQuoted } from '../../domain/instrument.ts';
import { readBands } from './bands.ts';
import { duration } from './duration.ts';
import { fraction, volSource } from './fraction.ts';
import { readHedgeRatio } from './hedge-ratio.ts';
import { delta } from './holding.ts';
import type { Listed } from './instruments.ts';
import { type PositionLimit, riskAversion } from './money.ts';
import { choice, type Reader, reference } from './reader.ts';
import type { Section, Value } from './section.ts';

export interface HedgeContext {
  readonly listed: Listed;
  /** Underlyings that the book holds options on or deals them in: those need a vol. */
  readonly optioned: ReadonlySet<Currency>;
  /** Whether the config has a market that tells vols. */
  readonly marketTellsVol: boolean;
  readonly limit: PositionLimit;
  readonly barMs: number;
}

export interface Hedge {
  readonly profile: Profile;
  /** Every policy that the section has the numbers of; the profile's is the first. */
  readonly policies: readonly Policy[];
}

const RULE = '{ index: BTC-PERP, with: BTC-PERP, riskAversion: 0.002 per USD, markVol: 55% }';
const EXAMPLE = `BTC: ${RULE}`;
/** The instrument under `key`, which must be traded for its price and be a claim on `underlying`. */
function readClaim(
  section: Section,
  key: string,
  underlying: Currency,
  listed: Listed,
): { readonly id: InstrumentId; readonly instrument: Instrument | undefined } {
  const id = section.required(key, reference('an instrument', 'instruments', [...listed.keys()]));
  const instrument = listed.get(id);
  if (instrument === undefined) return { id, instrument };
  const value = section.value(key);
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

/** The chosen policy first. The numbers of the others may stand beside it, for `backtest --policy`. */
function readPolicies(
  section: Section,
  underlying: Currency,
  quote: Currency,
  limit: PositionLimit,
): readonly Policy[] {
  const chosen = section.optional('policy', choice('policy', POLICY_KINDS), 'whalley-wilmott');
  const choiceIsKnown = section.value('policy')?.is(chosen) ?? true;
  const needed = choiceIsKnown ? POLICY_NUMBERS[chosen] : undefined;
  const told = <T>(key: string, reader: Reader<T>): T | undefined =>
    key === needed
      ? section.required(key, { ...reader, wanted: `${reader.wanted}; policy ${chosen} needs it` })
      : section.value(key)?.read(reader);
  const found: Policy[] = [];
  const riskAversionTold = told('riskAversion', riskAversion(quote, limit));
  if (riskAversionTold !== undefined) {
    const kind = chosen === 'zakamouline' ? chosen : 'whalley-wilmott';
    found.push({ kind, riskAversion: riskAversionTold });
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

function readHedge(underlying: Currency, value: Value, context: HedgeContext): Hedge {
  const section = value.section(RULE);
  const index = readClaim(section, 'index', underlying, context.listed);
  const hedge = readClaim(section, 'with', underlying, context.listed);
  const policies = readPolicies(section, underlying, hedge.instrument?.quote ?? '', context.limit);
  const profile = {
    underlying,
    index: index.id,
    hedge: hedge.id,
    targetDelta: readTarget(section, underlying),
    policy: policies[0] ?? { kind: 'clock', everyMs: Number.NaN },
    ...readBands(section, policies[0], context.barMs),
    markVol: readMarkVol(section, underlying, context),
    hedgeVol: section.optional('hedgeVol', choice('source of vol', ['mark', 'forecast']), 'mark'),
    rate: section.optional('rate', fraction('%', { atLeast: -0.5, atMost: 0.5 }), '0%'),
  };
  section.refuseUnknown();
  return { profile, policies };
}

/** What is wanted for each underlying. */
export function readHedges(root: Section, context: HedgeContext): readonly Hedge[] {
  const hedges = root.section('hedge', `{ ${EXAMPLE} }`);
  if (hedges.entries.length === 0) hedges.wrong('lists nothing', `write ${EXAMPLE}`);
  return hedges.entries.map(([underlying, value]) => readHedge(underlying, value, context));
}
