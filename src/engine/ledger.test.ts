import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../domain/order.ts';
import { totalOf } from '../record/attribution.ts';
import { DAY, MINUTE } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  ETH_PERP,
  hedged,
  INVERSE,
  lastDecision,
  onlyOrder,
  type Rig,
  SPOT,
  started,
} from './engine-fixture.ts';

const noFee = { fee: atoms(0n), feeCurrency: 'USD' };

/** What is not explained of the equity's change since the opening. */
function gap(rig: Rig): number {
  const { openingEquity, equity, attribution } = rig.state().ledger;
  return (equity ?? Number.NaN) - (openingEquity ?? Number.NaN) - totalOf(attribution);
}

/** A deal of `count` lots, and a bar after it. */
function dealt(rig: Rig, instrument: typeof SPOT, count: number, price: number): void {
  const id = `${instrument.id} at ${rig.lines.length}`;
  rig.tell({ kind: 'deal', id, instrument, lots: lots(count), price, ...noFee });
}

function marked(rig: Rig, price: number): void {
  rig.pass(MINUTE);
  for (const { id, kind } of CONFIG.instruments) if (kind !== 'option') rig.quote(id, price);
  rig.bar(price);
}

describe('the ledger', () => {
  it('opens with the first marks, and what was paid before them is no loss', () => {
    const rig = started();
    rig.tell({ kind: 'gas', id: 'g', venue: 'v', amount: atoms(5_00000000n), currency: 'USD' });
    marked(rig, 60_000);
    expect(rig.state().ledger).toMatchObject({ openingEquity: 1_059_995, equity: 1_059_995 });
    expect(gap(rig)).toBe(0);
  });

  it('explains what a position makes by its delta, and trades by their distance from the mark', () => {
    const rig = hedged();
    dealt(rig, SPOT, 100, 60_050);
    marked(rig, 61_000);
    const { attribution } = rig.state().ledger;
    // A tenth of a coin was long before the deal, two tenths after.
    expect(attribution).toMatchObject({
      delta: expect.closeTo(200, 6),
      slippage: expect.closeTo(-5, 6),
      fees: -1,
    });
    expect(gap(rig)).toBeCloseTo(0, 8);
  });

  it('explains trades in coin to the atom, as the book has paid for them', () => {
    const rig = hedged();
    marked(rig, 60_000);
    // 10 dollars at 59,999 are 0.00016666944… coins: half an atom is a third of a thousandth of a dollar.
    for (let i = 0; i < 20; i += 1) dealt(rig, INVERSE, 1 + (i % 3), 59_999 - i);
    marked(rig, 60_100);
    expect(Math.abs(gap(rig))).toBeLessThan(1e-9 * rig.state().ledger.turnover);
  });

  it('explains an option by its Greeks, and its end by what was left', () => {
    const rig = hedged();
    dealt(rig, CALL, -100, 1_700);
    marked(rig, 60_600);
    rig.pass(2 * DAY);
    marked(rig, 60_600);
    const { attribution } = rig.state().ledger;
    expect(attribution.theta).toBeGreaterThan(100);
    expect(attribution.gamma).toBeLessThan(-10);
    expect(gap(rig)).toBeCloseTo(0, 6);
    rig.tell({ kind: 'settled', id: 's', instrument: 'CALL', price: 600 });
    marked(rig, 60_600);
    expect(rig.state().ledger.attribution.residual).toBeGreaterThan(100);
    expect(gap(rig)).toBeCloseTo(0, 6);
  });

  it('goes on after a deal in something that had no price: what it made until then is unexplained', () => {
    const eth = { ...SPOT, id: 'ETH-SPOT', base: 'ETH' };
    const profile = {
      ...CONFIG.profiles[0],
      underlying: 'ETH',
      index: 'ETH-SPOT',
      hedge: 'ETH-PERP',
    } as never;
    const profiles = [...CONFIG.profiles, profile];
    const venues = [...CONFIG.venues, { id: 'w', takerFee: 0, makerFee: 0 }];
    const config = { ...CONFIG, instruments: [...CONFIG.instruments, eth, ETH_PERP], profiles, venues };
    const rig = started(config);
    rig.quote('ETH-SPOT', 3_000);
    for (const venue of ['v', 'w']) rig.report({ venue });
    rig.pass(0);
    onlyOrder(rig);
    const fresh = { ...SPOT, id: 'NEW-SPOT', base: 'ETH' };
    dealt(rig, fresh, 1_000, 3_000);
    rig.pass(MINUTE);
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because: { kind: 'unpriced' } });
    rig.quote('NEW-SPOT', 3_020);
    rig.pass(MINUTE);
    rig.bar();
    expect(rig.state().ledger.attribution.residual).toBeCloseTo(20, 6);
    expect(gap(rig)).toBeCloseTo(0, 8);
    rig.quote('NEW-SPOT', 3_030);
    rig.quote('ETH-SPOT', 3_010);
    rig.pass(MINUTE);
    rig.bar();
    expect(rig.state().ledger.attribution).toMatchObject({ residual: expect.closeTo(20, 6) });
    expect(gap(rig)).toBeCloseTo(0, 8);
  });

  it('counts what was traded at the reporting currency’s worth, inverse contracts and options too', () => {
    const rig = hedged();
    const before = rig.state().ledger.turnover;
    dealt(rig, INVERSE, 100, 59_000);
    dealt(rig, CALL, 50, 1_000);
    expect(rig.state().ledger.turnover - before).toBeCloseTo(1_000 + 500, 6);
  });

  it('takes a fee in coin at the coin’s price', () => {
    const rig = hedged();
    const gas: AccountEvent = {
      kind: 'gas',
      id: 'g',
      venue: 'v',
      amount: atoms(1_000_000n),
      currency: 'BTC',
    };
    rig.tell(gas);
    expect(rig.state().ledger.attribution.gas).toBeCloseTo(-600, 8);
    marked(rig, 60_000);
    expect(gap(rig)).toBeCloseTo(0, 8);
  });
});
