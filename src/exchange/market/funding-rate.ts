import { HOUR } from '../../units/time.ts';
import type { Listing } from '../listing.ts';

/** How an exchange makes a funding rate from the average premium. All per eight hours, as fractions. */
export interface FundingTerms {
  readonly interest: number;
  /** Premiums within this of the interest do not move the rate. */
  readonly damping: number;
  readonly cap: number;
}

/** Binance, "Introduction to funding rates"; Hyperliquid, "Funding": the same, paid by the hour and capped later. */
const LINEAR: FundingTerms = { interest: 0.0001, damping: 0.0005, cap: 0.02 };
const HOURLY: FundingTerms = { interest: 0.0001, damping: 0.0005, cap: 0.32 };
/** Deribit, "Perpetual": max(0.025 %, P) + min(−0.025 %, P), which is the same with no interest. */
const INVERSE: FundingTerms = { interest: 0, damping: 0.00025, cap: 0.005 };

const EIGHT_HOURS = 8 * HOUR;

export function fundingTermsOf({ instrument, fundingIntervalMs }: Listing): FundingTerms {
  if (instrument.inverse) return INVERSE;
  return fundingIntervalMs < EIGHT_HOURS ? HOURLY : LINEAR;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

/**
 * The rate that longs pay for an interval whose premium over the index was `premium` on average: premium +
 * clamp(interest − premium), within the cap, for the interval's share of eight hours.
 */
export function fundingRate(premium: number, terms: FundingTerms, intervalMs: number): number {
  const { interest, damping, cap } = terms;
  const eightHours = clamp(premium + clamp(interest - premium, damping), cap);
  return (eightHours * intervalMs) / EIGHT_HOURS;
}

/** When the interval that `at` lies in is paid: on a multiple of it in UTC. */
export function nextFundingAt(at: number, intervalMs: number): number {
  return (Math.floor(at / intervalMs) + 1) * intervalMs;
}

/** The premium of a perp over time. */
export class PremiumAverage {
  #sum = 0;
  #time = 0;

  /** `premium` held for `ms`. */
  add(premium: number, ms: number): void {
    this.#sum += premium * ms;
    this.#time += ms;
  }

  get value(): number {
    return this.#time === 0 ? 0 : this.#sum / this.#time;
  }

  reset(): void {
    this.#sum = 0;
    this.#time = 0;
  }
}
