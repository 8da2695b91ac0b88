import type { Currency } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { exp } from '../../math/elementary.ts';
import { refusedField } from '../field-rules.ts';
import { type Refused, refused } from '../refused.ts';
import { type MarginAccount, standingOf } from './account.ts';
import { firstFall } from './first-fall.ts';
import { stand } from './stand.ts';

/** How price and vols move together within the horizon; logarithms of both are normal. */
interface JointTerms {
  readonly underlying: Currency;
  /** Annualised, as fractions: the price's vol, and the vol of vols. */
  readonly priceVol: number;
  readonly volOfVol: number;
  /** Of the two moves, above −1 and below 1. */
  readonly correlation: number;
  /** The horizon. */
  readonly years: number;
}

/** The nearest move that begins liquidation: how far it is, in standard deviations, and what moves, as factors. */
export interface JointDistance {
  readonly sds: number;
  readonly price: number;
  readonly vol: number;
}

const DIRECTIONS = 48;
/** Looks beside the best direction, each half as wide as the one before. */
const SHARPENINGS = 20;
const REACH = 12;
/** Of the rays that are walked first, and the shares of the nearest that those beside it are looked at in. */
const WALK = { step: 0.25, growth: 1.05 };
const LOOKS = 3;

function refusalOf({ priceVol, volOfVol, correlation, years }: JointTerms): Refused | undefined {
  if (!(correlation > -1 && correlation < 1))
    return refused('correlation', correlation, 'a number above -1 and below 1');
  return refusedField([
    ['priceVol', priceVol, 'positive'],
    ['volOfVol', volOfVol, 'plain'],
    ['years', years, 'positive'],
  ]);
}

/**
 * The smallest joint move of the underlying's price and of all vols at which liquidation begins, measured as the
 * ellipse has it: √((x² − 2ρxy + y²)/(1 − ρ²)) for moves of x and y standard deviations each. Null where there is
 * none within twelve. Found along rays from where the account stands now, in coordinates in which the ellipse is a
 * circle, and sharpened around the nearest. Refuses by field and as `standingOf` does.
 */
export function jointDistance(
  terms: AccountTerms,
  account: MarginAccount,
  joint: JointTerms,
): JointDistance | null | Refused {
  const now = refusalOf(joint) ?? standingOf(terms, account);
  if ('kind' in now) return now;
  const root = Math.sqrt(joint.years);
  const [priceSd, volSd] = [joint.priceVol * root, joint.volOfVol * root];
  const { correlation, underlying } = joint;
  const aside = Math.sqrt(1 - correlation * correlation);
  let refusal: Refused | undefined;
  const moveOf = (angle: number, radius: number): JointDistance => {
    const [u, v] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return { sds: radius, price: exp(priceSd * u), vol: exp(volSd * (correlation * u + aside * v)) };
  };
  const surplus = (angle: number, radius: number): number => {
    const { price, vol } = moveOf(angle, radius);
    const standing = stand(terms, account, { moves: { [underlying]: price }, vol });
    if (!('kind' in standing)) return standing.balance - standing.maintenance;
    refusal ??= standing;
    return Number.NaN;
  };
  let best: { readonly angle: number; readonly sds: number } | undefined;
  const look = (angle: number, isFirst: boolean): void => {
    // What is no nearer than what is known is not looked for.
    const reach = best?.sds ?? REACH;
    if (reach === 0) return;
    const walk = isFirst ? { ...WALK, reach } : { reach, step: reach / LOOKS, growth: 1 };
    const sds = firstFall((radius) => surplus(angle, radius), walk);
    if (sds !== null && sds < (best?.sds ?? Infinity)) best = { angle, sds };
  };
  // Falls and rises of the price alone come first, since they are mostly near.
  for (let i = 0; i < DIRECTIONS; i += 1)
    look((2 * Math.PI * (i % 2 === 0 ? i / 2 : (i + DIRECTIONS - 1) / 2)) / DIRECTIONS, true);
  let width = (2 * Math.PI) / DIRECTIONS;
  for (let i = 0; i < SHARPENINGS && best !== undefined; i += 1) {
    const { angle } = best;
    for (const share of [-2 / 3, -1 / 3, 1 / 3, 2 / 3]) look(angle + share * width, false);
    width /= 2;
  }
  if (refusal !== undefined) return refusal;
  return best === undefined ? null : moveOf(best.angle, best.sds);
}
