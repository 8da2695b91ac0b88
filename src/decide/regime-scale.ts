import type { RegimeBands } from '../domain/config.ts';
import type { RegimeProbabilities } from '../forecast/hysteresis.ts';

/** How much wider a band is made for the regime, and by which probabilities. */
export interface RegimeScale {
  /** Times the policy's own half-width. */
  readonly factor: number;
  /** Null where regimes are not known: the factor is then 1. */
  readonly probabilities: RegimeProbabilities | null;
}

/**
 * The mean of `bands`, each as heavy as its regime is likely. It moves with the probabilities and not by steps, so
 * a regime that wavers does not make the band jump to and fro.
 */
export function regimeScale(bands: RegimeBands, probabilities: RegimeProbabilities | null): RegimeScale {
  if (probabilities === null) return { factor: 1, probabilities };
  const { calm, normal, stress } = probabilities;
  const mean = calm * bands.calm + normal * bands.normal + stress * bands.stress;
  // Probabilities add up to 1 but for rounding.
  const [least, most] = [
    Math.min(bands.calm, bands.normal, bands.stress),
    Math.max(bands.calm, bands.normal, bands.stress),
  ];
  return { factor: Math.min(most, Math.max(least, mean)), probabilities };
}
