import type { Currency, Instrument } from '../../domain/instrument.ts';
import type { AccountTerms, CollateralTerms, ContractMargin } from '../../domain/margin.ts';
import { standardListings } from '../../exchange/market/listings.ts';
import { black76 } from '../../pricing/black-scholes.ts';
import type { MarginAccount, MarginHolding } from '../../pricing/margin/account.ts';
import { type MarginPlace, type Netting, nettingOf } from '../../pricing/margin/netting.ts';
import { SCENARIO_PRESETS, type ScenarioPreset } from '../../pricing/margin/presets.ts';
import type { Refused } from '../../pricing/refused.ts';
import { valuePosition } from '../../pricing/uniswap-v3/uniswap-v3.ts';
import { DAY } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { BOOKS, HAIRCUTS, type Placement, PRICES, type ReferenceBook } from './books.ts';
import { NOW } from './venue.ts';

/** A reference book under one model: as its accounts are, or in one joined scenario account. Dollars. */
export interface NettingRow extends Netting {
  readonly part: 'netting';
  readonly book: string;
  readonly isHedged: boolean;
  readonly model: 'venues' | ScenarioPreset;
  /** Whether haircuts are taken off coins and liquidity, on top of what scenarios take. */
  readonly hasHaircuts: boolean;
}

const UNIT = 'USD';
/** A thousandth of a coin, or of a unit of liquidity, is a lot. */
const LOT = 0.001;
const DAYS_A_YEAR = 365;
/** Leverage that a hedger sets on its perps. */
const LEVERAGE = 10;

function answered<T>(answer: T | Refused): T {
  if (typeof answer === 'object' && answer !== null && 'remedy' in answer)
    throw new Error(`${answer.field} was refused: ${answer.remedy}`);
  return answer as T;
}

/** What is quoted in dollars counts as paid in them, whichever stablecoin it is. */
function instrumentOf(placement: Placement, id: string): Instrument {
  const { base, venue, kind } = placement;
  const inverse = venue === 'deribit' && kind === 'option';
  const unit = { quote: UNIT, settle: inverse ? base : UNIT };
  const common = { id, venue, base, ...unit, tick: 0.01, lot: LOT, multiplier: 1 };
  switch (placement.kind) {
    case 'spot':
      return { ...common, kind: 'spot', inverse: false };
    case 'lp':
      return { ...common, kind: 'lp', inverse: false, lower: placement.lower, upper: placement.upper };
    case 'option': {
      const { type, strike, days } = placement;
      return { ...common, kind: 'option', inverse, type, strike, expiry: millis(NOW + days * DAY) };
    }
    case 'perp': {
      // A Deribit perp is sized in dollars and settles in coin.
      const isCoin = venue === 'deribit';
      return {
        ...common,
        ...{ kind: 'perp', inverse: isCoin, settle: isCoin ? base : UNIT, lot: isCoin ? 1 : LOT },
      };
    }
  }
}

function holdingOf(placement: Placement, i: number): MarginHolding {
  const index = PRICES[placement.base];
  const instrument = instrumentOf(placement, `${i}`);
  const rate = instrument.settle === UNIT ? 1 : index;
  const common = { instrument, index, rate };
  switch (placement.kind) {
    case 'option': {
      const { type, strike, vol, days, coins } = placement;
      const years = days / DAYS_A_YEAR;
      const { price } = answered(black76({ type, strike, forward: index, vol, years, rate: 0 }));
      const mark = instrument.inverse ? price / index : price;
      return { ...common, lots: lots(Math.round(coins / LOT)), cost: 0, mark, vol, years };
    }
    case 'lp': {
      const { liquidity, lower, upper } = placement;
      const { value: mark } = answered(valuePosition({ liquidity: 1, lower, upper, price: index }));
      return { ...common, lots: lots(Math.round(liquidity / LOT)), cost: 0, mark };
    }
    default: {
      const { coins } = placement;
      // Entered at today's price: what it gained is no collateral that another position would not have.
      const count = instrument.inverse ? coins * index : coins / LOT;
      const cost = instrument.inverse ? -coins : coins * index;
      return { ...common, lots: lots(Math.round(count)), cost, mark: index };
    }
  }
}

function bracketsOf({ venue, base }: Placement): ContractMargin {
  const protocol = venue === 'wallet' ? 'binance' : venue;
  const perp = standardListings(protocol, NOW).find(
    ({ instrument }) => instrument.kind === 'perp' && instrument.base === base,
  );
  if (perp === undefined) throw new Error(`${venue} lists no perp of ${base}`);
  return { tiers: perp.tiers, leverage: LEVERAGE };
}

/** One account for each venue and currency. */
function venuesOf({ placements }: ReferenceBook): readonly MarginPlace[] {
  const holdings = placements.map(holdingOf);
  const groups = new Map<
    string,
    { placement: Placement; unit: Currency; worth: number; of: MarginHolding[] }
  >();
  const contracts: Record<string, ContractMargin> = {};
  for (const [i, placement] of placements.entries()) {
    const holding = holdings[i];
    if (holding === undefined) continue;
    const { instrument, rate: worth } = holding;
    if (placement.kind === 'perp') contracts[instrument.id] = bracketsOf(placement);
    const key = `${placement.venue} ${instrument.settle}`;
    const group = groups.get(key) ?? { placement, unit: instrument.settle, worth, of: [] };
    group.of.push({ ...holding, rate: 1 });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ placement, unit, worth, of }) => {
    const kind = placement.venue === 'hyperliquid' ? 'hyperliquid' : 'standard';
    const terms: AccountTerms = { model: { kind }, mode: 'cross', contracts };
    return { terms, account: { unit, holdings: of, cash: [], accrued: 0 }, worth };
  });
}

function joinedOf({ placements }: ReferenceBook, preset: ScenarioPreset, hasHaircuts: boolean): MarginPlace {
  const account: MarginAccount = { unit: UNIT, holdings: placements.map(holdingOf), cash: [], accrued: 0 };
  const collateral: Record<string, CollateralTerms> = {};
  for (const { instrument } of account.holdings) {
    if (instrument.kind === 'spot')
      collateral[instrument.base] = { haircut: hasHaircuts ? HAIRCUTS.coin : 0 };
    if (instrument.kind === 'lp')
      collateral[instrument.id] = { haircut: hasHaircuts ? HAIRCUTS.liquidity : 0 };
  }
  const terms: AccountTerms = {
    ...{ model: { kind: 'scenario', grid: SCENARIO_PRESETS[preset] }, mode: 'cross', contracts: {} },
    joined: { unit: UNIT, collateral },
  };
  return { terms, account, worth: 1 };
}

/** Every reference book as its accounts are, and in a joined account of every preset, with haircuts and without. */
export function netted(): NettingRow[] {
  const presets = Object.keys(SCENARIO_PRESETS) as ScenarioPreset[];
  return BOOKS.flatMap((book) => {
    const row = (
      model: NettingRow['model'],
      places: readonly MarginPlace[],
      hasHaircuts: boolean,
    ): NettingRow => {
      const { name, isHedged } = book;
      return { part: 'netting', book: name, isHedged, model, hasHaircuts, ...answered(nettingOf(places)) };
    };
    const joined = (preset: ScenarioPreset, hasHaircuts: boolean) =>
      row(preset, [joinedOf(book, preset, hasHaircuts)], hasHaircuts);
    return [
      row('venues', venuesOf(book), false),
      ...presets.flatMap((preset) => [joined(preset, true), joined(preset, false)]),
    ];
  });
}
