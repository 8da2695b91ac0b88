/**
 * Peers from npm. They are loaded when a bench runs, by path, so that they do not become part of what is
 * built: one of them alone is 13 MB.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../src/cli/project-root.ts';
import type { PricedOptions } from './implied-options.ts';
import type { OptionColumns } from './options.ts';

const require = createRequire(join(projectRoot(), 'package.json'));

/** The part of `@quantlib/ql` used here. */
interface Ql {
  readonly Option: { readonly Type: { readonly Call: number; readonly Put: number } };
  readonly PlainVanillaPayoff: new (type: number, strike: number) => object;
  readonly BlackCalculator: new () => {
    init1(payoff: object, forward: number, deviation: number, discount: number): BlackCalculator;
  };
  blackFormulaImpliedStdDev2(
    payoff: object,
    forward: number,
    price: number,
    discount: number,
    displacement: number,
    guess: undefined,
    accuracy: number,
    maxEvaluations: number,
  ): number;
}

interface BlackCalculator {
  value(): number;
  delta(spot: number): number;
  gamma(spot: number): number;
  vega(years: number): number;
  theta(spot: number, years: number): number;
}

type Formula = (s: number, k: number, t: number, v: number, r: number, type: string) => number;

/** A pass that fills `answers`: price, delta, gamma, vega, theta, each a column. */
export interface NpmPeer {
  readonly answers: Float64Array;
  pass(): void;
}

async function quantlib(): Promise<Ql> {
  return await import(pathToFileURL(require.resolve('@quantlib/ql')).href);
}

function payoffsOf(ql: Ql, sign: Float64Array, strike: Float64Array): object[] {
  const { Call, Put } = ql.Option.Type;
  return Array.from(sign, (s, i) => new ql.PlainVanillaPayoff(s > 0 ? Call : Put, strike[i] ?? 0));
}

/** `@quantlib/ql`'s `BlackCalculator`, payoffs made beforehand. */
export async function qlGreeks(columns: OptionColumns): Promise<NpmPeer> {
  const ql = await quantlib();
  const { years, rate, carryYield, spot, vol } = columns;
  const count = spot.length;
  const payoffs = payoffsOf(ql, columns.sign, columns.strike);
  const answers = new Float64Array(5 * count);
  const pass = (): void => {
    for (let i = 0; i < count; i += 1) {
      const t = years[i] as number;
      const r = rate[i] as number;
      const s = spot[i] as number;
      const forward = s * Math.exp((r - (carryYield[i] as number)) * t);
      const deviation = (vol[i] as number) * Math.sqrt(t);
      const black = new ql.BlackCalculator();
      const made = black.init1(payoffs[i] as object, forward, deviation, Math.exp(-r * t));
      answers[i] = made.value();
      answers[count + i] = made.delta(s);
      answers[2 * count + i] = made.gamma(s);
      answers[3 * count + i] = made.vega(t);
      answers[4 * count + i] = made.theta(s, t);
    }
  };
  return { answers, pass };
}

/**
 * `black-scholes` and `greeks` on the first `count` options. They know no yield: they are given the spot less
 * what it yields, which leaves the price as it is, but not the Greeks, so that only prices can be compared.
 */
export function npmGreeks(
  columns: OptionColumns,
  count: number,
): { readonly prices: Float64Array; pass(): void } {
  const { blackScholes } = require('black-scholes') as { blackScholes: Formula };
  const greeks = require('greeks') as Record<'getDelta' | 'getGamma' | 'getVega' | 'getTheta', Formula>;
  const { sign, strike, years, rate, carryYield, spot, vol } = columns;
  const prices = new Float64Array(count);
  const others = new Float64Array(count);
  const pass = (): void => {
    for (let i = 0; i < count; i += 1) {
      const t = years[i] as number;
      const s = (spot[i] as number) * Math.exp(-(carryYield[i] as number) * t);
      const k = strike[i] as number;
      const v = vol[i] as number;
      const r = rate[i] as number;
      const type = (sign[i] as number) > 0 ? 'call' : 'put';
      prices[i] = blackScholes(s, k, t, v, r, type);
      others[i] =
        greeks.getDelta(s, k, t, v, r, type) +
        greeks.getGamma(s, k, t, v, r, type) +
        greeks.getVega(s, k, t, v, r, type) +
        greeks.getTheta(s, k, t, v, r, type);
    }
  };
  return { prices, pass };
}

/** `@quantlib/ql`'s `blackFormulaImpliedStdDev` on undiscounted prices; NaN where it throws. */
export async function qlDeviations({ sign, strike, forward, price }: PricedOptions): Promise<NpmPeer> {
  const ql = await quantlib();
  const payoffs = payoffsOf(ql, sign, strike);
  const answers = new Float64Array(sign.length);
  const pass = (): void => {
    for (const [i, payoff] of payoffs.entries()) {
      const [f, worth] = [forward[i] as number, price[i] as number];
      answers[i] = ql.blackFormulaImpliedStdDev2(payoff, f, worth, 1, 0, undefined, 1e-10, 100);
    }
  };
  return { answers, pass };
}

/**
 * `implied-volatility` on `count` of `options`. It searches until the price is right to the cent, and asks that
 * the given price be whole cents: it gets such, of options dear enough that a cent does not matter.
 */
export function npmDeviations(
  options: PricedOptions,
  count: number,
): NpmPeer & { readonly right: Float64Array } {
  const { getImpliedVolatility } = require('implied-volatility') as {
    getImpliedVolatility(price: number, s: number, k: number, t: number, r: number, type: string): number;
  };
  const { sign, strike, forward, price, deviation, condition } = options;
  const isDear = (i: number): boolean => (price[i] ?? 0) > 100 && (condition[i] ?? 0) < 2;
  const dear = Array.from(sign.keys()).filter(isDear).slice(0, count);
  const answers = new Float64Array(dear.length);
  const pass = (): void => {
    for (const [to, i] of dear.entries()) {
      const cents = Math.round((price[i] as number) * 100) / 100;
      const type = (sign[i] as number) > 0 ? 'call' : 'put';
      answers[to] = getImpliedVolatility(cents, forward[i] as number, strike[i] as number, 1, 0, type);
    }
  };
  return { answers, pass, right: Float64Array.from(dear, (i) => deviation[i] ?? 0) };
}
