/** What each of the three exchanges lists: the real contracts' names, sizes, ticks, fees and brackets, few of each. */
import type { Currency, Instrument } from '../../domain/instrument.ts';
import { roundInteger } from '../../units/rounding.ts';
import { HOUR, yearsBetween } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import type { Listing, MarginTier } from '../listing.ts';
import { expiries, expiryCode } from './calendar.ts';

export type Protocol = 'deribit' | 'binance' | 'hyperliquid';

/** What one coin is worth, in quote units. */
export type Prices = Readonly<Record<Currency, number>>;

/** Where a market begins that is not told where. */
export const START_PRICES: Prices = { BTC: 100_000, ETH: 4_000, SOL: 200 };

/** `[from notional, leverage, maintenance rate]`, as exchanges print their brackets. */
function tiersOf(rows: readonly (readonly [number, number, number])[]): readonly MarginTier[] {
  return rows.map(([fromNotional, leverage, maintenance]) => ({
    fromNotional,
    initial: 1 / leverage,
    maintenance,
  }));
}

type Terms = Omit<Listing, 'instrument'>;

// Deribit raises its rates a little with every coin held; these are that line in steps.
const DERIBIT_TIERS = tiersOf([
  [0, 50, 0.01],
  [5e6, 40, 0.0125],
  [2e7, 25, 0.02],
  [5e7, 10, 0.05],
]);

const DERIBIT_CONTRACT: Terms = {
  ...{ minLots: lots(1), minNotional: 0, takerFee: 0.0005, makerFee: 0, optionFeeCap: 0 },
  ...{ tiers: DERIBIT_TIERS, fundingIntervalMs: 0, priceBand: 0.05 },
};

const DERIBIT_OPTION: Terms = {
  ...{ minLots: lots(1), minNotional: 0, takerFee: 0.0003, makerFee: 0.0003, optionFeeCap: 0.125 },
  ...{ tiers: [], fundingIntervalMs: 0, priceBand: 10 },
};

/** Per currency: quote units of a contract, ticks of perp and dated future, and coins of an option's lot. */
const DERIBIT = {
  BTC: { contract: 10, perpTick: 0.5, futureTick: 2.5, optionLot: 0.1 },
  ETH: { contract: 1, perpTick: 0.05, futureTick: 0.05, optionLot: 1 },
} as const;

/** How far apart strikes stand, of a standard deviation at this vol, and how many on each side. */
const STRIKE_SPACING = 0.4;
const STRIKE_VOL = 0.6;
const STRIKES_ASIDE = 4;

/** The distance of strikes for an expiry: 1, 2 or 5 times a power of ten. */
function strikeStep(spot: number, years: number): number {
  const wanted = spot * STRIKE_VOL * Math.sqrt(years) * STRIKE_SPACING;
  let power = 1;
  while (power * 10 <= wanted) power *= 10;
  return (wanted >= 5 * power ? 5 : wanted >= 2 * power ? 2 : 1) * power;
}

function deribitExpiry(
  base: keyof typeof DERIBIT,
  spot: number,
  now: Millis,
  expiry: Millis,
): readonly Listing[] {
  const { contract, futureTick, optionLot } = DERIBIT[base];
  const common = { venue: 'deribit', base, quote: 'USD', settle: base, inverse: true, expiry } as const;
  const name = `${base}-${expiryCode(expiry)}`;
  const listed: Listing[] = [];
  const add = (instrument: Instrument, terms: Terms) => listed.push({ instrument, ...terms });
  add(
    { ...common, kind: 'future', id: name, tick: futureTick, lot: 1, multiplier: contract },
    DERIBIT_CONTRACT,
  );
  const step = strikeStep(spot, yearsBetween(now, expiry));
  const middle = roundInteger(spot / step, 'nearest');
  for (let i = middle - STRIKES_ASIDE; i <= middle + STRIKES_ASIDE; i++) {
    if (i <= 0) continue;
    const strike = i * step;
    for (const [type, letter] of [
      ['call', 'C'],
      ['put', 'P'],
    ] as const) {
      const id = `${name}-${strike}-${letter}`;
      add(
        { ...common, kind: 'option', id, type, strike, tick: 0.0001, lot: optionLot, multiplier: 1 },
        DERIBIT_OPTION,
      );
    }
  }
  return listed;
}

