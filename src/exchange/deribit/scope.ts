/**
 * What a key may do, in Deribit's words: `trade:read_write wallet:none account:read`. A session's scope is what the
 * key has, less what `public/auth` asks to be left out, so a hedger can see that its key cannot withdraw.
 */
import type { Account } from '../exchange.ts';

const levels = ['none', 'read', 'read_write'] as const;
export type Level = (typeof levels)[number];

const areas = ['account', 'trade', 'wallet', 'block_trade'] as const;
export type Area = (typeof areas)[number];

export interface Scope {
  readonly levels: Readonly<Record<Area, Level>>;
  /** The name of the session it is good for; null: the connection alone. */
  readonly session: string | null;
}

/** What it may do at most. */
export function scopeOfKey({ canTrade, canWithdraw }: Account): Scope {
  const own: Record<Area, Level> = {
    account: 'read_write',
    trade: canTrade ? 'read_write' : 'read',
    wallet: canWithdraw ? 'read_write' : 'none',
    block_trade: 'none',
  };
  return { levels: own, session: null };
}

function lesser(a: Level, b: Level): Level {
  return levels[Math.min(levels.indexOf(a), levels.indexOf(b))] ?? 'none';
}

/** `most`, narrowed to what `asked` (words with blanks between) names; unknown words do nothing. */
export function narrowed(most: Scope, asked: string): Scope {
  const left = { ...most.levels };
  let session = most.session;
  for (const word of asked.split(' ')) {
    const [name, value = ''] = word.split(':', 2);
    const area = areas.find((each) => each === name);
    const level = levels.find((each) => each === value);
    if (area !== undefined && level !== undefined) left[area] = lesser(left[area], level);
    if (name === 'session' && value !== '') session = value;
  }
  return { levels: left, session };
}

/** As answers tell it. */
export function scopeText({ levels: held, session }: Scope): string {
  const words = areas.map((area) => `${area}:${held[area]}`);
  return [session === null ? 'connection' : `session:${session}`, 'mainaccount', ...words].join(' ');
}

/** Whether `scope` allows `level` on `area`. */
export function allows(scope: Scope, area: Area, level: Level): boolean {
  return levels.indexOf(scope.levels[area]) >= levels.indexOf(level);
}
