import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../units/time.ts';
import { atoms } from '../../units/units.ts';
import { accepted, FULL, refusals } from './config-fixture.ts';
import { describeConfig } from './describe.ts';

const ROUTE =
  '{ from: paper, to: other, currency: USDT, fee: 1.5 USDT, takes: 10m, most: 50000 USDT, by: treasury }';

function withRoutes(...routes: readonly string[]): string {
  return `${FULL}transfers:\n${routes.map((route) => `  - ${route}\n`).join('')}`;
}

/** What is refused of a config with `ROUTE` changed. */
function refused(from: string, to: string): readonly string[] {
  expect(ROUTE).toContain(from);
  return refusals(withRoutes(ROUTE.replace(from, to)));
}

describe('the transfers that a config allows', () => {
  it('are none where it says nothing', () => {
    expect(accepted(FULL).engine).not.toHaveProperty('transfers');
  });

  it('are what it lists, overdue after four times their usual time', () => {
    expect(accepted(withRoutes(ROUTE)).engine.transfers).toEqual([
      {
        ...{ from: 'paper', to: 'other', currency: 'USDT', by: 'treasury' },
        ...{ fee: atoms(150_000_000n), least: atoms(0n), most: atoms(5_000_000_000_000n) },
        ...{ latencyMs: 10 * MINUTE, overdueMs: 40 * MINUTE },
      },
    ]);
    const more = ROUTE.replace('takes: 10m', 'takes: 10m, overdue: 1h, least: 100 USDT');
    expect(accepted(withRoutes(more)).engine.transfers).toMatchObject([
      { overdueMs: HOUR, least: atoms(10_000_000_000n) },
    ]);
  });

  it('may be limited together', () => {
    const text = withRoutes(ROUTE).replace(
      'maxDailyLoss: 20000 USD',
      'maxDailyLoss: 20000 USD, maxInTransit: 9000 USD',
    );
    expect(accepted(text).engine.limits.maxInTransit).toBe(9_000);
    const said = describeConfig(accepted(text)).find(({ title }) => title === 'Limits');
    expect(said?.lines).toContain('no more than 9,000 USD between accounts at once');
  });

  it('are said in words', () => {
    const byHand = ROUTE.replace('treasury', 'hand')
      .replace('other', 'paper')
      .replace('from: paper', 'from: other');
    const said = describeConfig(accepted(withRoutes(ROUTE, byHand))).find(
      ({ title }) => title === 'Transfers',
    );
    expect(said?.lines).toEqual([
      'up to 50,000 USDT at once from paper to other, for 1.5 USDT: moved by the treasury; ' +
        'usually 10m, overdue after 40m',
      'up to 50,000 USDT at once from other to paper, for 1.5 USDT: you are alerted to move it by hand; ' +
        'usually 10m, overdue after 40m',
    ]);
    expect(describeConfig(accepted(FULL)).map(({ title }) => title)).not.toContain('Transfers');
  });

  it.each([
    ['to: other', 'to: elsewhere', 'transfers[0].to is elsewhere, which is not listed under venues'],
    ['to: other', 'to: paper', 'transfers[0].to is paper, where it comes from'],
    ['fee: 1.5 USDT', 'fee: 1.5 USD', 'transfers[0].fee is in USD, but USDT is moved'],
    ['fee: 1.5 USDT', 'fee: 1.5', 'transfers[0].fee is 1.5, which has no currency'],
    ['fee: 1.5 USDT, ', '', 'transfers[0] has no fee'],
    ['most: 50000 USDT', 'most: 1 USDT', 'transfers[0].most leaves nothing to move'],
    ['most: 50000 USDT', 'most: 5 USDT, least: 6 USDT', 'transfers[0].most leaves nothing to move'],
    ['takes: 10m', 'takes: 10m, overdue: 5m', 'transfers[0].overdue is 5m, and it usually takes 10m'],
    ['by: treasury', 'by: magic', 'transfers[0].by is magic, which is no way to move money'],
    ['takes: 10m', 'take: 10m', 'transfers[0].take is not known'],
  ])('are refused with %s as %s', (from, to, message) => {
    const [first, ...others] = refused(from, to);
    expect(first).toContain(`: ${message}`);
    expect(first).toMatch(/ — .{5}/);
    expect(others).toEqual([]);
  });

  it('are written once each', () => {
    expect(refusals(withRoutes(ROUTE, ROUTE))).toEqual([
      expect.stringContaining(
        'transfers[1] moves USDT from paper to other, as an entry before it does — write it once',
      ),
    ]);
  });

  it('are by hand where venues are connected to: keys may not withdraw', () => {
    const text = withRoutes(ROUTE).replace(
      'halfSpread: 2bp }',
      'halfSpread: 2bp, connect: { protocol: deribit, to: testnet, account: paper } }',
    );
    expect(refusals(text)).toContainEqual(
      expect.stringContaining(
        'transfers[0].by is treasury, and keys for venues may not withdraw — write by: hand; you are told what to move',
      ),
    );
  });

  it('need no venue of the name of where money is that is in none', () => {
    const text = FULL.replaceAll('other:', 'in transit:').replaceAll('venue: other', 'venue: in transit');
    expect(refusals(text)).toContainEqual(
      expect.stringContaining('venues.in transit is where money is that is under way — write another name'),
    );
  });
});
