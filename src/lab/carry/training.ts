/**
 * Where the numbers of our rule come from: funding of 2020 to 2022 alone, before the first day that anything is
 * compared on. There are no prices of perps for it, but the venue's own formula says what the premium was whenever
 * the rate is not the base rate: rate = premium + clamp(base − premium, ±0.05 %). So the basis is taken to be
 * the rate itself there and nothing elsewhere, with a noise of 1.5 basis points that is drawn from a seed.
 *
 * Of `parameters.json` the half-life and the confidence to enter are the best of a grid over twelve series
 * (`training.long.test.ts`). The other numbers were set by hand on the same years: half a basis point of shortfall
 * a day did as well as the whole one, and bands of a fifth as well as those of three tenths.
 */
import { createRandom } from '../../math/random.ts';
import { HOUR } from '../../units/time.ts';
import type { FundingSeries } from '../data/funding-file.ts';
import type { Print } from './prints.ts';

export const TRAINED_UNTIL: number = Date.UTC(2023, 0, 1);
const BASE = 1e-4;
const NOISE = 1.5e-4;

/** Payments before 2023 at prices of 1, at which nothing is made or lost but funding. */
export function fundingOnly({ at, rates, intervalsMs }: FundingSeries): readonly Print[] {
  return printsWith(at, rates, intervalsMs, () => 0);
}

/** Payments before 2023 with a spot price of 1, and a perp at the premium that they imply. */
export function trainingPrints({ asset, at, rates, intervalsMs }: FundingSeries): readonly Print[] {
  const random = createRandom(`premiums of ${asset}`);
  return printsWith(at, rates, intervalsMs, (inEight) => {
    const implied = Math.abs(inEight - BASE) < 1e-9 ? 0 : inEight;
    return implied + NOISE * random.normal();
  });
}

function printsWith(
  at: readonly number[],
  rates: readonly number[],
  intervalsMs: readonly number[],
  premiumOf: (inEightHours: number) => number,
): readonly Print[] {
  return at
    .map((time, i): Print => {
      const [rate, intervalMs] = [rates[i] as number, intervalsMs[i] as number];
      const prices = { spot: 1, perp: Math.exp(premiumOf((rate * 8 * HOUR) / intervalMs)) };
      return { at: Math.round(time / HOUR) * HOUR, rate, intervalMs, seen: prices, dealt: prices };
    })
    .filter((print) => print.at < TRAINED_UNTIL);
}
