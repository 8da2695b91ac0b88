import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payoff } from '../../domain/instrument.ts';
import { DAY, HOUR, later } from '../../units/time.ts';
import type { FloorMemory, OwnOption } from './account.ts';
import type { FloorFacts } from './case.ts';
import { floorDecision } from './floor.ts';
import { facts, own, quoted, T0, TENTH, UNTIL } from './floor-fixture.ts';

const PUT = quoted('put', 100);
const CHEAP = quoted('put', 100, { vol: 0.5 });
const DEAR = quoted('put', 100, { vol: 0.75 });
const CALL = quoted('call', 115, { vol: 0.9 });

function decided(change: Partial<FloorFacts> = {}, memory?: FloorMemory) {
  return floorDecision(TENTH, facts(change), memory);
}

describe('a floor', () => {
  it('is held by whichever way costs least', () => {
    const put = decided({ options: [own(CHEAP)] });
    expect(put.told).toMatchObject({ state: 'buying options', way: 'put', level: 900, loss: 100, open: 10 });
    expect(put.also).toEqual([{ instrument: CHEAP.instrument, trade: 10 }]);
    expect(put.hedge).toBe(0);
    const collar = decided({ options: [own(quoted('put', 97)), own(CALL)] });
    expect(collar.told).toMatchObject({ state: 'buying options', way: 'collar' });
    expect(collar.also.map(({ trade }) => trade)).toEqual([10, -10]);
    const followed = decided({ options: [own(DEAR)] });
    expect(followed.told).toMatchObject({ state: 'replicated', way: 'replication' });
    expect(followed.also).toEqual([]);
    expect(followed.hedge).toBeLessThan(-2);
    for (const { told } of [put, collar, followed]) {
      const costs = told.ways.map(({ cost }) => cost);
      expect(told.ways.find(({ kind }) => kind === told.way)?.cost).toBe(Math.min(...costs));
      for (const { cost, outlay, worth, trading, gap } of told.ways)
        expect(outlay - worth + trading + gap).toBeCloseTo(cost, 12);
    }
  });

  it('is followed where nothing is quoted, and says so', () => {
    const { told, gamma } = decided();
    expect(told).toMatchObject({ state: 'replicated', notes: ['no option with a fresh price may be dealt'] });
    expect(gamma).toBeGreaterThan(0);
  });

  it('is left to nobody where a sudden fall would break it, if there is a put', () => {
    // A day before its end, with the price at the strike that keeps it.
    const near = { at: later(UNTIL, -DAY / 2), price: 92 };
    const { memory } = decided();
    const years = 0.5 / 365;
    const dear = own(quoted('put', 92, { spot: 92, years, vol: 1.2 }));
    const alone = decided(near, memory);
    expect(alone.told.state).toBe('replicated');
    expect(alone.told.notes.join()).toMatch(/break the floor by \d+ % of the loss/);
    const withPut = decided({ ...near, options: [dear] }, { ...memory, way: 'replication' });
    expect(withPut.told).toMatchObject({ state: 'buying options', way: 'put' });
  });

  it('takes the put with the least outlay where there is no forecast, and without one hedges all', () => {
    const options = [own(DEAR), own(quoted('put', 100, { years: 90 / 365, vol: 0.45 }))];
    const bought = decided({ vol: null, options });
    expect(bought.told).toMatchObject({ state: 'buying options', way: 'put' });
    expect(bought.also).toEqual([{ instrument: DEAR.instrument, trade: 10 }]);
    const none = decided({ vol: null });
    expect(none.told.state).toBe('hedged in full');
    expect(none.told.notes.join()).toContain('no forecast of vol');
    expect(none.hedge).toBe(-10);
  });

  it('that is already lost is said to be, and nothing more is lost', () => {
    const { memory } = decided();
    const { told, hedge } = decided({ price: 85, at: later(T0, DAY) }, memory);
    expect(told.state).toBe('broken');
    expect(told.notes).toEqual(['already lost: 50.00 more than the floor allows']);
    expect(hedge).toBe(-10);
  });

  it('is over at its end, and lets its hedge go', () => {
    const { memory } = decided();
    expect(decided({ at: UNTIL, held: -4, hedge: -4 }, memory)).toMatchObject({
      hedge: 0,
      also: [],
      told: { state: 'over' },
    });
  });

  it.each([
    [{ bent: 'OLD-CALL is an option' }, 'OLD-CALL'],
    [{ units: -3 }, 'loses when the price rises'],
    [{ units: 0 }, 'nothing is held'],
    [{ options: [own(PUT, -1)] }, 'was sold'],
  ])('is not for a book with %o', (change, why) => {
    const { told, also } = decided(change);
    expect(told.state).toBe('not possible');
    expect(told.notes.join()).toContain(why);
    expect(also).toEqual([]);
  });

  it('of another amount or date begins anew; the same is remembered', () => {
    const { memory } = decided();
    const now = facts({ price: 95, at: later(T0, DAY) });
    expect(floorDecision(TENTH, now, memory).told).toMatchObject({ level: 900, since: T0 });
    const other = floorDecision({ ...TENTH, until: later(UNTIL, 1) }, now, memory);
    expect(other.told).toMatchObject({ level: 855, since: now.at });
    const inMoney = { loss: { kind: 'amount', amount: 100 }, until: UNTIL } as const;
    expect(floorDecision(inMoney, facts({ worth: 2 }), undefined).told).toMatchObject({
      level: 950,
      loss: 50,
    });
  });

  it('moves with what is added to the holding and taken out, at the price of then', () => {
    const { memory } = decided();
    expect(decided({ units: 12, price: 110 }, memory).told.level).toBeCloseTo(0.9 * (1_000 + 220), 9);
    expect(decided({ units: 5, price: 95 }, memory).told.level).toBeCloseTo(0.9 * (1_000 - 475), 9);
  });
});

