import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instrument, settleValue } from '../../domain/instrument.ts';
import type { AccountTerms, MarginScenario, ScenarioGrid } from '../../domain/margin.ts';
import { lots } from '../../units/units.ts';
import { black76 } from '../black-scholes.ts';
import { type MarginHolding, standingOf } from './account.ts';
import { liquidationFactors } from './liquidation.ts';
import { accountOf, answered, COIN_PERP, holdingOf, money, optionOf, PERP } from './margin-fixture.ts';
import { SCENARIO_PRESETS, type ScenarioPreset } from './presets.ts';

const PRESETS = Object.keys(SCENARIO_PRESETS) as ScenarioPreset[];

function termsOf(grid: ScenarioGrid, collateral: Readonly<Record<string, number>> = {}): AccountTerms {
  const entries = Object.entries(collateral).map(([name, haircut]) => [name, { haircut }]);
  return {
    ...{ model: { kind: 'scenario', grid }, mode: 'cross', contracts: {} },
    joined: { unit: 'USDT', collateral: Object.fromEntries(entries) },
  };
}

function priceOf(type: 'call' | 'put', strike: number, forward: number, vol: number, years: number): number {
  return answered(black76({ type, strike, forward, vol, years, rate: 0 })).price;
}

function option(type: 'call' | 'put', strike: number, count: number, years = 30 / 365): MarginHolding {
  const mark = priceOf(type, strike, 100_000, 0.6, years);
  return holdingOf(optionOf(type, strike), count, { mark, vol: 0.6, years });
}

const FREE: ScenarioGrid = {
  ...SCENARIO_PRESETS['derive-pmrm'],
  contingency: { contract: 0, shortOption: 0 },
  initialFactor: 1,
};

function asked(grid: ScenarioGrid, holdings: readonly MarginHolding[], cash = [money('USDT', 1e6)]) {
  return answered(standingOf(termsOf(grid, { BTC: 0 }), accountOf('USDT', holdings, cash)));
}

