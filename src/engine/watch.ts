import { strikeEvery } from '../decide/clock.ts';
import { due, type Watch } from '../decide/due.ts';
import type { Profile } from '../domain/config.ts';
import type { DueReason } from '../domain/entry.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import type { MarketState } from '../observe/observe.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { UNWATCHED } from './anchor.ts';
import { costRateOf } from './cost-rate.ts';
import { isDue } from './flatten/flattening.ts';
import { nextTimer } from './on-timer.ts';
import { isFarFromLooked } from './protection/protection.ts';
import { readinessOf } from './readiness.ts';
import type { EngineState } from './state.ts';
import { leastLotDelta, waysOf } from './ways.ts';

type Seen = Pick<MarketSnapshot, 'quotes' | 'vols'>;

function watchOf(state: EngineState, profile: Profile, seen: Seen): Watch {
  const { quotes } = seen;
  const watched = state.decisions.watched[profile.underlying];
  const quote = quotes[profile.index];
  const price = quote === undefined ? null : mid(quote);
  return {
    profile,
    clockAt: watched?.memory.clockAt ?? null,
    anchor: watched?.anchor ?? null,
    retryAt: watched?.retryAt ?? null,
    price,
    costRate: costRateOf(state, profile, quotes),
    lotDelta: price === null ? 0 : leastLotDelta(state, profile, price),
    quality: readinessOf(profile, seen),
    lastQuality: watched?.quality ?? 'absent',
  };
}

/** Why a decision is due, given the market as it is; null when none is, or none could be taken. */
export function dueNow(state: EngineState, seen: Seen, now: Millis): DueReason | null {
  if (state.decisions.stopped) return null;
  if (state.flatten !== undefined) return isDue(state, now) ? 'flatten' : null;
  const watches = state.config.profiles.map((profile) => watchOf(state, profile, seen));
  return due({
    now,
    lastDecisionAt: state.decisions.lastAt,
    bookChanged: state.decisions.bookChanged,
    reviewEveryMs: state.config.reviewEveryMs,
    isMarginDue: watches.some(
      ({ profile, price, quality }) =>
        price !== null && quality === 'fresh' && isFarFromLooked(state, profile.underlying, price),
    ),
    watches,
  });
}

/** When a reading of `at` turns stale. */
function staleAt(state: EngineState, at: Millis): Millis {
  return later(at, state.config.staleAfterMs + 1);
}

/**
 * When something may fall due by the mere passing of time, after `attended`: a timer, a review, a clock, a
 * retry, or a reading that turns stale for want of a tick.
 */
export function nextAttention(state: EngineState, market: MarketState, attended: Millis): Millis {
  const { config, decisions, flatten } = state;
  const times: Millis[] = [];
  if (flatten !== undefined && flatten.nextAt !== null) times.push(flatten.nextAt);
  if (decisions.lastAt !== null) times.push(later(decisions.lastAt, config.reviewEveryMs));
  for (const profile of config.profiles) {
    const { policy, underlying } = profile;
    const { memory, retryAt } = decisions.watched[underlying] ?? UNWATCHED;
    const { clockAt } = memory;
    if (retryAt !== null) times.push(retryAt);
    const everyMs = strikeEvery(policy);
    if (everyMs !== null && clockAt !== null) times.push(later(clockAt, everyMs));
    const quotes = [profile.index, ...waysOf(profile)].map((id) => market.quotes.get(id));
    for (const reading of [...quotes, market.vols.get(underlying)]) {
      if (reading !== undefined) times.push(staleAt(state, reading.at));
    }
  }
  // What lay before `attended` has been looked at, and nothing came of it.
  const passing = times.filter((at) => at > attended);
  return millis(Math.min(nextTimer(state), ...passing));
}
