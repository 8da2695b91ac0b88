import { describe, expect, it } from 'vitest';
import { millis } from '../../units/units.ts';
import { parseConfig } from './config.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';
import { describeConfig } from './describe.ts';

const RULE = 'with: BTC-PERP, riskAversion: 0.002 per USD, ';
const UNTIL = '2026-03-27T08:00Z';

function floored(floor: string, rule = RULE): string {
  return edited(RULE, `${rule}floor: ${floor}, `);
}

describe('a floor', () => {
  it.each([
    ['10%', { kind: 'share', share: 0.1 }],
    ['250bp', { kind: 'share', share: 0.025 }],
    ['5000 USD', { kind: 'amount', amount: 5_000 }],
  ])('of %s is a share of the holding or an amount', (told, loss) => {
    const { floor } = accepted(floored(`{ loss: ${told}, until: ${UNTIL} }`)).engine.profiles[0] ?? {};
    expect(floor).toEqual({ loss, until: Date.parse(UNTIL) });
  });

  it('ends at a date, or a time from the start of a market that has one', () => {
    const { floor } = accepted(floored('{ loss: 10%, until: 30d }')).engine.profiles[0] ?? {};
    expect(floor?.until).toBe(Date.parse('2026-02-04T00:00Z'));
  });

  it.each([
    [`{ loss: 10, until: ${UNTIL} }`, 'is 10, which has no unit'],
    [`{ loss: 0%, until: ${UNTIL} }`, 'must be more than 0%'],
    [`{ loss: 100%, until: ${UNTIL} }`, 'must be less than 100%'],
    [`{ loss: -5%, until: ${UNTIL} }`, 'must be more than 0%'],
    [`{ loss: 5 BTC, until: ${UNTIL} }`, 'is in BTC'],
    ['{ loss: 10%, until: 2025-12-25T08:00Z }', 'is over — write a date after 2026-01-05T00:00Z'],
    ['{ loss: 10%, until: soon }', 'soon'],
    ['{ loss: 10% }', 'until'],
    [`{ loss: 10%, until: ${UNTIL}, way: put }`, 'way'],
    [`{ loss: 10%, until: ${UNTIL} }, target: 1 BTC`, 'target stands beside a floor'],
    [`{ loss: 10%, until: ${UNTIL} }, hedgeRatio: 50%`, 'hedgeRatio stands beside a floor'],
  ])('of %s is refused', (floor, message) => {
    expect(refusals(floored(floor)).join()).toContain(message);
  });

  it.each([
    ['with: BTC-PERP, policy: fixed-band, halfWidth: 0.1 BTC, ', 'stands beside policy fixed-band'],
    [
      'with: [BTC-PERP, BTC-CALL], vegaBand: [-10, 10], riskAversion: 0.002 per USD, ',
      'vegaBand stands beside a floor',
    ],
  ])('is refused beside %s', (rule, message) => {
    expect(refusals(floored(`{ loss: 10%, until: ${UNTIL} }`, rule)).join()).toContain(message);
  });

  it('that has ended by the time its config is read is refused, where the config has no time of its own', () => {
    const timeless = FULL.slice(0, FULL.indexOf('market:\n'))
      .replace('expiry: 30d', `expiry: ${UNTIL}`)
      .replace('markVol: market', `markVol: 50%, floor: { loss: 10%, until: ${UNTIL} }`)
      .replace('vol: market, venue', 'vol: 50%, venue');
    const at = (day: string) => parseConfig(timeless, 'test.yaml', millis(Date.parse(day)));
    expect(at('2026-03-28T00:00Z')).toMatchObject({ kind: 'refused' });
    expect(at('2026-03-26T00:00Z')).toMatchObject({ kind: 'config' });
    expect(refusals(timeless)).toEqual([]);
  });

  it('is told by check, in place of the delta that is kept without one', () => {
    const also = 'with: [BTC-PERP, BTC-CALL], riskAversion: 0.002 per USD, ';
    const config = accepted(floored(`{ loss: 10%, until: ${UNTIL} }`, also));
    const lines = describeConfig(config).find(({ title }) => title === 'Hedge of BTC')?.lines ?? [];
    expect(lines[0]).toBe(
      `what is held of BTC may lose 10% until ${UNTIL}, by puts or a collar of BTC-CALL, ` +
        'or by trading BTC-PERP as a put would move: whichever costs least',
    );
    expect(lines.join()).not.toContain('keep a delta');
    const alone = accepted(floored(`{ loss: 5000 USD, until: ${UNTIL} }`));
    const [first] = describeConfig(alone).find(({ title }) => title === 'Hedge of BTC')?.lines ?? [];
    expect(first).toBe(
      `what is held of BTC may lose 5000 USD until ${UNTIL}, by trading BTC-PERP as a put would move`,
    );
  });
});
