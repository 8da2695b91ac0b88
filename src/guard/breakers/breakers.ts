/**
 * Circuit breakers: when hedging itself may be the danger. Each signal is a file of its own, folded reading
 * by reading and graded from 0 (calm) to 3 (halt); the ladder makes one level of all grades: normal →
 * cautious (passive only) → reduceOnly → halt. All of it is plain data, so it is persisted with the engine's
 * state and outlives a restart, and nothing here knows a clock: time is that of the readings.
 */
import type { Millis } from '../../units/units.ts';
import { type DepthReading, type DepthState, depthCollapse } from './depth-collapse.ts';
import { type Divergence, divergingOracles, type OraclePrices } from './diverging-oracles.ts';
import { type BandReading, type FillBand, fillBand } from './fill-band.ts';
import { type FundingReading, fundingJump } from './funding-jump.ts';
import { type JournalLag, type JournalReading, journalLag } from './journal-lag.ts';
import { CALM, climb, type Finding, LADDER_RULE, type Ladder, type LadderRule, rearmed } from './ladder.ts';
import { type LiquidationFlow, type LiquidationReading, liquidationPrints } from './liquidation-prints.ts';
import { type ImpactReading, type LoopGain, loopGain } from './loop-gain.ts';
import { type OpenInterest, type OpenInterestReading, openInterestDrop } from './open-interest.ts';
import { type OrderAnswer, ownRejects, type RejectRun } from './own-rejects.ts';
import { type Cascade, type PriceReading, priceCascade } from './price-cascade.ts';
import type { Grade, Signal } from './signal.ts';
import { type SpreadReading, spreadBlowOut } from './spread-blow-out.ts';
import { type Peg, type PegReading, stablecoinDepeg } from './stablecoin-depeg.ts';
import { type OracleAge, type OracleUpdate, staleOracle } from './stale-oracle.ts';
import type { Usual } from './usual.ts';
import { type VenueAnswer, type VenueHealth, venueErrors } from './venue-errors.ts';

/** What each signal reads and remembers. */
interface Kinds {
  readonly staleOracle: { readonly reading: OracleUpdate; readonly state: OracleAge };
  readonly divergingOracles: { readonly reading: OraclePrices; readonly state: Divergence };
  readonly fillBand: { readonly reading: BandReading; readonly state: FillBand };
  readonly depthCollapse: { readonly reading: DepthReading; readonly state: DepthState };
  readonly spreadBlowOut: { readonly reading: SpreadReading; readonly state: Usual };
  readonly liquidationPrints: { readonly reading: LiquidationReading; readonly state: LiquidationFlow };
  readonly openInterestDrop: { readonly reading: OpenInterestReading; readonly state: OpenInterest };
  readonly priceCascade: { readonly reading: PriceReading; readonly state: Cascade };
  readonly fundingJump: { readonly reading: FundingReading; readonly state: Usual };
  readonly stablecoinDepeg: { readonly reading: PegReading; readonly state: Peg };
  readonly venueErrors: { readonly reading: VenueAnswer; readonly state: VenueHealth };
  readonly ownRejects: { readonly reading: OrderAnswer; readonly state: RejectRun };
  readonly journalLag: { readonly reading: JournalReading; readonly state: JournalLag };
  readonly loopGain: { readonly reading: ImpactReading; readonly state: LoopGain };
}

export type SignalKind = keyof Kinds;

const SIGNALS: { readonly [K in SignalKind]: Signal<Kinds[K]['state'], Kinds[K]['reading']> } = {
  staleOracle,
  divergingOracles,
  fillBand,
  depthCollapse,
  spreadBlowOut,
  liquidationPrints,
  openInterestDrop,
  priceCascade,
  fundingJump,
  stablecoinDepeg,
  venueErrors,
  ownRejects,
  journalLag,
  loopGain,
};

/** One reading for one signal, of one venue, oracle or underlying. */
export type BreakerReading = {
  readonly [K in SignalKind]: {
    readonly signal: K;
    readonly subject: string;
    readonly reading: Kinds[K]['reading'];
  };
}[SignalKind];

/** By subject. */
type Watched<K extends SignalKind> = Readonly<Record<string, Kinds[K]['state']>>;

export interface Breakers {
  readonly at: Millis | null;
  readonly watched: { readonly [K in SignalKind]?: Watched<K> };
  readonly ladder: Ladder;
}

