/**
 * From what the signals say to what is allowed. Up at once, as far as is asked; down one step at a time, each
 * after a time in which nothing asked for the step that is left. Only an operator leaves a halt.
 */
import { MINUTE, SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { Grade, Severity } from './signal.ts';

/** What is allowed: all, what is passive, what reduces, nothing. See `permits`. */
export type Level = 'normal' | 'cautious' | 'reduceOnly' | 'halt';

const LEVELS: readonly [Level, Level, Level, Level] = ['normal', 'cautious', 'reduceOnly', 'halt'];

/** What `level` asks of a signal to be entered at once. */
export function severityOf(level: Level): Severity {
  return LEVELS.indexOf(level) as Severity;
}

/** A grade, and who gave it. */
export interface Finding extends Grade {
  readonly signal: string;
  /** The venue, oracle or underlying that it is of. */
  readonly subject: string;
}

export interface LadderRule {
  /** How long nothing must ask for a level before it is left for the one below; a minute at least. */
  readonly cooldownMs: number;
  /** How long a halt must be asked for without a break; until then it is `reduceOnly`. */
  readonly confirmMs: number;
}

/**
 * The times of the US Limit Up-Limit Down plan: 15 seconds in its limit state pause trading for five minutes.
 */
export const LADDER_RULE: LadderRule = { cooldownMs: 5 * MINUTE, confirmMs: 15 * SECOND };

/** No level is left for a lower one sooner, whatever the rule says: so there is no flapping. */
const COOLDOWN_MIN = MINUTE;

/** Plain data. */
export interface Ladder {
  readonly level: Level;
  /** When it was entered; null before the first change. */
  readonly since: Millis | null;
  /** What asked for it when it was entered, the gravest first; empty where it was entered from above. */
  readonly because: readonly Finding[];
  /** Since when nothing has asked for it; null where something does. */
  readonly easySince: Millis | null;
  /** Since when a halt is asked for; null where nothing does. */
  readonly haltSince: Millis | null;
}

export const CALM: Ladder = {
  level: 'normal',
  since: null,
  because: [],
  easySince: null,
  haltSince: null,
};

/** What all say together: the gravest. */
function gravest(findings: readonly Finding[], of: 'severity' | 'near'): Severity {
  return Math.max(0, ...findings.map((finding) => finding[of])) as Severity;
}

/** Those that ask for `level` or more, the gravest first. */
function blamed(findings: readonly Finding[], level: Severity): readonly Finding[] {
  return findings
    .filter(({ severity }) => severity >= Math.max(1, level))
    .toSorted((one, other) => other.severity - one.severity);
}

function entered(
  level: Severity,
  at: Millis,
  findings: readonly Finding[],
  haltSince: Millis | null,
): Ladder {
  const because = blamed(findings, level);
  return { level: LEVELS[level], since: at, because, easySince: null, haltSince };
}

/** `ladder` when signals say `findings` at `at`, which never goes back. */
export function climb(rule: LadderRule, ladder: Ladder, findings: readonly Finding[], at: Millis): Ladder {
  const now = severityOf(ladder.level);
  if (now === 3) return ladder;
  const asked = gravest(findings, 'severity');
  const haltSince = asked === 3 ? (ladder.haltSince ?? at) : null;
  const isConfirmed = haltSince !== null && at - haltSince >= rule.confirmMs;
  const wanted: Severity = asked === 3 && !isConfirmed ? 2 : asked;
  if (wanted > now) return entered(wanted, at, findings, haltSince);
  // It takes less to stay than it took to enter.
  if (wanted === now || gravest(findings, 'near') >= now) {
    const isSame = ladder.easySince === null && ladder.haltSince === haltSince;
    return isSame ? ladder : { ...ladder, easySince: null, haltSince };
  }
  const easySince = ladder.easySince ?? at;
  // It is easy only since the level was entered, so no change is nearer to the one before than this.
  if (at - easySince < Math.max(COOLDOWN_MIN, rule.cooldownMs))
    return ladder.easySince === easySince ? ladder : { ...ladder, easySince, haltSince };
  // The next step has its own wait, from here on.
  return entered((now - 1) as Severity, at, [], haltSince);
}

/**
 * `ladder` after an operator's word that a halt is over; anything else it leaves. It goes on with what
 * reduces, and down from there like any other: what asked for the halt may still do so.
 */
export function rearmed(ladder: Ladder, at: Millis): Ladder {
  return ladder.level === 'halt' ? entered(2, at, [], null) : ladder;
}
