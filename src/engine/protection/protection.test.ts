import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../domain/config.ts';
import type { Instrument, Option } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import type { Command } from '../../domain/order.ts';
import { mayAddRisk } from '../../guard/protection/protection.ts';
import { HOUR, MINUTE } from '../../units/time.ts';
import { atoms, lots } from '../../units/units.ts';
import {
  CALL,
  CONFIG,
  configured,
  filled,
  PERP,
  PROFILE,
  type Rig,
  recovered,
  SPOT,
  trading,
} from '../engine-fixture.ts';
import { UNPROTECTED } from './protection.ts';

const COLD: Instrument = { ...SPOT, id: 'SPOT', venue: 'cold' };
const OTHER: Instrument = { ...PERP, id: 'OTHER', venue: 'w' };
const TERMS: AccountTerms = {
  ...{ model: { kind: 'standard' }, mode: 'cross' },
  contracts: {
    PERP: { tiers: [{ fromNotional: 0, initial: 0.05, maintenance: 0.01 }], leverage: 10 },
    OTHER: { tiers: [{ fromNotional: 0, initial: 0.05, maintenance: 0.01 }], leverage: 10 },
  },
};
const fees = { takerFee: 0.0005, makerFee: 0.0002 };
const dollars = (amount: number) => atoms(BigInt(amount) * 100_000_000n);

/** One coin kept cold, sold forward at `v` with `margin` dollars behind it; `w` has `elsewhere`. */
function config(margin: number, elsewhere = 0, more: Partial<EngineConfig> = {}): EngineConfig {
  return {
    ...CONFIG,
    instruments: [COLD, PERP, OTHER],
    venues: [
      { id: 'cold', ...fees },
      { id: 'v', ...fees, margin: TERMS },
      { id: 'w', ...fees, margin: TERMS },
    ],
    opening: {
      cash: { v: { USD: dollars(margin) }, w: { USD: dollars(elsewhere) } },
      positions: [
        { instrument: 'SPOT', lots: lots(1000), averageEntry: 60_000 },
        { instrument: 'PERP', lots: lots(-1000), averageEntry: 60_000 },
      ],
    },
    profiles: [{ ...PROFILE, orHedge: ['OTHER'] }],
    limits: { ...CONFIG.limits, maxDailyLoss: 1e9 },
    protection: { horizonMs: 8 * HOUR, gap: 0.25 },
    ...more,
  };
}

function stageAt(rig: Rig, account = 'v/USD'): string | undefined {
  return rig.state().protection?.accounts[account]?.ladder.stage;
}

function quoteAll(rig: Rig, price: number): void {
  for (const id of ['SPOT', 'PERP', 'OTHER']) rig.quote(id, price);
}

function placed(commands: readonly Command[]) {
  return commands.flatMap((each) => (each.kind === 'place' ? [each.order] : []));
}

