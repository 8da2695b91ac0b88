import { regionOf } from '../../decide/region.ts';
import { leland } from '../../decide/rules/leland.ts';
import type { RuleAnswer, RuleInputs } from '../../decide/rules/rules.ts';
import { whalleyWilmott } from '../../decide/rules/whalley-wilmott.ts';
import { zakamouline } from '../../decide/rules/zakamouline.ts';
import { blackScholes, type OptionValue } from '../../pricing/black-scholes.ts';
import type { Refused } from '../../pricing/refused.ts';
import { type Market, STRIKE } from './cases.ts';
import type { PriceGrid, Regions } from './regions.ts';

/** What a rule makes of a sold call. */
type Rule = (inputs: RuleInputs) => RuleAnswer | Refused;

function answered<T extends object>(result: T | Refused): T {
  if ('kind' in result) throw new RangeError(`${result.field} ${result.value} needs ${result.remedy}`);
  return result;
}

/** The call, without interest. */
export function callAt(spot: number, vol: number, years: number): OptionValue {
  return answered(blackScholes({ type: 'call', spot, strike: STRIKE, years, vol, rate: 0, carryYield: 0 }));
}

/** The default policy with the objective `utility`, as the engine has it of one option by itself. */
function utility(inputs: RuleInputs): RuleAnswer {
  const { price, costRate, riskAversion } = inputs;
  const { volMultiplier, halfWidth } = regionOf(
    { kind: 'optimal', riskAversion, objective: 'utility' },
    inputs,
    price,
    costRate,
  );
  return { volMultiplier, halfWidth };
}

/** Gamma of the call at every step and price of a grid. */
function gammasOf({ vol, steps, step }: Market, { size, prices }: PriceGrid): Float64Array {
  const gammas = new Float64Array(steps * size);
  for (let t = 0; t < steps; t++)
    prices.forEach((price, i) => {
      gammas[t * size + i] = callAt(price, vol, (steps - t) * step).gamma;
    });
  return gammas;
}

function regionsOf(
  market: Market,
  grid: PriceGrid,
  gammas: Float64Array,
  riskAversion: number,
  rule: Rule,
): Regions {
  const { vol, steps, step, costRate } = market;
  const lower = new Float64Array(steps * grid.size);
  const upper = new Float64Array(steps * grid.size);
  const fixed = { vol, rate: 0, costRate, riskAversion, side: 'short' } as const;
  for (let t = 0; t < steps; t++) {
    const years = (steps - t) * step;
    grid.prices.forEach((price, i) => {
      const at = t * grid.size + i;
      const inputs = { ...fixed, price, gamma: -(gammas[at] ?? 0), years };
      const { volMultiplier, halfWidth } = answered(rule(inputs));
      const { delta } = callAt(price, vol * volMultiplier, years);
      lower[at] = delta - halfWidth;
      upper[at] = delta + halfWidth;
    });
  }
  return { grid, lower, upper };
}

type Policies = Readonly<Record<string, Regions>>;

/** The policies that risk aversion has no say in, and those for one risk aversion. */
export interface PolicyMaker {
  readonly indifferent: () => Policies;
  readonly averse: (riskAversion: number) => Policies;
}

/** Makes policies for a market, on a grid of prices. */
export function policyMaker(market: Market, grid: PriceGrid): PolicyMaker {
  const gammas = gammasOf(market, grid);
  const regions = (riskAversion: number, rule: Rule): Regions =>
    regionsOf(market, grid, gammas, riskAversion, rule);
  return {
    indifferent() {
      const nothing = new Float64Array(market.steps * grid.size);
      return {
        'no hedge': { grid, lower: nothing, upper: nothing },
        'Black-Scholes each step': regions(1, () => ({ volMultiplier: 1, halfWidth: 0 })),
        Leland: regions(1, (inputs) => leland(inputs, market.step)),
      };
    },
    averse: (riskAversion) => ({
      'Whalley-Wilmott': regions(riskAversion, whalleyWilmott),
      Zakamouline: regions(riskAversion, zakamouline),
      'default, utility': regions(riskAversion, utility),
    }),
  };
}
