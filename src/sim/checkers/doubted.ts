import type { JournalEntry } from '../../domain/entry.ts';
import type { Currency, VenueId } from '../../domain/instrument.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { EngineState, Outcome } from '../../engine/state.ts';
import { MINUTE } from '../../units/time.ts';
import { distanceOf } from '../margin.ts';
import type { Lie } from '../margin-desk.ts';
import { bookedAccount, knownContracts } from './booked-account.ts';
import type { Checker, Finding, Witness } from './witness.ts';

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** What a venue has said of its margin, and what of that was false. */
interface Word {
  readonly at: number;
  readonly margin: NonNullable<Report['margin']>;
  readonly lie: Lie | null;
  /** How far prices may have moved, as a share, since the engine had last marked its book. */
  readonly moved: number;
}

/** A word that is off by more than this is surely false: a hundredth is allowed, and prices are not quite the same. */
const FALSE = 0.03;
/** Ticks for which an instrument may have no price, and is marked at its last. */
const LONGEST_SILENCE = 120;
/** Distances this near to each other are the same. */
const [SAME_SHARE, SAME] = [0.05, 0.01];

/** What of the equity in `unit` a word leaves out at least, whatever prices did; below 0 where it adds some. */
function missingIn({ lie, margin, moved }: Word, unit: Currency, gross: number): number {
  const told = margin[unit]?.equity ?? 0;
  const own = lie?.of === 'equity' ? told / lie.factor : told;
  const slack = moved * gross + FALSE * Math.abs(own);
  return Math.sign(own - told) * Math.max(0, Math.abs(own - told) - slack);
}

/**
 * What is not known of an account's margin is said: brackets that nobody has told, a venue that has fallen silent, and
 * a word that is not ours, told twice. Of two words the worse is gone by.
 */
export function createDoubted(witness: Witness): Checker {
  const words = new Map<VenueId, readonly Word[]>();
  const heardAt = new Map<VenueId, number>();
  const tiered = new Set<VenueId>();
  const raised = new Map<string, string>();
  let lookedAt = 0;
  /** Whether only the venues tell brackets. */
  const areTold = Object.values(witness.scenario.margined?.terms.contracts ?? {}).some(
    ({ tiers }) => tiers.length === 0,
  );
  const { margined, engine, mix, tickMs, latencyMs, jitterMs } = witness.scenario;
  const staleMs = Math.max(2 * MINUTE, 3 * Math.min(MINUTE, engine.reviewEveryMs));

  const moveSince = (at: number, until: number): number => {
    const isLossy = mix.lostQuote + mix.lateQuote + mix.silentFeed > 0;
    const silentMs = mix.silentFeed > 0 ? LONGEST_SILENCE * tickMs : 0;
    const lag = 2 * (latencyMs + jitterMs) + 4 * tickMs + (isLossy ? engine.staleAfterMs : 0) + silentMs;
    const moves = Object.keys(margined?.contracts ?? {}).map((id) => {
      const path = witness.market.mids(id).filter((one) => one.at >= at - lag && one.at <= until + lag);
      const mids = path.map(({ mid }) => mid);
      return mids.length === 0 ? 0 : Math.max(...mids) / Math.min(...mids) - 1;
    });
    return Math.max(0, ...moves);
  };

  const hear = ({ venue, at, margin, tiers }: Report): void => {
    const before = words.get(venue) ?? [];
    if (margin === undefined || at <= (heardAt.get(venue) ?? 0)) return;
    heardAt.set(venue, at);
    if (tiers !== undefined) tiered.add(venue);
    // Before the book was first valued, or brackets are known, there is nothing to compare a word with.
    if (lookedAt === 0 || (areTold && !tiered.has(venue))) return;
    const word = { at, margin, lie: witness.desk.lieIn(margin), moved: moveSince(lookedAt, at) };
    words.set(venue, [...before, word].slice(-2));
  };

  const bracketFault = (state: EngineState, venue: VenueId, unit: Currency): Finding => {
    const contracts = engine.venues.find(({ id }) => id === venue)?.margin?.contracts ?? {};
    const blind = Object.values(state.instruments).find(
      ({ id, settle, venue: at }) =>
        at === venue && settle === unit && contracts[id]?.tiers.length === 0 && state.book.positions[id],
    );
    if (blind === undefined || tiered.has(venue) || raised.has(`margin/${venue}/${unit}`)) return null;
    return `nobody was told that brackets of ${blind.id} are not known`;
  };

  const wordFault = (state: EngineState, venue: VenueId, unit: Currency): Finding => {
    const [first, second] = words.get(venue) ?? [];
    const contracts = knownContracts(state, venue);
    const { marks } = state.ledger;
    // By a clock that is wrong, nothing can be said of what a price was.
    if (first === undefined || second === undefined || contracts === null || marks === null) return null;
    if (mix.clockJump > 0) return null;
    const booked = bookedAccount(state, { venue, unit }, (id) => marks.prices[id]);
    const gross = booked.held.reduce((sum, { instrument: { lot, multiplier, inverse }, lots, mark }) => {
      const size = Math.abs(lots) * lot * multiplier;
      return sum + (inverse ? size / mark : size * mark);
    }, 0);
    const [one, other] = [missingIn(first, unit, gross), missingIn(second, unit, gross)];
    if (one * other <= 0) return null;
    // What was much may be little beside what has come in since.
    if (Math.min(Math.abs(one), Math.abs(other)) <= FALSE * Math.abs(booked.cash)) return null;
    const account = `${venue}/${unit}`;
    if (!raised.has(`margin/${account}`)) return `nobody was told that ${account} is told wrongly`;
    const lack = Math.min(one, other);
    const distance = state.protection?.accounts[account]?.danger.distance ?? Infinity;
    if (lack <= 0) return null;
    const worse = distanceOf({ ...booked, cash: booked.cash - lack }, contracts);
    // Protection looks no further than a price that doubles.
    return worse < 1 && distance > worse * (1 + SAME_SHARE) + SAME
      ? `${account} is thought to be ${distance} from its end, by the venue's word it is ${worse}`
      : null;
  };

  const look = (entry: JournalEntry, at: number): Finding => {
    lookedAt = entry.at;
    const { state } = witness;
    for (const [venue, cash] of Object.entries(margined?.cash ?? {})) {
      for (const unit of Object.keys(cash)) {
        const age = at - (heardAt.get(venue) ?? at);
        if (age > staleMs && !raised.has(`margin/${venue}/${unit}`))
          return `entry ${entry.seq}: nobody was told that ${venue} has said nothing of ${unit} for ${age} ms`;
        if (state?.seq !== entry.seq || state.venueMargin?.[venue] === undefined) continue;
        const isFresh = age <= staleMs;
        const fault = bracketFault(state, venue, unit) ?? (isFresh ? wordFault(state, venue, unit) : null);
        if (fault !== null) return `entry ${entry.seq}: ${fault}`;
      }
    }
    return null;
  };

  return {
    name: 'doubted',
    flushed(entries) {
      if (margined === undefined) return null;
      for (const entry of entries) {
        const { body } = entry;
        const { alarms = [], equity } = entry.outcome as Outcome;
        for (const { key, state } of alarms)
          if (state === null) raised.delete(key);
          else raised.set(key, state ?? '');
        if (body.kind === 'account' && body.event.kind === 'report') hear(body.event);
        const isLook = (body.kind === 'bar' || body.kind === 'decisionDue') && equity !== undefined;
        const fault = isLook ? look(entry, body.snapshot.at) : null;
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}
