import { describe, expect, it } from 'vitest';
import type { Schedule } from '../domain/config.ts';
import type { OrderRequest } from '../domain/order.ts';
import { MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import {
  CONFIG,
  closed,
  configOf,
  filled,
  fillOf,
  type Rig,
  recovered,
  SPOT,
  trading,
} from './engine-fixture.ts';

function worked(schedule: Schedule, horizonMs = 10 * MINUTE) {
  const working = { schedule, horizonMs, everyMs: 30 * SECOND };
  return configOf({}, { execution: { ...CONFIG.execution, orderLifeMs: 10 * SECOND, working } });
}

function orders(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

/** Lets `minutes` pass in steps of ten seconds; what is ordered fills by `share`. The lots ordered at each time. */
function run(rig: Rig, minutes: number, share = 1): number[] {
  const sold: number[] = [];
  for (let i = 0; i < minutes * 6; i += 1) {
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.pass(10 * SECOND);
    for (const order of orders(rig)) {
      const size = Math.abs(order.lots);
      const done = Math.floor(size * share);
      sold.push(order.lots);
      if (done > 0) rig.tell(filled(order, done));
      rig.tell(closed(order, done === size ? 'filled' : 'cancelled', done));
    }
  }
  return sold;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

describe('a hedge that is worked over time', () => {
  it('leaves at once where no schedule is told', () => {
    expect(orders(trading()).map(({ lots: count }) => count)).toEqual([-900]);
  });

  it('leaves in even slices, and all of it by the end', () => {
    const rig = trading(worked({ kind: 'twap' }));
    // At the start nothing is owed.
    expect(orders(rig)).toEqual([]);
    const sold = run(rig, 12);
    expect(sum(sold)).toBe(-900);
    expect(sold.length).toBeGreaterThan(15);
    expect(Math.max(...sold.map(Math.abs))).toBeLessThanOrEqual(60);
  });

  it('begins and ends with a block where the book has to recover', () => {
    const rig = trading(worked({ kind: 'obizhaeva-wang', resilience: 365 * 24 * 60 }));
    const [first] = orders(rig);
    // X / (ρT + 2), with ρ one a minute.
    expect(first?.lots).toBe(-75);
  });

  it('owes again what does not fill, and never more than is wanted', () => {
    const rig = trading(worked({ kind: 'twap' }));
    const sold = run(rig, 30, 0.5);
    expect(sum(sold)).toBeLessThan(-900);
    expect(rig.state().book.positions.PERP?.lots).toBeGreaterThanOrEqual(-900);
    expect(rig.state().book.positions.PERP?.lots).toBeLessThan(-850);
  });

  it('does not go on with what is wanted no more, and begins anew with the next', () => {
    const rig = trading(worked({ kind: 'twap' }));
    run(rig, 5);
    const held = -(rig.state().book.positions.PERP?.lots ?? 0);
    expect(held).toBeGreaterThan(300);
    const { lots: _, fill: __, ...terms } = fillOf({ id: 'x', lots: lots(1) } as OrderRequest, 1);
    const deal = (id: string, count: number): void =>
      rig.tell({ ...terms, kind: 'deal', id, lots: lots(count), instrument: SPOT });
    // The coins that were still to be hedged are gone.
    deal('gone', held - 1_000);
    expect(run(rig, 20)).toEqual([]);
    expect(rig.state()).not.toHaveProperty('parents');
    deal('more', 1_000);
    const sold = run(rig, 5);
    expect(Math.max(...sold.map(Math.abs))).toBeLessThan(100);
    expect(sum([...sold, ...run(rig, 10)])).toBe(-900);
  });

  it('goes on after a restart where it was', () => {
    const rig = trading(worked({ kind: 'twap' }));
    run(rig, 3);
    const { parents } = rig.state();
    expect(parents).toMatchObject({ PERP: { total: -900 } });
    expect(recovered(rig).state().parents).toEqual(parents);
  });
});
