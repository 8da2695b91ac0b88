import { describe, expect, it } from 'vitest';
import type { Profile } from '../../domain/config.ts';
import { bandExample } from './band-example.ts';
import type { AppConfig } from './config.ts';
import { accepted, edited, FULL } from './config-fixture.ts';

function exampleOf(config: AppConfig): ReturnType<typeof bandExample> {
  const [profile] = config.engine.profiles as [Profile];
  return bandExample(config, profile, profile.policy);
}

const backtest = (opening: string): string =>
  FULL.replace(/ {2}BTC-CALL: \{.*\n/, '')
    .replace(/ {2}positions:\n(?: {4}.*\n){3}/, opening)
    .replace(' vol: market', ' vol: 50%')
    .replace('markVol: market', 'markVol: 50%')
    .replace(/market:\n[\s\S]*/, '');

describe('bandExample', () => {
  it('is the band at the start, with the gamma of what is held and dealt', () => {
    const example = exampleOf(accepted(FULL));
    expect(example).toMatchObject({ price: 60000, priceIsTold: true, vol: 0.4 });
    // Half a straddle at the money: 2 · 0.5 · φ(d₁)/(S σ √T), and 1.2 calls that are far from it.
    const straddle = (2 * 0.5 * 0.3985) / (60000 * 0.4 * Math.sqrt(7 / 365));
    const calls = (1.2 * 0.299) / (60000 * 0.4 * Math.sqrt(30 / 365));
    expect(-example.gamma).toBeGreaterThan(straddle);
    expect(-example.gamma).toBeLessThan(straddle + calls * 1.1);
    const width = Math.cbrt((1.5 * 0.0006 * 60000 * example.gamma * example.gamma) / 0.002);
    expect(example.halfWidth).toBeCloseTo(width, 12);
  });

  it('narrows as risk is disliked more', () => {
    const wide = exampleOf(accepted(FULL)).halfWidth;
    const narrow = exampleOf(accepted(edited('0.002 per USD', '0.016 per USD'))).halfWidth;
    expect(narrow).toBeCloseTo(wide / 2, 12);
  });

  it('widens as trading costs more', () => {
    const dear = exampleOf(accepted(edited('takerFee: 5bp', 'takerFee: 47bp'))).halfWidth;
    expect(dear).toBeCloseTo(2 * exampleOf(accepted(FULL)).halfWidth, 12);
  });

  it('is what a fixed band says', () => {
    const config = accepted(edited('riskAversion: 0.002 per USD', 'policy: fixed-band, halfWidth: 0.1 BTC'));
    expect(exampleOf(config).halfWidth).toBe(0.1);
  });

  it('takes the price from what is held where there is no market, and the vol from what is stated', () => {
    const held = exampleOf(accepted(backtest('  positions: { BTC-SPOT: 1 @ 42000 }\n')));
    expect(held).toMatchObject({ price: 42000, priceIsTold: true, vol: 0.5 });
  });

  it('takes a round price where none is told, and says so', () => {
    expect(exampleOf(accepted(backtest('')))).toMatchObject({ price: 50000, priceIsTold: false });
    const nothing = backtest('').replace(/ {2}straddles:\n.*\n/, '');
    expect(exampleOf(accepted(nothing))).toMatchObject({ price: 10000, gamma: 0, halfWidth: 0 });
  });

  it('takes an option a week before its expiry where nothing says when it starts', () => {
    const call =
      'instruments:\n  BTC-CALL: { kind: option, type: call, strike: 42000, venue: paper, base: BTC,\n' +
      '    quote: USDT, tick: 5, lot: 0.1, expiry: 2026-12-25T08:00Z }';
    const text = backtest('  positions: { BTC-SPOT: 1 @ 42000, BTC-CALL: -1 @ 900 }\n')
      .replace('instruments:', call)
      .replace(/ {2}straddles:\n.*\n/, '');
    const atTheMoney = 0.3985 / (42000 * 0.5 * Math.sqrt(7 / 365));
    expect(exampleOf(accepted(text)).gamma / -atTheMoney).toBeCloseTo(1, 2);
  });

  it('counts liquidity around the price, and none that is out of range', () => {
    const pooled = (range: string): string =>
      edited(
        '  BTC-DEC:',
        `  POOL: { kind: lp, venue: paper, base: BTC, quote: USD, lot: 1, ${range} }\n  BTC-DEC:`,
      ).replace('  positions:\n', '  positions:\n    POOL: 400 L @ 40\n');
    const without = exampleOf(accepted(FULL)).gamma;
    const around = exampleOf(accepted(pooled('lower: 50000, upper: 70000'))).gamma;
    expect(around - without).toBeCloseTo(-400 / (2 * 60000 * Math.sqrt(60000)), 15);
    expect(exampleOf(accepted(pooled('lower: 60001, upper: 70000'))).gamma).toBe(without);
  });

  it('counts no option on another underlying', () => {
    const more = edited('hedge:\n', 'hedge:\n  ETH: { index: ETH, with: ETH, riskAversion: 0.002 per USD }\n')
      .replace(
        'instruments:\n',
        'instruments:\n  ETH: { kind: spot, venue: paper, base: ETH, quote: USD, tick: 1, lot: 1 }\n',
      )
      .replace('    assets:\n', '    assets:\n      ETH: { price: 3000, calmVol: 50%, stressVol: 90% }\n');
    const config = accepted(more);
    expect(exampleOf(config)).toMatchObject({ price: 3000, gamma: 0 });
  });
});
