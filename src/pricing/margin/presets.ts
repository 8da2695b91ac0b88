/**
 * Scenario margin as venues publish it, under the names that a config may give. What their documents say is said here;
 * of what they say elsewhere, or not in words that were read, each constant says that it is our own.
 */
import type { MarginScenario, ScenarioGrid } from '../../domain/margin.ts';

/** All moves of a price with all moves of vol, at full weight. */
function product(prices: readonly number[], vols: readonly number[]): readonly MarginScenario[] {
  return prices.flatMap((price) => vols.map((vol) => ({ price, vol, weight: 1 })));
}

/** At their price alone. */
function plain(prices: readonly number[]): readonly MarginScenario[] {
  return prices.map((price) => ({ price, vol: 0, weight: 1 }));
}

const NONE = { contract: 0, shortOption: 0 } as const;

/**
 * Derive v2's PMRM (derivexyz/v2-core, its mainnet configuration): 23 scenarios of the price at 0, ±5, ±10, ±15 and
 * ±20 %, vols up by 60 % and down by 30 % of themselves, initial margin 1.25 times the scenarios' loss, contingencies
 * of 3 % of perps and 2 % of short options. Not verified: that the two moves of 20 % are the ones without a move of
 * vol (as 23 = 3·7 + 2 suggests), the floor of a day and the powers of the term, and that contingencies are in both
 * margins.
 */
const PMRM: ScenarioGrid = {
  scenarios: [...product([-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15], [0.6, 0, -0.3]), ...plain([-0.2, 0.2])],
  volTerm: { floorDays: 1, shortPower: 0.3, longPower: 0.13 },
  leastOfDelta: 0,
  initialFactor: 1.25,
  maintenanceFactor: 1,
  contingency: { contract: 0.03, shortOption: 0.02 },
  provision: { contract: 0, option: 0 },
};

/** Ten moves to −66 and +500 %: the ends are published, what is between them is our own. */
const TAILS = [-0.66, -0.5, -0.4, -0.3, -0.25, 0.25, 0.5, 1, 2, 5];

/**
 * Derive's PMRM_2: 33 scenarios, the tails from −66 to +500 %. Not verified: the moves between those ends, and the
 * tails' weights, which here let a straight position lose in them what it does at 20 %. The rest is PMRM's.
 */
const PMRM_2: ScenarioGrid = {
  ...PMRM,
  scenarios: [
    ...PMRM.scenarios,
    ...TAILS.map((price) => ({ price, vol: 0.6, weight: 0.2 / Math.abs(price) })),
  ],
};

/**
 * Paradex portfolio margin (docs.paradex.trade, "Portfolio margin"): 24 scenarios, a vol moves by volshock ·
 * (30 / max(floor, days))^vegaPower of itself, initial margin max(scenarios, least of delta) + provisions, maintenance
 * half of that net + provisions. Not verified: the sizes of the moves, floor and power, the least of delta and the
 * provision for fees; funding that is due is in the account's own accrual.
 */
const PARADEX: ScenarioGrid = {
  scenarios: product([-0.16, -0.12, -0.08, -0.04, 0.04, 0.08, 0.12, 0.16], [0.5, 0, -0.25]),
  volTerm: { floorDays: 1, shortPower: 0.3, longPower: 0.3 },
  leastOfDelta: 0.02,
  initialFactor: 1,
  maintenanceFactor: 0.5,
  contingency: NONE,
  provision: { contract: 0.0005, option: 0.0003 },
};

/** The range that SPAN scans is an exchange's choice; these are our own for coins: 15 % of price, a quarter of vol. */
const SCAN = { price: 0.15, vol: 0.25 } as const;
const THIRDS = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1];

/**
 * SPAN's 16 scenarios: the price by thirds of its range, vols up and down, and two extreme moves of three ranges of
 * which a third counts. Not verified beyond that list; charges within and between months and the minimum for short
 * options are left out, and maintenance is asked at first.
 */
const SPAN: ScenarioGrid = {
  scenarios: [
    ...product(
      THIRDS.map((third) => third * SCAN.price),
      [SCAN.vol, -SCAN.vol],
    ),
    ...[-3, 3].map((ranges) => ({ price: ranges * SCAN.price, vol: 0, weight: 0.33 })),
  ],
  volTerm: { floorDays: 30, shortPower: 0, longPower: 0 },
  leastOfDelta: 0,
  initialFactor: 1,
  maintenanceFactor: 1,
  contingency: NONE,
  provision: { contract: 0, option: 0 },
};

/** The names that configs give to grids. */
export type ScenarioPreset = 'derive-pmrm' | 'derive-pmrm2' | 'paradex' | 'span';

export const SCENARIO_PRESETS: Readonly<Record<ScenarioPreset, ScenarioGrid>> = {
  'derive-pmrm': PMRM,
  'derive-pmrm2': PMRM_2,
  paradex: PARADEX,
  span: SPAN,
};
