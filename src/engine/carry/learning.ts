/** What carry is decided by, learnt from bars: what funding pays, where bases return to, whether signs are right. */

import { CARRY_MEMORY } from '../../decide/carry/rule.ts';
import type { CarryTerms } from '../../domain/config.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../../domain/market.ts';
import { type BasisState, foldBasis, NO_BASIS } from '../../forecast/funding/basis.ts';
import {
  type FundingPrint,
  type FundingSpec,
  type FundingState,
  foldFunding,
  NO_FUNDING,
} from '../../forecast/funding/funding.ts';
import { foldSign, type SignState } from '../../forecast/funding/sign.ts';
import { HOUR, MINUTE } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import type { EngineState } from '../state.ts';

/** The most an hour that any venue's cap allows: 0.75 % in eight. */
export const FUNDING_SPEC: FundingSpec = { halfLifeMs: CARRY_MEMORY.halfLifeMs, mostPerHour: 0.0075 / 8 };

/** Of one perp. Plain data. */
export interface FundingLearnt {
  readonly state: FundingState;
  /** The last that was told of the payment to come. */
  readonly told: FundingPrint | null;
  readonly signs: SignState;
  /** Why the last payment could not be taken for one; null where it could. */
  readonly refused: string | null;
}

export interface Learnt {
  readonly funding: Readonly<Record<InstrumentId, FundingLearnt>>;
  /** By pair. */
  readonly basis: Readonly<Record<string, BasisState>>;
}

export const NOTHING_LEARNT: Learnt = { funding: {}, basis: {} };
const NEW: FundingLearnt = { state: NO_FUNDING, told: null, signs: [], refused: null };

export function pairId({ bought, sold }: Pick<CarryTerms, 'bought' | 'sold'>): string {
  return `${bought}/${sold}`;
}

/** The payment that fell due between what was told last and now; undefined where none did. */
function paid(told: FundingPrint | null, now: FundingPrint): FundingPrint | undefined {
  const due = Math.floor(now.at / now.intervalMs) * now.intervalMs;
  // What is told right after a payment is of that payment; what is told long after, of the next.
  if (now.at - due <= MINUTE && (told === null || told.at < due)) return { ...now, at: millis(due) };
  if (told === null || told.at >= due) return undefined;
  return { ...told, at: millis(Math.floor(now.at / told.intervalMs) * told.intervalMs) };
}

function learnFunding(
  before: FundingLearnt,
  { id }: Instrument,
  index: InstrumentId,
  { funding, quotes }: MarketSnapshot,
): FundingLearnt {
  const reading = funding[id];
  if (reading?.quality !== 'fresh') return before;
  const { rate, intervalMs, at } = reading;
  if (!(intervalMs > 0) || (before.told !== null && at <= before.told.at)) return before;
  const now: FundingPrint = { at, rate, intervalMs };
  const print = paid(before.told, now);
  if (print === undefined || (before.state.until !== null && print.at <= before.state.until))
    return { ...before, told: now };
  const folded = foldFunding(FUNDING_SPEC, before.state, print);
  if ('kind' in folded) {
    // An interval that has just become longer reaches back over what was paid already: the next will not.
    const refused =
      folded.field === 'rate' ? `a funding rate of ${folded.value}: wanted ${folded.remedy}` : null;
    return { ...before, told: now, refused };
  }
  const [perp, spot] = [quotes[id], quotes[index]];
  const isPriced = perp?.quality === 'fresh' && spot?.quality === 'fresh' && id !== index;
  const perEight = (print.rate * 8 * HOUR) / print.intervalMs;
  const signs = isPriced
    ? foldSign(before.signs, { premium: Math.log(mid(perp) / mid(spot)), rate: perEight })
    : before.signs;
  return { state: folded, told: now, signs, refused: null };
}

/** Log price of what is sold over what is bought; undefined where one of them is not good now. */
export function basisNow(
  { bought, sold }: CarryTerms,
  { quotes }: Pick<MarketSnapshot, 'quotes'>,
): number | undefined {
  const [one, other] = [quotes[bought], quotes[sold]];
  return one?.quality === 'fresh' && other?.quality === 'fresh' ? Math.log(mid(other) / mid(one)) : undefined;
}

/** `learnt` after a bar that closed with `snapshot`. */
export function learn(
  learnt: Learnt,
  { config, instruments }: Pick<EngineState, 'config' | 'instruments'>,
  snapshot: MarketSnapshot,
  at: Millis,
): Learnt {
  const funding: Record<InstrumentId, FundingLearnt> = { ...learnt.funding };
  const basis: Record<string, BasisState> = { ...learnt.basis };
  for (const { carry = [], index } of config.profiles)
    for (const terms of carry) {
      for (const id of [terms.bought, terms.sold]) {
        const instrument = instruments[id];
        if (instrument?.kind === 'perp')
          funding[id] = learnFunding(funding[id] ?? NEW, instrument, index, snapshot);
      }
      const now = basisNow(terms, snapshot);
      const id = pairId(terms);
      if (now !== undefined) basis[id] = foldBasis(CARRY_MEMORY, basis[id] ?? NO_BASIS, at, now);
    }
  return { funding, basis };
}