describe('while its options are dealt', () => {
  const ordered = decided({ options: [own(CHEAP)] });
  const { memory } = ordered;

  it('waits for what is on its way', () => {
    const change = { options: [own(CHEAP)], onItsWay: CHEAP.instrument, held: -3, hedge: -3 };
    expect(decided(change, memory)).toMatchObject({ also: [], hedge: -3, told: { state: 'buying options' } });
  });

  it('buys what is missing, then stands, and lets the hedge go', () => {
    const half = decided({ options: [own(CHEAP, 5)], held: -3, hedge: -3 }, { ...memory, hedge: -3 });
    expect(half.told.open).toBe(5);
    expect(half.also).toEqual([{ instrument: CHEAP.instrument, trade: 5 }]);
    const all = decided({ options: [own(CHEAP, 10)], held: -3, hedge: -3 }, half.memory);
    expect(all).toMatchObject({
      hedge: 0,
      also: [],
      told: { state: 'held by options', way: 'put', notes: [] },
    });
  });

  it('buys back the calls that there is nothing left to deliver for', () => {
    const options = [own(PUT, 10), own(CALL, -10, -10 * CALL.bid)];
    const { memory: before } = decided({ options });
    const fewer = decided({ units: 6, options }, before);
    expect(fewer.also).toEqual([{ instrument: CALL.instrument, trade: 4 }]);
    expect(fewer.told.state).toBe('held by options');
  });

  it('sells the call of a collar whose put alone was bought, and no other call', () => {
    const low = quoted('put', 97);
    const start = decided({ options: [own(low), own(CALL)] });
    expect(start.told.way).toBe('collar');
    const calls = [own(CALL), own(quoted('call', 118, { vol: 0.7 }))];
    // Paid at what was quoted, and at so much that the floor stands too low.
    for (const [paid, notes] of [
      [undefined, ''],
      [90, 'the floor stands 20.30 too low'],
    ] as const) {
      const { told, also } = decided({ options: [own(low, 10, paid), ...calls] }, start.memory);
      expect(told).toMatchObject({ state: 'buying options', way: 'collar' });
      expect(told.notes.join()).toBe(notes);
      expect(also).toEqual([{ instrument: CALL.instrument, trade: -10 }]);
    }
    const sold = [own(low, 10), own(CALL, -10, -10 * CALL.bid)];
    const done = { also: [], told: { state: 'held by options', notes: [] } };
    expect(decided({ options: sold }, start.memory)).toMatchObject(done);
    const bare = decided({ options: [own(low, 10, 90)] }, start.memory);
    expect(bare.told.state).toBe('held by options');
    expect(bare.told.notes).toContain('no call to be sold makes up for it');
    // One that gives up more than it brings is not sold for its own sake.
    const cheap = decided({ options: [own(low, 10), own(quoted('call', 115, { vol: 0.5 }))] }, start.memory);
    expect(cheap).toMatchObject(done);
  });

  it('does without for an hour where they are ordered three times in vain', () => {
    let last = ordered;
    const states: string[] = [];
    for (let i = 1; i <= 3; i += 1) {
      last = decided({ at: later(T0, i * 1_000), options: [own(CHEAP)] }, last.memory);
      states.push(last.told.state);
    }
    expect(states).toEqual(['buying options', 'buying options', 'replicated']);
    expect(last.told.notes).toContain('options were ordered three times in vain: none for an hour');
    const hour = decided({ at: later(T0, HOUR + 3_000), options: [own(CHEAP)] }, last.memory);
    expect(hour.told.state).toBe('buying options');
  });
});

