import type { World } from './market.ts';

/**
 * A coin at 50,000 that moves by 4 % a day and trades 86,400 a day, one a second. The book is such that a tenth of
 * the volume, taken over ten minutes, moves the price by about 0.8 · σ_D √(Q / V_D): so it is measured, with a
 * factor near 1 (Donier & Bonart, Market Microstructure and Liquidity 1 (2015) 1550008, for bitcoin). A third of
 * this is left an hour later and next to nothing after eight: lives from a minute to most of a day, each four
 * times the one before, with weights as life^−0.3. Positions of a tenth of the daily volume are open, at leverages
 * from 3 to 50.
 */
export const WORLD: World = {
  price: 50_000,
  book: {
    density: 0.01,
    slope: 0.02,
    parts: [
      { weight: 0.37, life: 60 },
      { weight: 0.245, life: 240 },
      { weight: 0.16, life: 960 },
      { weight: 0.106, life: 3_840 },
      { weight: 0.07, life: 15_360 },
      { weight: 0.049, life: 61_440 },
    ],
    reach: 100,
    refill: 60,
    halfSpread: 2.5,
  },
  climate: { dailyNews: 1_700, jumps: 3, jump: 200, dailyVolume: 86_400, imbalance: 0.15, leaning: 0.005 },
  crowd: {
    traders: 600,
    size: 15,
    leverages: [3, 5, 5, 10, 10, 20, 20, 50],
    maintenance: 0.005,
    away: 3_600,
  },
};
