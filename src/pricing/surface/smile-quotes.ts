/** What a smile is fitted to: the quotes of one expiry, checked, as columns of vols with what each is worth. */
import { median } from '../../math/statistics.ts';
import { type Refused, refused } from '../refused.ts';

/** One option's quote; any part may be missing. Vols annualised as fractions, or total variances (σ²T). */
export interface SmileQuote {
  /** ln(strike / forward), the forward of this expiry. */
  readonly logMoneyness: number;
  readonly bid?: number;
  readonly ask?: number;
  /** The venue's own value, or a model's: taken where it lies within bid and ask, or where a side is missing. */
  readonly mark?: number;
}

/** The quotes of one expiry, in any order; out-of-the-money options alone are best. */
export interface SmileQuotes {
  /** To expiry, above zero. */
  readonly years: number;
  readonly measure: 'vol' | 'totalVariance';
  readonly quotes: readonly SmileQuote[];
}

/** Columns of equal length, by rising log-moneyness. All vols as fractions. */
export interface SmilePoints {
  readonly years: number;
  readonly k: Float64Array;
  /** What the smile should be at k; NaN where one side alone is known, which only bounds it. */
  readonly vol: Float64Array;
  /** Half the width of bid and ask, or its estimate: what an error is measured by. */
  readonly slack: Float64Array;
  /** 0 where there is no bid. */
  readonly bid: Float64Array;
  /** Infinity where there is no ask. */
  readonly ask: Float64Array;
  /** How many have a vol of their own. */
  readonly targets: number;
}

/** No quote is trusted to better than this share of its vol. */
const FINEST = 0.0025;

/** Half the width, as a share of vol, where no quote of the expiry has both sides. */
const USUAL = 0.02;

/** Beyond these a vol is a mistake of units; prices could not tell it from its neighbours. */
const VOL_LIMITS = [1e-4, 50] as const;

function refusalOfQuote(quote: SmileQuote, name: string, toVol: (x: number) => number): Refused | undefined {
  const { logMoneyness, bid, ask, mark } = quote;
  if (!(Math.abs(logMoneyness) <= 20)) {
    return refused(`${name}.logMoneyness`, logMoneyness, 'ln(strike / forward), within ±20');
  }
  for (const [side, value] of Object.entries({ bid, ask, mark })) {
    if (value === undefined) continue;
    const vol = value > 0 ? toVol(value) : Number.NaN;
    if (!(vol >= VOL_LIMITS[0] && vol <= VOL_LIMITS[1])) {
      return refused(`${name}.${side}`, value, 'a vol from 0.0001 to 50, or left out where there is none');
    }
  }
  if (bid !== undefined && ask !== undefined && bid > ask) {
    return refused(`${name}.bid`, bid, `a bid of at most the ask of ${ask}`);
  }
  return undefined;
}

/** The vol that a quote argues for: its mark unless bid or ask contradicts it, else the middle of both. */
function targetOf(bid: number, ask: number, mark: number | undefined): number {
  if (mark !== undefined && mark >= bid && mark <= ask) return mark;
  return bid > 0 && ask < Infinity ? 0.5 * (bid + ask) : Number.NaN;
}

/** The half-width of a quote with a side missing: twice the usual, and more where vega leaves it to noise. */
function guessedSlack(usual: number, k: number, vol: number, years: number): number {
  const distance = k / (vol * Math.sqrt(years));
  return (2 * usual) / Math.max(0.05, Math.exp(-0.5 * distance * distance));
}

/**
 * Quotes as columns in vol. Refuses, naming the field: a time that is not above zero, a vol or moneyness that is
 * not finite or beyond reason, a bid above its ask, and a smile in which no quote names a vol.
 */
export function smilePoints({ years, measure, quotes }: SmileQuotes): SmilePoints | Refused {
  if (!(years > 0 && years < 1000)) return refused('years', years, 'a time to expiry above zero, in years');
  const toVol = measure === 'vol' ? (x: number) => x : (x: number) => Math.sqrt(x / years);
  for (const [i, quote] of quotes.entries()) {
    const refusal = refusalOfQuote(quote, `quotes[${i}]`, toVol);
    if (refusal !== undefined) return refusal;
  }
  const sorted = [...quotes].sort((x, y) => x.logMoneyness - y.logMoneyness);
  const column = (of: (quote: SmileQuote) => number): Float64Array => Float64Array.from(sorted, of);
  const k = column((quote) => quote.logMoneyness);
  const bid = column((quote) => (quote.bid === undefined ? 0 : toVol(quote.bid)));
  const ask = column((quote) => (quote.ask === undefined ? Infinity : toVol(quote.ask)));
  const vol = Float64Array.from(sorted, ({ mark }, i) =>
    targetOf(bid[i] as number, ask[i] as number, mark === undefined ? undefined : toVol(mark)),
  );
  const targets = vol.filter((value) => value > 0);
  if (targets.length === 0) {
    return refused('quotes', quotes.length, 'at least one quote with a mark, or with both bid and ask');
  }
  const halves = ask.map((high, i) => 0.5 * (high - (bid[i] as number)));
  const known = halves.filter((_, i) => (bid[i] as number) > 0 && (ask[i] as number) < Infinity);
  const middle = median(targets);
  const usual = Math.max(FINEST * middle, known.length > 0 ? median(known) : USUAL * middle);
  const slack = halves.map((half, i) => {
    const own = vol[i] as number;
    const isKnown = (bid[i] as number) > 0 && half < Infinity;
    return isKnown
      ? Math.max(half, FINEST * middle)
      : guessedSlack(usual, k[i] as number, own > 0 ? own : middle, years);
  });
  return { years, k, vol, slack, bid, ask, targets: targets.length };
}