export const NO_BREAKERS: Breakers = { at: null, watched: {}, ladder: CALM };

const KINDS = Object.keys(SIGNALS) as readonly SignalKind[];

/** What we did ourselves and not what the market is like: a re-arm says that it was looked at. */
const CONDUCT: readonly SignalKind[] = ['fillBand', 'venueErrors', 'ownRejects', 'loopGain'];

function gradesOf<K extends SignalKind>(kind: K, breakers: Breakers, at: Millis, found: Finding[]): void {
  const watched: Watched<K> | undefined = breakers.watched[kind];
  if (watched === undefined) return;
  for (const subject of Object.keys(watched)) {
    const grade: Grade = SIGNALS[kind].severity(watched[subject] as Kinds[K]['state'], at);
    if (grade.near > 0) found.push({ signal: kind, subject, ...grade });
  }
}

/** What is not calm at `at`, or only just, in the order of the signals. Costs as much as there are subjects. */
export function findingsAt(breakers: Breakers, at: Millis): readonly Finding[] {
  const found: Finding[] = [];
  for (const kind of KINDS) gradesOf(kind, breakers, at, found);
  return found;
}

/** `breakers` at `at`, with nothing new but the time: what waits grows older, what cooled down is let go. */
export function tickBreakers(breakers: Breakers, at: Millis, rule: LadderRule = LADDER_RULE): Breakers {
  if (!Number.isSafeInteger(at) || (breakers.at !== null && at < breakers.at)) return breakers;
  const ladder = climb(rule, breakers.ladder, findingsAt(breakers, at), at);
  return { at, watched: breakers.watched, ladder };
}

function foldOne<K extends SignalKind>(
  breakers: Breakers,
  kind: K,
  subject: string,
  reading: Kinds[K]['reading'],
): Breakers {
  const watched: Watched<K> | undefined = breakers.watched[kind];
  const before = watched !== undefined && Object.hasOwn(watched, subject) ? watched[subject] : undefined;
  const after = SIGNALS[kind].fold(before, reading);
  if (after === undefined || after === before) return breakers;
  const all = { ...breakers.watched, [kind]: { ...watched, [subject]: after } };
  return { at: breakers.at, watched: all, ladder: breakers.ladder };
}

/**
 * `breakers` after one reading. One that is older than the last of its subject is ignored; one that is older
 * than what others told is late, and says what it says now.
 */
export function foldBreakers(
  breakers: Breakers,
  { signal, subject, reading }: BreakerReading,
  rule: LadderRule = LADDER_RULE,
): Breakers {
  if (!Number.isSafeInteger(reading.at)) return breakers;
  const folded = foldOne(breakers, signal, subject, reading);
  const at = breakers.at === null || reading.at > breakers.at ? reading.at : breakers.at;
  return tickBreakers(folded, at, rule);
}

/** `breakers` without a subject that is no longer read: what it last said would stand for ever. */
export function forgetSubject(breakers: Breakers, signal: SignalKind, subject: string): Breakers {
  const { [subject]: _gone, ...rest } = (breakers.watched[signal] ?? {}) as Readonly<Record<string, unknown>>;
  return { ...breakers, watched: { ...breakers.watched, [signal]: rest } as Breakers['watched'] };
}

/**
 * `breakers` after an operator has said that a halt is over. What we did ourselves is forgotten with it. What
 * the market and the machine are like is not: if it still asks for a halt, it gets one again.
 */
export function rearmBreakers(breakers: Breakers, at: Millis): Breakers {
  if (breakers.ladder.level !== 'halt') return breakers;
  const kept = KINDS.filter((kind) => !CONDUCT.includes(kind)).map((kind) => [kind, breakers.watched[kind]]);
  const watched: Breakers['watched'] = Object.fromEntries(kept.filter(([, held]) => held !== undefined));
  return { at: breakers.at, watched, ladder: rearmed(breakers.ladder, at) };
}

/** Why the level is what it is, for an alert: one line a finding. */
export function explain({ because, level }: Ladder): string {
  if (because.length === 0) return `${level}: cooled down or re-armed, one step at a time`;
  return because
    .map(
      ({ signal, subject, value, threshold, of }) =>
        `${level}: ${signal} of ${subject}: ${of} is ${value.toPrecision(4)}, threshold ${threshold.toPrecision(4)}`,
    )
    .join('\n');
}
