import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../units/time.ts';
import { TERMS } from './account.ts';
import parameters from './parameters.json' with { type: 'json' };
import type { Print } from './prints.ts';
import { fixedRules, ownRule, type Rule } from './rules.ts';
import { simulate } from './simulate.ts';

const FULL = 1 / 1.2;

/** Payments each `hours` of hourly rates at prices that stand still a little above spot, up and down. */
function printsOf(perHour: readonly number[], hours: number): readonly Print[] {
  const prints: Print[] = [];
  for (let end = hours; end <= perHour.length; end += hours) {
    const rate = perHour.slice(end - hours, end).reduce((sum, value) => sum + value, 0);
    const prices = { spot: 100, perp: 100 * Math.exp(1e-4 * (Math.floor(end / 8) % 3)) };
    prints.push({ at: end * HOUR, rate, intervalMs: hours * HOUR, seen: prices, dealt: prices });
  }
  return prints;
}

function decided(rule: Rule, eightHourly: readonly number[], start = 0): (number | null)[] {
  let share = start;
  return eightHourly.map((rate, i) => {
    const prices = { spot: 100, perp: 100 };
    const print = { at: i * 8 * HOUR, rate, intervalMs: 8 * HOUR, seen: prices, dealt: prices };
    rule.learn(print);
    const wanted = rule.decide(print, share);
    share = wanted ?? share;
    return wanted;
  });
}

describe('the fixed rules', () => {
  const [seven, daily, hold] = fixedRules(TERMS) as [Rule, Rule, Rule];

  it('enter and leave where they say', () => {
    const week = Array.from({ length: 21 }, () => 1.1e-4);
    expect(decided(seven, [1e-4, ...week].slice(0, 3))).toEqual([null, FULL, null]);
    const low = Array.from({ length: 21 }, () => 3.9e-5);
    const later = decided(fixedRules(TERMS)[0] as Rule, [...week, ...low]);
    // The mean of 21 falls below 5e-5 with the 18th low one.
    expect([later.indexOf(FULL), later.indexOf(0)]).toEqual([0, 38]);
    expect(decided(daily, [3.3e-4, 3.4e-4, 0, -3.3e-4, -3.4e-4])).toEqual([null, FULL, null, null, 0]);
    expect(decided(hold, [-1, -1])).toEqual([FULL, null]);
  });

  it('are brought back where prices moved what they hold', () => {
    expect(decided(hold, [0], 0.92)).toEqual([FULL]);
    expect(decided(hold, [0], 0.9)).toEqual([null]);
    expect(decided(hold, [0], 0.66)).toEqual([FULL]);
  });
});

describe('our rule', () => {
  it('decides the same of the same money, told every hour, every four and every eight', () => {
    const hourly = Array.from({ length: 220 * 24 }, (_, hour) => {
      const day = Math.floor(hour / 24);
      return day > 60 && day < 100 ? 6e-5 + 1e-5 * (day % 3) : 1e-6 * ((Math.floor(hour / 8) % 4) - 2);
    });
    const trouble = { refused: 0, isWrongSign: false };
    const [one, four, eight] = [1, 4, 8].map((hours) => {
      const rule = ownRule('BTC', TERMS, parameters, trouble);
      let share = 0;
      return printsOf(hourly, hours).flatMap((print) => {
        rule.learn(print);
        if (print.at % (8 * HOUR) !== 0) return [];
        share = rule.decide(print, share) ?? share;
        return [Number(share.toFixed(9))];
      });
    });
    expect(Math.max(...(eight ?? []))).toBeGreaterThan(0.5);
    expect(eight?.at(-1)).toBe(0);
    expect(trouble).toEqual({ refused: 0, isWrongSign: false });
    expect(one).toEqual(eight);
    expect(four).toEqual(eight);
  });

  it('is simulated to the penny: what it gained is funding less costs and cash', () => {
    const prints = printsOf(
      Array.from({ length: 5 * 24 }, () => 1e-5),
      8,
    ).map((print) => ({ ...print, seen: { spot: 100, perp: 100 }, dealt: { spot: 100, perp: 100 } }));
    const once: Rule = {
      name: 'hold',
      learn: () => undefined,
      decide: (_, share) => (share === 0 ? 0.6 : null),
    };
    const course = simulate(prints, once, TERMS, 1, 4);
    expect(course.days).toEqual([1, 2, 3]);
    const costs = 0.6 * 1.7e-3;
    const year = (ms: number): number => (0.04 * ms) / (365 * DAY);
    // Dealt an hour into the day; paid at eight, sixteen and midnight; cash is lost on what is tied up.
    const hour = 1 + year(HOUR);
    const dealt = hour - costs;
    const rest = (dealt - 0.72) * year(7 * HOUR);
    const eight = dealt + rest + 0.6 * 8e-5;
    const sixteen = eight + (eight - 0.72) * year(8 * HOUR) + 0.6 * 8e-5;
    const midnight = sixteen + (sixteen - 0.72) * year(8 * HOUR) + 0.6 * 8e-5;
    expect(course.excess[0]).toBeCloseTo(midnight - (1 + year(8 * HOUR)) ** 3, 12);
    expect(course.share[0]).toBeCloseTo(0.6, 2);
    expect(course.turnover).toBeCloseTo(1.2, 4);
  });
});
