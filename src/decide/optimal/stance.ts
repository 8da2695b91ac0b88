import type { Profile, Range, Stance } from '../../domain/config.ts';
import type { RegimeProbabilities } from '../../forecast/hysteresis.ts';

const REGIMES = ['calm', 'normal', 'stress'] as const;

/**
 * Between what `profile` keeps its gamma or vega: its own band, or each regime's in parts as likely as that regime is
 * *expected* to be, so that a stance is taken before the move and wavering probabilities do not make it jump. Null
 * where it has none; its own where regimes are not known.
 */
export function bandOf(
  { gammaBand, vegaBand, stances }: Pick<Profile, 'gammaBand' | 'vegaBand' | 'stances'>,
  of: keyof Stance,
  probabilities: RegimeProbabilities | null,
): Range | null {
  const own = of === 'gamma' ? gammaBand : vegaBand;
  if (own === undefined) return null;
  if (stances === undefined || probabilities === null) return own;
  const edge = (side: 0 | 1): number => {
    let [mean, least, most] = [0, Infinity, -Infinity];
    for (const regime of REGIMES) {
      const value = (stances[regime]?.[of] ?? own)[side];
      mean += probabilities[regime] * value;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    // Probabilities add up to 1 but for rounding.
    return Math.min(most, Math.max(least, mean));
  };
  return [edge(0), edge(1)];
}