describe('scenario margin', () => {
  it('has as many scenarios as each venue publishes', () => {
    const counts = PRESETS.map((name) => [name, SCENARIO_PRESETS[name].scenarios.length]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ 'derive-pmrm': 23, 'derive-pmrm2': 33, paradex: 24, span: 16 },
    });
  });

  it('is the worst loss, worked out by hand', () => {
    // A perp loses a fifth; with 3 % on top and at first a quarter more.
    const perp = holdingOf(PERP, 1_000, { cost: 100_000 });
    expect(asked(SCENARIO_PRESETS['derive-pmrm'], [perp])).toMatchObject({
      initial: expect.closeTo(28_000, 6),
      maintenance: expect.closeTo(23_000, 6),
    });
    // Paradex: 16 %, half of it later, and what is put by.
    expect(asked(SCENARIO_PRESETS.paradex, [perp])).toMatchObject({
      initial: expect.closeTo(16_050, 6),
      maintenance: expect.closeTo(8_050, 6),
    });
    // SPAN: one range, and of three no more than a third: 14.85 %.
    expect(asked(SCENARIO_PRESETS.span, [perp]).initial).toBeCloseTo(15_000, 6);
    // A call sold for a month: up by 15 % and vols from 60 to 96.
    const worst =
      priceOf('call', 110_000, 115_000, 0.96, 30 / 365) - priceOf('call', 110_000, 1e5, 0.6, 30 / 365);
    const further =
      priceOf('call', 110_000, 120_000, 0.6, 30 / 365) - priceOf('call', 110_000, 1e5, 0.6, 30 / 365);
    expect(asked(FREE, [option('call', 110_000, -1)]).initial).toBeCloseTo(Math.max(worst, further), 6);
  });

  it('moves short vols more than long ones', () => {
    const one: ScenarioGrid = { ...FREE, scenarios: [{ price: 0, vol: 0.6, weight: 1 }] };
    const lossOf = (days: number) => asked(one, [option('call', 100_000, -1, days / 365)]).initial;
    const priced = (days: number, power: number) => {
      const vol = 0.6 * (1 + 0.6 * (30 / Math.max(1, days)) ** power);
      const [then, now] = [vol, 0.6].map((each) => priceOf('call', 1e5, 1e5, each, days / 365));
      return (then ?? 0) - (now ?? 0);
    };
    expect(lossOf(7)).toBeCloseTo(priced(7, 0.3), 6);
    expect(lossOf(0.2)).toBeCloseTo(priced(0.2, 0.3), 6);
    expect(lossOf(180)).toBeCloseTo(priced(180, 0.13), 6);
  });

  it('asks for the delta that is left where no scenario does, and adds up underlyings', () => {
    const still: ScenarioGrid = { ...FREE, scenarios: [{ price: 0, vol: 0, weight: 1 }], leastOfDelta: 0.02 };
    const perp = holdingOf(PERP, 1_000, { cost: 90_000 });
    expect(asked(still, [perp]).initial).toBeCloseTo(2_000, 5);
    const eth: Instrument = { ...PERP, id: 'ETHUSDT', base: 'ETH' };
    const other = holdingOf(eth, -1_000, { cost: -100_000 });
    expect(asked(FREE, [perp, other]).initial).toBeCloseTo(40_000, 6);
    expect(asked(FREE, [perp, { ...other, instrument: { ...eth, base: 'BTC' } }]).initial).toBeCloseTo(0, 6);
  });

  it('lets a coin stand against a short, as far as it counts', () => {
    const short = holdingOf(PERP, -1_000, { cost: -100_000 });
    const coin = { currency: 'BTC', amount: 1, worth: 100_000, underlying: true } as const;
    const at = (haircut: number) => {
      const account = accountOf('USDT', [short], [coin]);
      return answered(standingOf(termsOf(FREE, { BTC: haircut }), account));
    };
    expect(at(0)).toMatchObject({ balance: 100_000, initial: expect.closeTo(0, 6) });
    expect(at(0.1)).toMatchObject({ balance: 90_000, initial: expect.closeTo(2_000, 6) });
    // In an inverse perp, counted in dollars, the same.
    const inverse = holdingOf(COIN_PERP, -10_000, { cost: 1, rate: 100_000 });
    const account = accountOf('USDT', [inverse], [coin]);
    expect(answered(standingOf(termsOf(FREE, { BTC: 0 }), account)).initial).toBeCloseTo(0, 6);
    // In an account of coin alone the coin is no gain: of a rise by a fifth a sixth of it is lost.
    const { joined: _, ...own } = termsOf(FREE);
    const coins = accountOf('BTC', [{ ...inverse, rate: 1 }], [{ ...coin, worth: 1 }]);
    expect(answered(standingOf(own, coins)).initial).toBeCloseTo(1 / 6, 12);
  });

  it('counts orders by the worse of all purchases and all sales', () => {
    const perp = holdingOf(PERP, 1_000, { cost: 100_000 });
    const order = (count: number) => ({ ...holdingOf(PERP, count), price: 100_000 });
    const account = { ...accountOf('USDT', [perp], []), orders: [order(500), order(-2_500)] };
    expect(answered(standingOf(termsOf(FREE), account)).initial).toBeCloseTo(30_000, 6);
    const reducing = { ...account, orders: [order(-1_000)] };
    expect(answered(standingOf(termsOf(FREE), reducing)).initial).toBeCloseTo(20_000, 6);
  });

  const leg = fc.record({
    kind: fc.constantFrom('perp', 'call', 'put'),
    count: fc.integer({ min: -5, max: 5 }).filter((n) => n !== 0),
    strike: fc.constantFrom(80_000, 95_000, 100_000, 110_000, 130_000),
  });

  it('is for a book never more than for its positions one by one, and what every scenario says', () => {
    fc.assert(
      fc.property(
        fc.array(leg, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...PRESETS),
        (legs, preset) => {
          const grid = SCENARIO_PRESETS[preset];
          const holdings = legs.map(({ kind, count, strike }, i) => {
            const each =
              kind === 'perp'
                ? holdingOf(PERP, count * 1_000)
                : option(kind === 'call' ? 'call' : 'put', strike, count);
            return { ...each, instrument: { ...each.instrument, id: `${i}` } };
          });
          const together = asked(grid, holdings);
          const alone = holdings.map((each) => asked(grid, [each]));
          for (const which of ['initial', 'maintenance'] as const) {
            const gross = alone.reduce((sum, each) => sum + each[which], 0);
            expect(together[which]).toBeLessThanOrEqual(gross + 1e-6);
          }
          const loss = ({ price, vol, weight }: MarginScenario) => {
            let sum = 0;
            for (const { instrument, lots: count, mark, vol: now = 0, years = 0 } of holdings) {
              const term =
                grid.volTerm.shortPower === 0 ? 1 : (30 / Math.max(30, 1)) ** grid.volTerm.shortPower;
              const then =
                instrument.kind === 'option'
                  ? priceOf(
                      ...([instrument.type, instrument.strike, 100_000 * (1 + price)] as const),
                      ...([now * (1 + vol * term), years] as const),
                    )
                  : mark * (1 + price);
              sum += settleValue(instrument, count, mark) - settleValue(instrument, count, then);
            }
            return weight * sum;
          };
          const worst = Math.max(0, ...grid.scenarios.map(loss));
          if (grid.leastOfDelta === 0 && preset === 'span') expect(together.initial).toBeCloseTo(worst, 5);
          expect(together.initial).toBeGreaterThanOrEqual(worst * grid.initialFactor - 1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is liquidated where its balance meets it', () => {
    const holdings = [
      option('call', 110_000, -2),
      option('put', 90_000, -2),
      holdingOf(PERP, 300, { cost: 30_000 }),
    ];
    const account = accountOf('USDT', holdings, [money('USDT', 80_000)]);
    for (const preset of PRESETS) {
      const terms = termsOf(SCENARIO_PRESETS[preset]);
      const { falling, rising } = answered(liquidationFactors(terms, account, 'BTC'));
      for (const [factor, way] of [
        [falling ?? 0, 1],
        [rising ?? 0, -1],
      ] as const) {
        const surplus = (at: number) => {
          const { balance, maintenance } = answered(standingOf(terms, account, { moves: { BTC: at } }));
          return balance - maintenance;
        };
        expect(surplus(factor * (1 + way * 1e-6))).toBeGreaterThan(0);
        expect(surplus(factor * (1 - way * 1e-6))).toBeLessThan(0);
      }
    }
  });

  it.each([
    ['grid.scenarios', { ...FREE, scenarios: [] }],
    ['grid.scenarios[0].price', { ...FREE, scenarios: [{ price: -1, vol: 0, weight: 1 }] }],
    ['grid.scenarios[0].weight', { ...FREE, scenarios: [{ price: 0, vol: 0, weight: 2 }] }],
    ['grid.volTerm.floorDays', { ...FREE, volTerm: { ...FREE.volTerm, floorDays: 0 } }],
    ['grid.initialFactor', { ...FREE, initialFactor: Number.NaN }],
  ] as const)('refuses a grid that is none: %s', (field, grid) => {
    const account = accountOf('USDT', [{ ...holdingOf(PERP, 1), lots: lots(1) }], []);
    expect(standingOf(termsOf(grid), account)).toMatchObject({ kind: 'refused', field });
  });
});
