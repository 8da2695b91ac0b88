/**
 * The volatility surface: what the market's vols are between the strikes and expiries that are quoted. Quotes of
 * one expiry become a smile (`fit-slice.ts`); those of all expiries become smiles that keep out of each other's
 * way (`fit-surface.ts`), or one SSVI surface (`fit-ssvi.ts`). Smiles become a surface here, which answers a vol
 * and its slopes anywhere. `smile-delta.ts` uses the slopes.
 *
 * Between expiries total variance is linear in time at equal log-moneyness, so there is no calendar arbitrage
 * where the smiles have none between them: Gatheral & Jacquier (2014), lemma 2.1. It is not proved that smiles
 * in between have no butterfly arbitrage, although their neighbours have none.
 */
import { isPlain, type Refused, refused } from '../refused.ts';
import { butterflyViolation, calendarViolation, type Violation } from './arbitrage.ts';
import type { Slice } from './fit-slice.ts';
import { type Jet, sviJet } from './svi.ts';

/** Between which of the slices, and where. */
export interface CalendarViolation extends Violation {
  /** The place of the earlier of the two slices. */
  readonly after: number;
}

export interface Surface {
  /** One or more, by rising time to expiry, none with butterfly arbitrage. */
  readonly slices: readonly Slice[];
  /** The worst calendar arbitrage between neighbours within four standard deviations of the money, if any. */
  readonly calendar: CalendarViolation | undefined;
}

/** A vol and how it moves. */
export interface SurfaceVol {
  /** Annualised, as a fraction. */
  readonly vol: number;
  /** ∂σ/∂K at a still forward, per 1.00 of strike. */
  readonly perStrike: number;
  /** ∂σ/∂F at a still strike where the smile moves with the forward, per 1.00 of forward. */
  readonly perForward: number;
}

/**
 * The surface through `slices`, in any order. Refuses, naming the field: none, two of one expiry, a time that is
 * not above zero, parameters that are not finite, a smile with butterfly arbitrage. Calendar arbitrage between
 * two smiles is answered, not refused: quotes do have it, and an SSVI surface is the way out.
 */
export function surfaceOf(slices: readonly Slice[]): Surface | Refused {
  if (slices.length === 0) return refused('slices', 0, 'the smile of at least one expiry');
  const sorted = [...slices].sort((x, y) => x.years - y.years);
  let calendar: CalendarViolation | undefined;
  for (const [i, { years, svi }] of sorted.entries()) {
    if (!(years > 0 && years < Infinity)) return refused('years', years, 'a time to expiry above zero');
    for (const [name, value] of Object.entries(svi)) {
      if (!Number.isFinite(value)) return refused(`svi.${name}`, value, 'finite parameters');
    }
    if (!(svi.b >= 0)) return refused('svi.b', svi.b, 'a smile that opens upwards');
    if (!(Math.abs(svi.rho) <= 1)) return refused('svi.rho', svi.rho, 'a lean from -1 to 1');
    const butterfly = butterflyViolation(svi);
    if (butterfly !== undefined) {
      return refused(`svi.${butterfly.of}`, butterfly.amount, 'a smile free of butterfly arbitrage');
    }
    const before = sorted[i - 1];
    if (before === undefined) continue;
    if (before.years === years) return refused('years', years, 'one smile for each expiry');
    const found = calendarViolation(before.svi, svi);
    if (found !== undefined && found.amount > (calendar?.amount ?? 0)) calendar = { ...found, after: i - 1 };
  }
  return { slices: sorted, calendar };
}

/** The place of the first slice that expires after `years`. */
function firstAfter(slices: readonly Slice[], years: number): number {
  let [low, high] = [0, slices.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slices[middle] as Slice).years > years) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Total variance and its slope in log-moneyness. */
function jetAt({ slices }: Surface, k: number, years: number): Jet {
  const place = firstAfter(slices, years);
  const [before, after] = [slices[place - 1], slices[place]];
  const mixed = (x: Jet, ofX: number, y: Jet, ofY: number): Jet => ({
    variance: ofX * x.variance + ofY * y.variance,
    slope: ofX * x.slope + ofY * y.slope,
    curvature: ofX * x.curvature + ofY * y.curvature,
  });
  const still: Jet = { variance: 1, slope: 0, curvature: 0 };
  if (before !== undefined && after !== undefined) {
    const share = (years - before.years) / (after.years - before.years);
    return mixed(sviJet(before.svi, k), 1 - share, sviJet(after.svi, k), share);
  }
  if (after !== undefined) return mixed(sviJet(after.svi, k), years / after.years, still, 0);
  const last = before as Slice;
  const atMoney = sviJet(last.svi, 0).variance;
  return mixed(sviJet(last.svi, k), 1, still, (atMoney / last.years) * (years - last.years));
}

/**
 * The vol of `strike` at `years` to expiry, on the `forward` of that expiry, with its slopes. Between two slices
 * total variance is linear in time at equal log-moneyness. Before the first, each log-moneyness keeps its vol;
 * beyond the last, total variance grows at every strike as fast as at the money it did on average until there
 * (a flat forward variance). Refuses a forward, strike or time that is not above zero and finite.
 */
export function smileAt(
  surface: Surface,
  forward: number,
  strike: number,
  years: number,
): SurfaceVol | Refused {
  for (const [field, value] of [['forward', forward] as const, ['strike', strike] as const]) {
    if (!(isPlain(value) && value > 0)) return refused(field, value, 'a finite price above zero');
  }
  if (!(isPlain(years) && years > 0)) return refused('years', years, 'a time to expiry above zero');
  const { variance, slope } = jetAt(surface, Math.log(strike / forward), years);
  const vol = Math.sqrt(variance / years);
  const perLog = slope / (2 * vol * years);
  const answer = { vol, perStrike: perLog / strike, perForward: -perLog / forward };
  // One sum, since it is not finite if any of them is not.
  const sum = answer.vol + answer.perStrike + answer.perForward;
  return vol > 0 && Number.isFinite(sum)
    ? answer
    : refused('strike', strike, 'a strike whose vol fits in a float64');
}

/** The vol of `strike` alone; otherwise as `smileAt`. */
export function volAt(surface: Surface, forward: number, strike: number, years: number): number | Refused {
  const smile = smileAt(surface, forward, strike, years);
  return 'kind' in smile ? smile : smile.vol;
}
