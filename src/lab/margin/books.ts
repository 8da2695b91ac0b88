/**
 * Reference books of a hedger, as they stand at one moment: BTC at 100,000, ETH at 4,000, SOL at 200. Sizes are whole
 * coins; each position is in an account at a venue that takes it.
 */

interface Placed {
  /** Whose rules its account follows: of a wallet there are none, what is in it is paid for. */
  readonly venue: 'deribit' | 'binance' | 'hyperliquid' | 'wallet';
  readonly base: 'BTC' | 'ETH' | 'SOL';
}

/** Positions, signed: below 0 is short. */
export type Placement =
  | (Placed & { readonly kind: 'perp' | 'spot'; readonly coins: number })
  | (Placed & {
      readonly kind: 'option';
      readonly coins: number;
      readonly type: 'call' | 'put';
      readonly strike: number;
      readonly days: number;
      readonly vol: number;
    })
  | (Placed & {
      readonly kind: 'lp';
      /** √(base · quote), and the range in quote units. */
      readonly liquidity: number;
      readonly lower: number;
      readonly upper: number;
    });

export interface ReferenceBook {
  readonly name: string;
  /** Whether each risk in it is held against another; the mixed book has some that are not. */
  readonly isHedged: boolean;
  readonly placements: readonly Placement[];
}

export const PRICES: Readonly<Record<Placed['base'], number>> = { BTC: 100_000, ETH: 4_000, SOL: 200 };

/**
 * What a joined account takes off collateral that is not money: our own, in the range of lending markets' and venues'.
 */
export const HAIRCUTS = { coin: 0.05, liquidity: 0.2 } as const;

const BTC = { base: 'BTC' } as const;
const SOLD = { ...BTC, kind: 'option', venue: 'deribit', strike: 100_000 } as const;

export const BOOKS: readonly ReferenceBook[] = [
  {
    name: 'hedged straddle',
    isHedged: true,
    placements: [
      { ...SOLD, type: 'call', coins: -10, days: 30, vol: 0.55 },
      { ...SOLD, type: 'put', coins: -10, days: 30, vol: 0.55 },
      // Black's delta of the two is −0.063 a coin.
      { ...BTC, kind: 'perp', venue: 'deribit', coins: 0.6 },
    ],
  },
  {
    name: 'calendar',
    isHedged: true,
    placements: [
      { ...SOLD, type: 'call', coins: -10, days: 30, vol: 0.55 },
      { ...SOLD, type: 'call', coins: 10, days: 90, vol: 0.57 },
      { ...BTC, kind: 'perp', venue: 'deribit', coins: -0.25 },
    ],
  },
  {
    name: 'basis pair',
    isHedged: true,
    placements: [
      { ...BTC, kind: 'spot', venue: 'wallet', coins: 10 },
      { ...BTC, kind: 'perp', venue: 'binance', coins: -10 },
    ],
  },
  {
    name: 'LP + perp',
    isHedged: true,
    placements: [
      // Worth a million dollars, half of it in ETH.
      { base: 'ETH', kind: 'lp', venue: 'wallet', liquidity: 75_000, lower: 3_200, upper: 5_000 },
      { base: 'ETH', kind: 'perp', venue: 'hyperliquid', coins: -125 },
    ],
  },
  {
    name: 'mixed',
    isHedged: false,
    placements: [
      { ...SOLD, type: 'put', strike: 90_000, coins: -10, days: 30, vol: 0.6 },
      { ...SOLD, type: 'call', strike: 115_000, coins: -10, days: 30, vol: 0.55 },
      { ...SOLD, type: 'put', strike: 80_000, coins: 5, days: 60, vol: 0.65 },
      { ...BTC, kind: 'perp', venue: 'binance', coins: 0.5 },
      { base: 'ETH', kind: 'spot', venue: 'wallet', coins: 100 },
      { base: 'ETH', kind: 'perp', venue: 'hyperliquid', coins: -50 },
      { base: 'SOL', kind: 'perp', venue: 'hyperliquid', coins: 1_000 },
    ],
  },
];
