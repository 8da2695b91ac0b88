/** A pair as the rule of carry sees it. */
import type { CarrySituation } from '../../decide/carry/carry.ts';
import type { CarryIncome, CarryLeg, CarryPair } from '../../decide/carry/pair.ts';
import { CARRY_MEMORY } from '../../decide/carry/rule.ts';
import type { CarryTerms, Profile } from '../../domain/config.ts';
import {
  expiryOf,
  type Instrument,
  type InstrumentId,
  isMargined,
  lotDelta,
} from '../../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../../domain/market.ts';
import { basisOutlook, basisShortfall } from '../../forecast/funding/basis.ts';
import { fundingOutlook } from '../../forecast/funding/funding.ts';
import { signOf } from '../../forecast/funding/sign.ts';
import type { Reversion } from '../../math/reversion.ts';
import { takerFeeOf } from '../cost-rate.ts';
import type { EngineState } from '../state.ts';
import { basisNow, FUNDING_SPEC, type Learnt, pairId } from './learning.ts';

/** Where no venue tells its terms: five times leverage. */
const PLAIN_MARGIN = 0.2;

/** Of notional, what is to be kept for a margined leg: what its leverage asks, and what a gap may take. */
function marginOf({ config }: EngineState, { id, venue }: Instrument): number {
  const contract = config.venues.find((each) => each.id === venue)?.margin?.contracts[id];
  const asked = contract === undefined ? PLAIN_MARGIN : 1 / contract.leverage;
  return Math.max(asked, config.protection?.gap ?? 0);
}

function legOf(state: EngineState, instrument: Instrument, { quotes }: MarketSnapshot): CarryLeg | string {
  const quote = quotes[instrument.id];
  if (quote?.quality !== 'fresh') return `${instrument.id} has no price that is good now`;
  return {
    instrument: instrument.id,
    fee: Math.max(0, takerFeeOf(state, instrument)),
    halfSpread: (quote.ask - quote.bid) / 2 / mid(quote),
    margin: isMargined(instrument) ? marginOf(state, instrument) : 1,
    // Nothing here borrows: a pair with spot is held one way round alone.
    borrow: 0,
  };
}

function kindOf(bought: Instrument, sold: Instrument): CarryPair['kind'] {
  if (bought.kind === 'future' || sold.kind === 'future') return 'dated-future';
  return bought.kind === 'perp' && sold.kind === 'perp' ? 'perp-perp' : 'spot-perp';
}

/** What is forecast of a perp's funding; null where there is none to be paid, or why nothing is. */
function outlookOf({ funding }: Learnt, instrument: Instrument): Reversion | null | string {
  if (instrument.kind !== 'perp') return null;
  const learnt = funding[instrument.id];
  if (learnt === undefined) return `nothing is known of the funding of ${instrument.id}`;
  const outlook = fundingOutlook(FUNDING_SPEC, learnt.state);
  return 'kind' in outlook ? `funding of ${instrument.id}: ${outlook.remedy}` : outlook;
}

function incomeOf(
  learnt: Learnt,
  bought: Instrument,
  sold: Instrument,
  settlementFee: number,
): CarryIncome | string {
  const at = expiryOf(sold) ?? expiryOf(bought);
  if (at !== undefined) return { kind: 'expiry', at, settlementFee };
  const [received, paid] = [outlookOf(learnt, sold), outlookOf(learnt, bought)];
  if (typeof received === 'string') return received;
  return typeof paid === 'string' ? paid : { kind: 'funding', received, paid };
}

/** Why what is known of funding is not to be relied on; null where it is. */
function unsoundOf({ funding }: Learnt, ids: readonly InstrumentId[]): string | null {
  for (const id of ids) {
    const learnt = funding[id];
    if (learnt === undefined) continue;
    if (learnt.refused !== null) return `${id}: ${learnt.refused}`;
    const { sign, p } = signOf(learnt.signs);
    if (sign === 'wrong')
      return `${id}: funding is told with the wrong sign, against its premium (p ${p.toPrecision(2)})`;
  }
  return null;
}

/** Base units that `id` is held of, signed. */
export function unitsOf(state: EngineState, id: InstrumentId, price: number): number {
  const instrument = state.instruments[id];
  const held = state.book.positions[id]?.lots ?? 0;
  return instrument === undefined ? 0 : held * lotDelta(instrument, price);
}

/** The situation of a pair, without what it could be rolled to, or what is not known of it yet. */
function plainSituation(
  state: EngineState,
  { underlying, index }: Profile,
  terms: CarryTerms,
  learnt: Learnt,
  snapshot: MarketSnapshot,
): CarrySituation | string {
  const [bought, sold] = [state.instruments[terms.bought], state.instruments[terms.sold]];
  if (bought === undefined || sold === undefined) return 'a leg is not listed';
  const [one, other] = [legOf(state, bought, snapshot), legOf(state, sold, snapshot)];
  if (typeof one === 'string') return one;
  if (typeof other === 'string') return other;
  const id = pairId(terms);
  const income = incomeOf(learnt, bought, sold, other.fee);
  const now = basisNow(terms, snapshot);
  const basis = learnt.basis[id];
  const shortfall = basis === undefined ? undefined : basisShortfall(basis);
  if (typeof income === 'string') return income;
  if (now === undefined || basis === undefined) return `no basis of ${id} is known`;
  if (shortfall === undefined) return `the basis of ${id} has not been watched for long enough`;
  const outlook = basisOutlook(CARRY_MEMORY, basis);
  const kind = kindOf(bought, sold);
  const quote = snapshot.quotes[index];
  const price = quote === undefined ? 0 : mid(quote);
  return {
    at: snapshot.at,
    pair: { id, kind, underlying, bought: one, sold: other, isReversible: kind === 'perp-perp' },
    income,
    basis: { now, outlook: 'kind' in outlook ? null : outlook },
    cashRate: state.config.capitalCost ?? 0,
    // By what is sold, as pairs may share what is bought.
    held: 0 - unitsOf(state, sold.id, price) * price,
    collateral: terms.collateral,
    shortfall,
    unsound: unsoundOf(learnt, [bought.id, sold.id]),
    next: null,
  };
}

/** The pair that `terms` may be rolled to: the next to expire with the same leg bought. */
function nextOf(state: EngineState, { carry = [] }: Profile, terms: CarryTerms): CarryTerms | undefined {
  const expiry = (one: CarryTerms): number => {
    const sold = state.instruments[one.sold];
    return (sold === undefined ? undefined : expiryOf(sold)) ?? Infinity;
  };
  const now = expiry(terms);
  const later = carry.filter(
    (one) => one.bought === terms.bought && expiry(one) > now && expiry(one) < Infinity,
  );
  return later.toSorted((a, b) => expiry(a) - expiry(b))[0];
}

/** The situation of a pair, or what is not known of it yet. */
export function carrySituation(
  state: EngineState,
  profile: Profile,
  terms: CarryTerms,
  learnt: Learnt,
  snapshot: MarketSnapshot,
): CarrySituation | string {
  const plain = plainSituation(state, profile, terms, learnt, snapshot);
  if (typeof plain === 'string' || plain.income.kind !== 'expiry') return plain;
  const other = nextOf(state, profile, terms);
  const next = other === undefined ? null : plainSituation(state, profile, other, learnt, snapshot);
  return next === null || typeof next === 'string' ? plain : { ...plain, next };
}
