import { describe, expect, it } from 'vitest';
import { carryText } from './carry.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const RULE = 'riskAversion: 0.002 per USD, markVol: market';
const MORE = 'BTC-DEC: { kind: future';

/** The full config with a spot and a perp of their own, and `pairs` carried. */
function told(pairs: string): string {
  const listed =
    '  COIN: { kind: spot, venue: other, base: BTC, quote: USD, tick: 0.01, lot: 0.001 }\n' +
    '  SHORT: { kind: perp, venue: other, base: BTC, quote: USD, tick: 0.1, lot: 0.001 }\n' +
    (pairs.includes('EARTH')
      ? '  EARTH: { kind: perp, venue: other, base: ETH, quote: USD, tick: 0.1, lot: 0.001 }\n'
      : '');
  const carried = edited(RULE, `${RULE}, carry: ${pairs}`);
  return carried.replace(`  ${MORE}`, `${listed}  ${MORE}`);
}

describe('pairs that are carried', () => {
  it('are none unless they are listed', () => {
    expect(accepted(FULL).engine.profiles[0]).not.toHaveProperty('carry');
  });

  it('are two instruments and what may be tied up in them', () => {
    const [profile] = accepted(told('[{ buy: COIN, sell: SHORT, collateral: 50000 USD }]')).engine.profiles;
    expect(profile?.carry).toEqual([{ bought: 'COIN', sold: 'SHORT', collateral: 50_000 }]);
    expect(profile === undefined ? [] : carryText(profile, 'USD')).toEqual([
      'COIN is bought and SHORT sold, with up to 50,000 USD, as far as what that earns pays',
    ]);
  });

  it.each([
    ['[]', 'lists nothing'],
    ['[{ buy: COIN, sell: COIN, collateral: 1 USD }]', 'borrowed'],
    ['[{ buy: SHORT, sell: SHORT, collateral: 1 USD }]', 'buys what it sells'],
    ['[{ buy: COIN, sell: BTC-PERP, collateral: 1 USD }]', 'which delta is traded with'],
    ['[{ buy: BTC-SPOT, sell: SHORT, collateral: 1 USD }]', 'of which the book holds some'],
    ['[{ buy: COIN, sell: EARTH, collateral: 1 USD }]', 'a claim on ETH'],
    ['[{ buy: COIN, sell: BTC-CALL, collateral: 1 USD }]', 'an option'],
    ['[{ buy: COIN, sell: SHORT }]', 'collateral'],
    ['[{ buy: COIN, sell: SHORT, collateral: 1 USDT }]', 'reporting currency'],
  ])('refuses %s', (pairs, wanted) => {
    expect(refusals(told(pairs)).join('\n')).toContain(wanted);
  });
});
