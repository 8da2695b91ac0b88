import type { Profile } from '../domain/config.ts';
import type { MarketSnapshot, Quality } from '../domain/market.ts';
import { goodWaysOf } from './ways.ts';

const FROM_WORST = ['absent', 'stale', 'suspect', 'fresh'] as const;

/**
 * The worst quality among the readings that a decision on `profile` needs: the index, the best of what delta is traded
 * with, and the vol where it is the market's. When it changes a decision is due, so that nothing waits for a review
 * once what was missing is back.
 */
export function readinessOf(
  profile: Profile,
  { quotes, vols }: Pick<MarketSnapshot, 'quotes' | 'vols'>,
): Quality | 'absent' {
  const [way = profile.hedge] = goodWaysOf(profile, quotes);
  const needed: (Quality | 'absent')[] = [profile.index, way].map((id) => quotes[id]?.quality ?? 'absent');
  if (profile.markVol.kind === 'market') needed.push(vols[profile.underlying]?.quality ?? 'absent');
  return FROM_WORST.find((quality) => needed.includes(quality)) ?? 'absent';
}
