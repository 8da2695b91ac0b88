/**
 * Deribit's rate limits: buckets of credits that refill steadily, one for matching requests (orders), one for
 * subscribing and one for all else. Support article "Rate Limits": 50,000 credits, 500 a request, 10,000 back each
 * second; orders 5 a second with 20 at once in the lowest tier.
 */
import type { Millis } from '../../units/units.ts';

export interface Bucket {
  readonly most: number;
  readonly perSecond: number;
  readonly cost: number;
}

export type CreditKind = 'matching' | 'subscribe' | 'other';

export const BUCKETS: Readonly<Record<CreditKind, Bucket>> = {
  matching: { most: 20, perSecond: 5, cost: 1 },
  subscribe: { most: 30_000, perSecond: 10_000, cost: 3_000 },
  other: { most: 50_000, perSecond: 10_000, cost: 500 },
};

export type Limiting = 'real' | 'none' | 'spent';

export interface Credits {
  limits: Limiting;
  /** Whether `who` (an account, or an address that has not said whose it is) had the credits, which are gone then. */
  spend(who: string, kind: CreditKind, now: Millis): boolean;
}

interface Held {
  credits: number;
  at: Millis;
}

/** Full buckets for everybody. */
export function createCredits(): Credits {
  const held = new Map<string, Held>();
  const self: Credits = {
    limits: 'real',
    spend: (who, kind, now) => {
      if (self.limits !== 'real') return self.limits === 'none';
      const { most, perSecond, cost } = BUCKETS[kind];
      const key = `${kind} ${who}`;
      const before = held.get(key) ?? { credits: most, at: now };
      const credits = Math.min(most, before.credits + ((now - before.at) / 1000) * perSecond);
      const isEnough = credits >= cost;
      held.set(key, { credits: isEnough ? credits - cost : credits, at: now });
      return isEnough;
    },
  };
  return self;
}
