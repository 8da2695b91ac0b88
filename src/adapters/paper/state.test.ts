import { describe, expect, it } from 'vitest';
import { averageEntry } from '../../domain/book.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { atoms, lots } from '../../units/units.ts';
import { CALL, FUTURE, holding, INVERSE, PERP, SPOT, settingsWith } from './paper-fixture.ts';
import { holdings, openState } from './state.ts';

function open(change: Parameters<typeof settingsWith>[0]) {
  return openState(settingsWith(change), () => undefined);
}

describe('the opening state of a venue', () => {
  it('has the stated cash and nothing else', () => {
    const state = open({});
    expect(holdings(state)).toEqual({
      positions: {},
      cash: { USDT: 1_000_000_00000000n, BTC: 10_00000000n },
    });
    expect(state.orders.size + state.open.size + state.expiring.size).toBe(0);
  });

  it.each<[Instrument, number, number]>([
    [PERP, -250, 16_123.4],
    [SPOT, 1_000, 15_900],
    [INVERSE, 1_600, 16_000],
    [CALL, 5, 800],
  ])('has positions at their average entry: %j', (instrument, count, entry) => {
    const state = open(holding(instrument, count, entry));
    const position = state.book.positions[instrument.id] ?? expect.fail('no position');
    expect(position.lots).toBe(count);
    expect(averageEntry(position, instrument)).toBeCloseTo(entry, 6);
    expect(holdings(state).positions).toEqual({ [instrument.id]: count });
  });

  it('leaves out a position of no lots and cash of nothing', () => {
    const empty = { instrument: PERP.id, lots: lots(0), averageEntry: 1 };
    const state = open({ opening: { cash: { USDT: atoms(0n) }, positions: [empty] } });
    expect(holdings(state)).toEqual({ positions: {}, cash: {} });
  });

  it('refuses a position in something that it does not list', () => {
    const { opening } = settingsWith(holding(CALL, 5));
    expect(() => open({ opening })).toThrow(/BTC-20230102-16000-C: list it among the instruments/);
  });

  it('may have several positions', () => {
    const positions = [PERP, SPOT].map(({ id }, i) => ({
      ...{ instrument: id, lots: lots(10 * (i + 1)), averageEntry: 16_000 },
    }));
    const state = open({ opening: { cash: {}, positions } });
    expect(holdings(state)).toEqual({ positions: { [PERP.id]: 10, [SPOT.id]: 20 }, cash: {} });
    // 0.01 and 0.02 BTC at 16000.
    expect(Object.values(state.book.positions).map(({ cost }) => cost)).toEqual([
      16_000_000_000n,
      32_000_000_000n,
    ]);
  });

  it('says nothing and is at no time yet', () => {
    const told: unknown[] = [];
    const state = openState(settingsWith(holding(PERP, 5)), (event) => told.push(event));
    expect(told).toEqual([]);
    expect(state.now).toBe(0);
    expect(state.agenda.nextAt()).toBeNull();
  });

  it('knows what is going to expire', () => {
    expect([...open({ instruments: [SPOT, CALL, PERP, FUTURE] }).expiring]).toEqual([CALL, FUTURE]);
  });
});

describe('two venues of the same settings', () => {
  it('share nothing', () => {
    const settings = settingsWith(holding(CALL, 5));
    const [one, other] = [openState(settings, () => undefined), openState(settings, () => undefined)];
    one.instruments.clear();
    one.expiring.clear();
    expect([...other.instruments.keys()]).toEqual([SPOT.id, PERP.id, INVERSE.id, CALL.id]);
    expect([...other.expiring]).toEqual([CALL]);
  });
});

describe('the holdings', () => {
  it('are a picture of their moment', () => {
    const state = open({});
    const before = holdings(state);
    state.book = { cash: { paper: { USDT: atoms(1n) } }, positions: {} };
    expect(before.cash.USDT).toBe(1_000_000_00000000n);
    expect(holdings(state).cash).toEqual({ USDT: 1n });
  });
});
