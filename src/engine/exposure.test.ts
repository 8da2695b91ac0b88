import { describe, expect, it } from 'vitest';
import { SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { closed, ETH_PERP, filled, hedged, onlyOrder, trading } from './engine-fixture.ts';
import { anyLive, doubtOf, exposureOf, inFlightDelta } from './exposure.ts';
import type { EngineState } from './state.ts';

const FEW = { SPOT: lots(1_000) };

describe('exposureOf', () => {
  it('is the position of each hedge with the rest of its live orders, by side', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(filled(order, 400));
    expect(exposureOf(rig.state())).toEqual({
      PERP: { position: -400, buys: 0, sells: 500 },
    });
    rig.tell(closed(order, 'expired', 400));
    expect(exposureOf(rig.state()).PERP).toEqual({ position: -400, buys: 0, sells: 0 });
  });

  it('counts an order in doubt as if all of it could fill', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'unknown', order: order.id, detail: 'timed out' });
    expect(exposureOf(rig.state()).PERP).toEqual({ position: 0, buys: 0, sells: 900 });
    expect(anyLive(rig.state())).toBe(true);
    rig.tell(closed(order, 'cancelled', 0));
    expect(anyLive(rig.state())).toBe(false);
  });

  it('keeps both sides of an instrument apart', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'ack', order: order.id });
    const state = rig.state();
    const [sale] = Object.values(state.orders);
    if (sale === undefined) throw new Error('no order');
    const purchase = { ...sale, request: { ...sale.request, id: 'b', lots: lots(30) } };
    expect(exposureOf({ ...state, orders: { ...state.orders, b: purchase } }).PERP).toEqual({
      ...{ position: 0, buys: 30, sells: 900 },
    });
  });
});

describe('inFlightDelta', () => {
  it('is what live orders of an underlying would add, a linear lot at its size', () => {
    const rig = trading();
    expect(inFlightDelta(rig.state(), 'BTC', 60_000)).toBeCloseTo(-0.9, 12);
    expect(inFlightDelta(rig.state(), 'ETH', 3_000)).toBe(0);
  });

  it('is in base units for an inverse contract too', () => {
    const rig = trading();
    const state = rig.state();
    const [sale] = Object.values(state.orders);
    if (sale === undefined) throw new Error('no order');
    const request = { ...sale.request, instrument: 'INVERSE', lots: lots(600) };
    const orders = { b: { ...sale, request } };
    expect(inFlightDelta({ ...state, orders }, 'BTC', 60_000)).toBeCloseTo(0.1, 12);
  });
});

describe('doubtOf', () => {
  it('is nothing where all is known', () => {
    expect(doubtOf(hedged().state(), 'BTC')).toBeNull();
  });

  it('is a venue that has not reported, an order in doubt, or positions that differ, and says which', () => {
    const rig = trading();
    const { id } = onlyOrder(rig);
    rig.tell({ kind: 'unknown', order: id, detail: 'timed out' });
    expect(doubtOf(rig.state(), 'BTC')).toBe(`order ${id}`);
    const { reconciliation } = rig.state();
    const waiting: EngineState = { ...rig.state(), reconciliation: { ...reconciliation, awaiting: ['v'] } };
    expect(doubtOf(waiting, 'BTC')).toBe('venue v has yet to report');
    const settled = hedged();
    settled.pass(SECOND);
    settled.report({ positions: FEW });
    expect(doubtOf(settled.state(), 'BTC')).toBe('positions at v are not what we hold');
  });

  it('of one underlying is none of another’s at another venue', () => {
    const rig = hedged();
    rig.pass(SECOND);
    rig.report({ positions: FEW });
    const state = rig.state();
    const both = { ...state, instruments: { ...state.instruments, 'ETH-PERP': ETH_PERP } };
    expect(doubtOf(both, 'ETH')).toBeNull();
  });
});