describe('what a floor is worth once its options are there', () => {
  const strikes = Array.from({ length: 17 }, (_, i) => 76 + 3 * i);
  const vols = fc.double({ min: 0.3, max: 1.2, noNaN: true });
  const units = fc.double({ min: 0.2, max: 30, noNaN: true });

  it('is within it at every price at expiry, whatever was gained or lost before, in one deal or two', () => {
    let count = 0;
    const moves = fc.double({ min: 0.93, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(vols, vols, units, moves, fc.boolean(), (putVol, callVol, size, move, inTwo) => {
        const puts = strikes.map((strike) => quoted('put', strike, { vol: putVol, spot: 100 * move }));
        const calls = strikes.map((strike) => quoted('call', strike, { vol: callVol, spot: 100 * move }));
        const before = decided({ units: size, vol: 0.6 });
        const price = 100 * move;
        let options: OwnOption[] = [...puts, ...calls].map((one) => own(one));
        let memory = { ...before.memory, hedge: 0 };
        let cash = 0;
        let state = '';
        for (let i = 0; i < 5 && state !== 'held by options'; i += 1) {
          const now = { at: later(T0, 1), price, units: size, vol: 0.01, costRate: 0.05, options };
          const decision = decided(now, memory);
          state = decision.told.state;
          if (state !== 'buying options' && state !== 'held by options') return;
          memory = decision.memory;
          for (const { instrument, trade } of decision.also) {
            options = options.map((option) => {
              if (option.instrument !== instrument || option.quoted === null) return option;
              const { ask, askFee, bid, bidFee, lot } = option.quoted;
              const halved = Math.ceil(Math.abs(trade) / lot / 2) * lot * Math.sign(trade);
              const filled = inTwo && i === 0 ? halved : trade;
              const paid = filled * (filled > 0 ? ask : bid);
              cash -= paid + Math.abs(filled) * (filled > 0 ? askFee : bidFee);
              return { ...option, size: option.size + filled, cost: option.cost + paid };
            });
          }
        }
        if (state !== 'held by options') return;
        count += 1;
        for (const end of [0, ...strikes, 500]) {
          let value = size * end + cash;
          for (const option of options) value += option.size * payoff(option, end);
          expect(value).toBeGreaterThanOrEqual(0.9 * 100 * size - 1e-6);
        }
      }),
      { numRuns: 200 },
    );
    expect(count).toBeGreaterThan(40);
  });
});
