import { type Currency, isMargined, sizeOf } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { exp } from '../../math/elementary.ts';
import type { Refused } from '../refused.ts';
import { type MarginAccount, type MarginHolding, standingOf } from './account.ts';
import { collateralName, collateralWorths } from './collateral.ts';
import { firstFall } from './first-fall.ts';
import { stand } from './stand.ts';

/** Multiples of today's price at which liquidation begins: below 1 and above it. Null where there is none. */
export interface LiquidationFactors {
  readonly falling: number | null;
  readonly rising: number | null;
}

/** Roots beyond this, or below its inverse, are what rounding leaves of lines that never meet. */
const FARTHEST = 1e9;
/** How far curved accounts are looked at: to fifty times the price and a fiftieth of it. */
const WALK = { reach: 3.912023005428146, step: 0.02, growth: 1.06 };

/**
 * Whether the account's margin bends with this price instead of running in straight lines (or lines over the price).
 */
function isCurved(terms: AccountTerms, { holdings }: MarginAccount, underlying: Currency): boolean {
  if (terms.model.kind === 'scenario') return true;
  return holdings.some(({ instrument, lots }) => {
    const { kind, id, base, quote } = instrument;
    if (base !== underlying && quote !== underlying) return false;
    return (kind === 'option' && lots < 0) || (kind === 'lp' && terms.joined?.collateral[id] !== undefined);
  });
}

/** What the account has above its maintenance margin at a multiple of the price, and what was refused on the way. */
interface Surplus {
  at(factor: number): number;
  refusal(): Refused | undefined;
}

function surplusOf(terms: AccountTerms, account: MarginAccount, underlying: Currency): Surplus {
  let refusal: Refused | undefined;
  return {
    at(factor) {
      const standing = stand(terms, account, { moves: { [underlying]: factor } });
      if (!('kind' in standing)) return standing.balance - standing.maintenance;
      refusal ??= standing;
      return Number.NaN;
    },
    refusal: () => refusal,
  };
}

function cornersOf(terms: AccountTerms, account: MarginAccount): number[] {
  const corners: number[] = [];
  // A price that is quoted in the underlying, or counted in it, moves the other way.
  const add = (ratio: number) => {
    if (ratio > 0 && ratio < Infinity) corners.push(ratio, 1 / ratio);
  };
  for (const { instrument, lots, mark } of account.holdings) {
    if (!isMargined(instrument) || instrument.inverse) continue;
    const notional = Math.abs(sizeOf(instrument, lots)) * mark;
    for (const { fromNotional } of terms.contracts[instrument.id]?.tiers ?? []) add(fromNotional / notional);
  }
  for (const [name, worth] of collateralWorths(account)) {
    const rules = terms.joined?.collateral[name];
    if (rules?.cap !== undefined) add(rules.cap / (worth * (1 - rules.haircut)));
  }
  return corners;
}

/**
 * Roots nearest to 1 of a function of straight lines between `corners`, each by one division: two points of a line say
 * all of it. It is 0 or more at 1.
 */
function straightFactors(f: (factor: number) => number, corners: readonly number[]): LiquidationFactors {
  const rootOn = (near: number, far: number, isLast: boolean): number | null => {
    const [fNear, fFar] = [f(near), f(far)];
    if (!isLast && fFar >= 0) return null;
    if (!(fFar < fNear)) return null;
    const root = near + ((far - near) * fNear) / (fNear - fFar);
    return root > 1 / FARTHEST && root < FARTHEST ? root : null;
  };
  const search = (edges: readonly number[], beyond: (last: number) => number): number | null => {
    let near = 1;
    for (const far of edges) {
      const root = rootOn(near, far, false);
      if (root !== null) return root;
      near = far;
    }
    return rootOn(near, beyond(near), true);
  };
  const sorted = [...new Set(corners)].sort((a, b) => a - b);
  const below = sorted.filter((corner) => corner < 1).reverse();
  return {
    falling: search(below, (last) => last / 2),
    rising: search(
      sorted.filter((corner) => corner > 1),
      (last) => last * 2,
    ),
  };
}

function crossFactors(
  terms: AccountTerms,
  account: MarginAccount,
  underlying: Currency,
): LiquidationFactors | Refused {
  const surplus = surplusOf(terms, account, underlying);
  if (!(surplus.at(1) >= 0)) return surplus.refusal() ?? { falling: 1, rising: 1 };
  let found: LiquidationFactors;
  if (isCurved(terms, account, underlying)) {
    const falling = firstFall((x) => surplus.at(exp(-x)), WALK);
    const rising = firstFall((x) => surplus.at(exp(x)), WALK);
    found = {
      falling: falling === null ? null : exp(-falling),
      rising: rising === null ? null : exp(rising),
    };
  } else {
    // Counted in the underlying itself all else runs in lines over its price, which times the price are lines again.
    const isOwn = account.unit === underlying;
    const line = (factor: number) => surplus.at(factor) * (isOwn ? factor : 1);
    found = straightFactors(line, cornersOf(terms, account));
  }
  return surplus.refusal() ?? found;
}

/** Each isolated position as an account of its own. */
function isolatedFactors(
  terms: AccountTerms,
  account: MarginAccount,
  underlying: Currency,
): LiquidationFactors | Refused {
  let falling: number | null = null;
  let rising: number | null = null;
  const isOwn = (holding: MarginHolding) =>
    collateralName(holding) === undefined && holding.isolated !== undefined;
  for (const holding of account.holdings.filter(isOwn)) {
    const alone: MarginAccount = { unit: account.unit, holdings: [holding], cash: [], accrued: 0 };
    const each = crossFactors(terms, alone, underlying);
    if ('kind' in each) return each;
    if (each.falling !== null) falling = Math.max(falling ?? 0, each.falling);
    if (each.rising !== null) rising = Math.min(rising ?? Infinity, each.rising);
  }
  return { falling, rising };
}

/**
 * How far the price of `underlying` may fall and rise, all else but what follows from it staying, until liquidation
 * begins: multiples of today's price, both 1 where it has begun. Linear and inverse contracts and lending give straight
 * lines between the corners of brackets and caps, so that one division finds each root; short options, liquidity and
 * scenario margin are searched, by steps that grow with the distance and down valleys between them, to a fiftieth of
 * the price and fifty times it. A single contract with collateral C at P₀: linear long (P₀ − C/q)/(1 − m), short
 * (P₀ + C/q)/(1 + m); inverse long N(1 + m)/(C + N/P₀), short N(1 − m)/(N/P₀ − C). Refuses as `standingOf` does.
 */
export function liquidationFactors(
  terms: AccountTerms,
  account: MarginAccount,
  underlying: Currency,
): LiquidationFactors | Refused {
  const now = standingOf(terms, account);
  if ('kind' in now) return now;
  const search = terms.mode === 'isolated' ? isolatedFactors : crossFactors;
  return search(terms, account, underlying);
}