function deribitListings(now: Millis, prices: Prices): readonly Listing[] {
  const dates = expiries(now, 2, 2);
  return (['BTC', 'ETH'] as const).flatMap((base) => {
    const { contract, perpTick } = DERIBIT[base];
    const perp: Instrument = {
      ...{ kind: 'perp', id: `${base}-PERPETUAL`, venue: 'deribit', base, quote: 'USD', settle: base },
      ...{ inverse: true, tick: perpTick, lot: 1, multiplier: contract },
    };
    const spot = prices[base] ?? START_PRICES[base] ?? 1;
    const dated = dates.flatMap((expiry) => deribitExpiry(base, spot, now, expiry));
    return [{ instrument: perp, ...DERIBIT_CONTRACT, fundingIntervalMs: 8 * HOUR }, ...dated];
  });
}

interface LinearRow {
  readonly base: Currency;
  readonly id: string;
  readonly tick: number;
  /** Coins of a lot. */
  readonly multiplier: number;
  readonly minNotional: number;
  readonly tiers: readonly MarginTier[];
}

const BINANCE: readonly LinearRow[] = [
  {
    ...{ base: 'BTC', id: 'BTCUSDT', tick: 0.1, multiplier: 0.001, minNotional: 100 },
    tiers: tiersOf([
      [0, 125, 0.004],
      [300_000, 100, 0.005],
      [800_000, 75, 0.0065],
      [3e6, 50, 0.01],
      [1.2e7, 25, 0.02],
      [7e7, 20, 0.025],
      [1e8, 10, 0.05],
      [2.3e8, 5, 0.1],
    ]),
  },
  {
    ...{ base: 'ETH', id: 'ETHUSDT', tick: 0.01, multiplier: 0.001, minNotional: 20 },
    tiers: tiersOf([
      [0, 125, 0.004],
      [300_000, 100, 0.005],
      [800_000, 75, 0.0065],
      [3e6, 50, 0.01],
      [1.2e7, 25, 0.02],
      [5e7, 20, 0.025],
      [6.5e7, 10, 0.05],
      [1.5e8, 5, 0.1],
    ]),
  },
  {
    ...{ base: 'SOL', id: 'SOLUSDT', tick: 0.01, multiplier: 0.01, minNotional: 5 },
    tiers: tiersOf([
      [0, 100, 0.005],
      [10_000, 75, 0.0065],
      [90_000, 50, 0.01],
      [1.2e6, 25, 0.02],
      [6e6, 20, 0.025],
      [1.2e7, 10, 0.05],
    ]),
  },
];

/** Hyperliquid keeps half of the initial margin ("Margin tiers" of its documentation, of which these are). */
const HYPERLIQUID: readonly LinearRow[] = [
  {
    ...{ base: 'BTC', id: 'BTC', tick: 1, multiplier: 0.00001, minNotional: 10 },
    tiers: tiersOf([
      [0, 40, 0.0125],
      [1.5e8, 20, 0.025],
    ]),
  },
  {
    ...{ base: 'ETH', id: 'ETH', tick: 0.1, multiplier: 0.0001, minNotional: 10 },
    tiers: tiersOf([
      [0, 25, 0.02],
      [1e8, 15, 1 / 30],
    ]),
  },
  {
    ...{ base: 'SOL', id: 'SOL', tick: 0.01, multiplier: 0.01, minNotional: 10 },
    tiers: tiersOf([
      [0, 20, 0.025],
      [7e7, 10, 0.05],
    ]),
  },
];

function linear(row: LinearRow, venue: Protocol, quote: Currency, terms: Partial<Terms>): Listing {
  const { base, id, tick, multiplier, minNotional, tiers } = row;
  return {
    instrument: {
      ...{ kind: 'perp', id, venue, base, quote, settle: quote, inverse: false },
      ...{ tick, lot: 1, multiplier },
    },
    ...{ minLots: lots(1), minNotional, takerFee: 0.0005, makerFee: 0.0002, optionFeeCap: 0 },
    ...{ tiers, fundingIntervalMs: 8 * HOUR, priceBand: 0.05, ...terms },
  };
}

/**
 * What an exchange lists at `now` with coins at `prices`: perps, and on Deribit the dated futures and options
 * of the next two weeks and two months, strikes about the money. Asked again after an expiry, it also answers
 * what has come anew; names that stay mean the same contract.
 */
export function standardListings(
  protocol: Protocol,
  now: Millis,
  prices: Prices = START_PRICES,
): readonly Listing[] {
  if (protocol === 'deribit') return deribitListings(now, prices);
  if (protocol === 'binance') return BINANCE.map((row) => linear(row, 'binance', 'USDT', {}));
  const terms = { takerFee: 0.00045, makerFee: 0.00015, fundingIntervalMs: HOUR, priceBand: 0.8 };
  return HYPERLIQUID.map((row) => linear(row, 'hyperliquid', 'USDC', terms));
}
