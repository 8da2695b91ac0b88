import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { ENGINE } from './host.ts';
import { drawScenario } from './scenario.ts';

const scenarios = Array.from({ length: 150 }, (_, i) => drawScenario(i + 1));

type Before = Omit<(typeof scenarios)[number], 'mix'>;

function pickChained({ assets, engine, venues }: Before) {
  return { assets, engine, venues };
}

function pickOthers({ assets: _assets, engine: _engine, venues: _venues, ...others }: Before) {
  return others;
}

describe('scenarios', () => {
  it('are the same for the same seed', () => {
    expect(drawScenario(12)).toEqual(scenarios[11]);
  });

  it('are of many kinds', () => {
    const share = (test: (scenario: (typeof scenarios)[number]) => boolean) =>
      scenarios.filter(test).length / 150;
    const kinds = {
      'two venues': share(({ venues }) => venues.length === 2),
      'two underlyings': share(({ assets }) => assets.length === 2),
      'an inverse hedge': share(({ engine }) => engine.profiles.some(({ hedge }) => hedge.endsWith('-USD'))),
      'options paid in coin': share(({ venues }) =>
        venues.some((v) => v.programmes.some((p) => p.template.inverse)),
      ),
      'a vol from the market': share(({ engine }) =>
        engine.profiles.some(({ markVol }) => markVol.kind === 'market'),
      ),
      'a hedge at the forecast': share(({ engine }) =>
        engine.profiles.some(({ hedgeVol }) => hedgeVol === 'forecast'),
      ),
      'a tight loss limit': share(({ engine }) => engine.limits.maxDailyLoss < 1e6),
      'a ladder': share(({ assets }) => assets.some(({ quotes }) => quotes.some(({ ladder }) => ladder))),
      optimal: share(({ engine }) => engine.profiles.some(({ policy }) => policy.kind === 'optimal')),
      transfers: share(({ engine }) => engine.transfers !== undefined),
      'a chain': share(({ chain }) => chain !== undefined),
      margin: share(({ margined }) => margined !== undefined),
      'brackets that only the venue tells': share(({ margined }) =>
        Object.values(margined?.terms.contracts ?? {}).some(({ tiers }) => tiers.length === 0),
      ),
      'a clock': share(({ engine }) => engine.profiles.some(({ policy }) => policy.kind === 'clock')),
    };
    for (const [kind, found] of Object.entries(kinds))
      expect([kind, found > 0.08 && found < 0.92]).toEqual([kind, true]);
  });

  it('have chains since the fourth edition, which changes nothing else in them', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { chain, mix, assets, engine, venues, ...others } = drawScenario(seed, 4);
      const { mix: mixBefore, ...before } = drawScenario(seed, 3);
      const { gasSpike, stuckTransaction, reorg, ...known } = mix;
      expect(mixBefore).toEqual({ ...known, gasSpike: 0, stuckTransaction: 0, reorg: 0 });
      expect(before).not.toHaveProperty('chain');
      expect(others).toEqual(pickOthers(before));
      if (chain === undefined) expect({ assets, engine, venues }).toEqual(pickChained(before));
      else expect(engine.profiles.flatMap(({ orHedge = [] }) => orHedge)).toEqual([chain.instrument.id]);
    }
  });

  it('move money since the fifth edition, which changes nothing else in them', () => {
    let moving = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const { mix, engine, venues, lookBackMs, ...others } = drawScenario(seed, 5);
      const before = drawScenario(seed, 4);
      const { mix: mixBefore, engine: engineBefore, venues: venuesBefore, ...othersBefore } = before;
      expect(others).toEqual(othersBefore);
      for (const fault of FAULTS) if (mixBefore[fault] > 0) expect(mix[fault]).toBe(mixBefore[fault]);
      const { transfers, venues: terms, opening, limits, ...plain } = engine;
      const { venues: _, opening: __, limits: ___, ...plainBefore } = engineBefore;
      expect(plain).toEqual(plainBefore);
      expect(venues.slice(0, venuesBefore.length)).toEqual(venuesBefore);
      if (transfers === undefined) {
        expect({ venues, limits }).toEqual({ venues: venuesBefore, limits: engineBefore.limits });
        continue;
      }
      moving += 1;
      const ids = venues.map(({ venue }) => venue);
      expect(ids.length).toBeGreaterThan(1);
      expect(terms.map(({ id }) => id)).toEqual(ids);
      expect(Object.keys(opening.cash)).toEqual(ids);
      for (const { from, to, least, most, fee } of transfers) {
        expect(ids).toContain(from);
        expect(ids).toContain(to);
        expect(from).not.toBe(to);
        expect(least <= most && fee < most).toBe(true);
      }
    }
    expect(moving).toBeGreaterThan(15);
  });

  it.each(scenarios.slice(0, 30))('$seed opens an engine with what its venues hold', (scenario) => {
    const { engine, venues, start } = scenario;
    const body = {
      kind: 'configured',
      journal: 'a',
      code: '',
      kernel: ENGINE.kernel,
      config: engine,
      starting: true,
    } as const;
    const { book } = ENGINE.step(null, { seq: 0, at: start, cause: null, body }).state;
    for (const { venue, opening } of venues) {
      expect(book.cash[venue]).toEqual(opening.cash);
      for (const { instrument, lots } of opening.positions)
        expect(book.positions[instrument]?.lots).toBe(lots);
    }
  });
});