describe('protection in the engine', () => {
  it('is calm where no gap that is to be survived liquidates', () => {
    const rig = trading(config(40_000));
    expect(stageAt(rig)).toBe('calm');
    expect(placed(rig.take())).toEqual([]);
  });

  it('is not there where nobody asks for it', () => {
    const { protection: _, ...plain } = config(5_000);
    const rig = trading(plain);
    expect(rig.state()).not.toHaveProperty('protection');
    expect(placed(rig.take())).toEqual([]);
  });

  it('looks again as soon as a price has come far enough, whatever the band says', () => {
    const rig = trading(config(24_000, 40_000));
    rig.take();
    quoteAll(rig, 66_000);
    rig.pass(1_000);
    const { length } = rig.outcomes('decisionDue');
    expect(length).toBe(2);
    expect(stageAt(rig)).not.toBe('calm');
  });

  it('shifts the hedge to a healthier venue, and leaves the delta what it was', () => {
    const rig = trading(config(8_000, 100_000));
    const orders = placed(rig.take());
    const [opens, closes] = [
      orders.filter(({ instrument }) => instrument === 'OTHER'),
      orders.filter(({ instrument }) => instrument === 'PERP'),
    ];
    expect(opens.length).toBe(1);
    expect(closes.length).toBe(1);
    expect(opens[0]?.lots).toBe(-(closes[0]?.lots ?? 0));
    expect(opens[0]?.lots).toBeLessThan(0);
    expect(opens[0]?.reduceOnly).toBe(false);
    expect(closes[0]?.reduceOnly).toBe(true);
    // What opens leaves first.
    expect(orders[0]?.instrument).toBe('OTHER');
    const [outcome] = rig.outcomes('decisionDue');
    expect(outcome?.protecting?.every(({ because }) => because.length > 0)).toBe(true);
    expect(outcome?.decisions?.[0]).toMatchObject({ kind: 'hold', because: { kind: 'protecting' } });
  });

  it('reduces where no other venue can take it', () => {
    const rig = trading(config(8_000));
    const orders = placed(rig.take());
    expect(orders.map(({ instrument, reduceOnly }) => ({ instrument, reduceOnly }))).toEqual([
      { instrument: 'PERP', reduceOnly: true },
    ]);
    const count = orders[0]?.lots ?? 0;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(1000);
  });

  it('plans nothing anew while orders of it are on their way, and is safe once they have filled', () => {
    const rig = trading(config(8_000));
    const [order] = placed(rig.take());
    if (order === undefined) throw new Error('no order');
    rig.bar();
    rig.pass(1_000);
    expect(placed(rig.take())).toEqual([]);
    rig.tell(filled(order, order.lots));
    rig.bar();
    const { danger } = rig.state().protection?.accounts['v/USD'] ?? {};
    expect(danger?.distance ?? 0).toBeGreaterThan(danger?.least ?? 1);
  });

  it('does not let the hedge be built up again where it was reduced', () => {
    const rig = trading(config(8_000));
    const [order] = placed(rig.take());
    if (order === undefined) throw new Error('no order');
    rig.tell(filled(order, order.lots));
    for (let i = 0; i < 10; i += 1) {
      quoteAll(rig, 60_000);
      rig.pass(MINUTE);
    }
    const opening = placed(rig.take()).filter(({ reduceOnly }) => !reduceOnly);
    const room = opening.every(({ instrument }) => instrument !== 'PERP');
    expect(room).toBe(true);
  });

  it('is not kept from reducing by a pause, a halt of the day or the breakers, but by a kill', () => {
    for (const action of ['pause', 'kill'] as const) {
      const rig = trading(config(40_000));
      rig.take();
      rig.operate(action);
      // Twice, as the first looks like an outlier.
      for (let i = 0; i < 2; i += 1) {
        quoteAll(rig, 85_000);
        rig.pass(1_000);
      }
      const orders = placed(rig.take());
      expect(orders.length > 0).toBe(action === 'pause');
      expect(orders.every(({ reduceOnly }) => reduceOnly)).toBe(true);
    }
  });

  it('remembers its stages across a crash', () => {
    const rig = trading(config(24_000, 40_000));
    quoteAll(rig, 66_000);
    rig.pass(1_000);
    const before = rig.state().protection;
    const again = recovered(rig);
    again.conductor.configure(configured(config(24_000, 40_000)), again.now);
    expect(again.state().protection).toEqual(before);
  });

  it('takes no new risk where brackets are not known, and says so', () => {
    const blind: AccountTerms = { ...TERMS, contracts: { PERP: { tiers: [], leverage: 10 } } };
    const venues = config(0).venues.map((venue) => (venue.id === 'v' ? { ...venue, margin: blind } : venue));
    const rig = trading({ ...config(40_000), venues });
    expect(mayAddRisk(rig.state().protection ?? UNPROTECTED, 'v/USD')).toBe(false);
    expect(rig.state().raised).toHaveProperty('margin/v/USD');
  });

  it('takes brackets from the venue where the config has none', () => {
    const blind: AccountTerms = { ...TERMS, contracts: { PERP: { tiers: [], leverage: 10 } } };
    const venues = config(0).venues.map((venue) => (venue.id === 'v' ? { ...venue, margin: blind } : venue));
    const rig = trading({ ...config(40_000), venues });
    const margin = { USD: { equity: 40_000, initial: 6_000, maintenance: 600 } };
    const tiers = { PERP: [{ fromNotional: 0, initial: 0.05, maintenance: 0.01 }] };
    for (let i = 0; i < 130; i += 1) {
      quoteAll(rig, 60_000);
      rig.bar();
      rig.pass(MINUTE);
      rig.report({ venue: 'v', margin, tiers });
    }
    expect(rig.state().raised ?? {}).not.toHaveProperty('margin/v/USD');
    expect(stageAt(rig)).toBe('calm');
  });

  it('trusts the worse of two words that differ in two reports, and takes no new risk', () => {
    const rig = trading(config(40_000));
    const margin = { USD: { equity: 38_000, initial: 6_000, maintenance: 600 } };
    rig.report({ venue: 'v', margin });
    quoteAll(rig, 60_001);
    rig.bar();
    expect(stageAt(rig)).toBe('calm');
    rig.pass(1_000);
    rig.report({ venue: 'v', margin });
    rig.bar();
    expect(stageAt(rig)).toBe('noNewRisk');
    expect(rig.state().raised).toHaveProperty('margin/v/USD');
  });

  it('takes no new risk on a word that has grown old', () => {
    const rig = trading(config(40_000));
    rig.report({ venue: 'v', margin: { USD: { equity: 40_000, initial: 6_000, maintenance: 600 } } });
    rig.bar();
    expect(stageAt(rig)).toBe('calm');
    rig.now = (rig.now + 10 * MINUTE) as typeof rig.now;
    quoteAll(rig, 60_000);
    rig.bar();
    expect(stageAt(rig)).toBe('noNewRisk');
  });

  it('moves collateral along a route that is allowed, once', () => {
    const route = { from: 'w', to: 'v', currency: 'USD', fee: dollars(1), latencyMs: 10 * MINUTE };
    const limits = { overdueMs: HOUR, least: dollars(10), most: dollars(50_000), by: 'treasury' } as const;
    const rig = trading(config(15_500, 100_000, { transfers: [{ ...route, ...limits }] }));
    const sent = rig.conductor.state.transfers ?? {};
    expect(Object.values(sent).map(({ request }) => [request.from, request.to])).toEqual([['w', 'v']]);
    for (let i = 0; i < 5; i += 1) {
      quoteAll(rig, 60_000);
      rig.bar();
      rig.pass(MINUTE);
    }
    expect(Object.keys(rig.state().transfers ?? {}).length).toBe(1);
  });

  it('reduces what no profile hedges with, such as an option that was sold', () => {
    const call: Option = { ...CALL, venue: 'v' };
    const options: EngineConfig = {
      ...config(14_000),
      instruments: [COLD, PERP, OTHER, call],
      opening: {
        cash: { v: { USD: dollars(14_000) } },
        positions: [
          { instrument: 'SPOT', lots: lots(1000), averageEntry: 60_000 },
          { instrument: 'CALL', lots: lots(-100), averageEntry: 1_700 },
        ],
      },
    };
    const rig = trading(options);
    const early = placed(rig.take());
    rig.quote('CALL', 1_700);
    for (let i = 0; i < 3; i += 1) {
      quoteAll(rig, 60_000);
      rig.quote('CALL', 1_700);
      rig.bar();
      rig.pass(MINUTE);
    }
    const later = [...early, ...placed(rig.take())].filter(({ instrument }) => instrument === 'CALL');
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(({ reduceOnly, lots: count }) => reduceOnly && count > 0)).toBe(true);
  });
});
