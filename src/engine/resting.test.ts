import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../domain/config.ts';
import type { Command, OrderRequest } from '../domain/order.ts';
import { later, MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { levelOf } from './breakers.ts';
import { CONFIG, closed, configOf, filled, fillOf, hedged, type Rig, SPOT } from './engine-fixture.ts';

const execution = { ...CONFIG.execution, orderLifeMs: 20 * SECOND, patienceMs: MINUTE };
/** Delta may be four coins off: the coin that there is to hedge is an eighth of a half-width. */
const PATIENT = configOf({}, { execution });

function placed(commands: readonly Command[]): readonly OrderRequest[] {
  return commands.flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

function quoteAll(rig: Rig, price: number): void {
  for (const id of ['SPOT', 'PERP', 'INVERSE']) rig.quote(id, price);
}

/** Coins dealt elsewhere. */
function deal(rig: Rig, id: string, count: number): void {
  const { lots: _, fill: __, ...terms } = fillOf({ id, lots: lots(1) } as OrderRequest, 1);
  rig.tell({ ...terms, kind: 'deal', id, lots: lots(count), instrument: SPOT });
}

/** A rig whose delta has just left its band by `share` of a half-width, and the commands that it led to. */
function leaving(share: number, config: EngineConfig = PATIENT): { rig: Rig; commands: readonly Command[] } {
  const rig = hedged({ ...config, execution: CONFIG.execution });
  rig.conductor.configure({ journal: 'j1', code: 'test', config, starting: false }, rig.now);
  rig.pass(SECOND);
  rig.take();
  deal(rig, 'd', 100 * share);
  rig.pass(SECOND);
  return { rig, commands: rig.take() };
}

describe('a trade that is waited for', () => {
  it('rests at the touch of its own side, for an order’s life', () => {
    const { rig, commands } = leaving(0.5);
    const [order] = placed(commands);
    expect(order).toMatchObject({ instrument: 'PERP', lots: -50, postOnly: true, reduceOnly: false });
    // What others pay for buying.
    expect(order?.limit).toBeCloseTo(60_006, 6);
    expect(order?.deadline).toBe(rig.now + 20 * SECOND);
    expect(rig.state().waits).toEqual({ PERP: rig.now });
  });

  it('does not rest where delta is a half-width outside its band or more', () => {
    expect(placed(leaving(1).commands)).toMatchObject([{ lots: -100 }]);
    expect(placed(leaving(1).commands)[0]).not.toHaveProperty('postOnly');
  });

  it('is ended at its deadline, rests again while there is patience, and then takes', () => {
    const { rig, commands } = leaving(0.5);
    let [order] = placed(commands);
    const seen: (readonly [second: number, postOnly: boolean])[] = [];
    const start = rig.now;
    for (let i = 0; i < 8 && order !== undefined; i += 1) {
      seen.push([(rig.now - start) / SECOND, order.postOnly === true]);
      if (order.postOnly !== true) break;
      rig.tell({ kind: 'ack', order: order.id });
      rig.pass(order.deadline - rig.now);
      quoteAll(rig, 60_000);
      expect(rig.take()).toContainEqual(expect.objectContaining({ kind: 'cancel', order: order.id }));
      rig.tell(closed(order, 'cancelled', 0));
      rig.pass(0);
      [order] = placed(rig.take());
    }
    // Half a half-width outside: half of a minute's patience.
    expect(seen).toEqual([
      [0, true],
      [20, true],
      [30, false],
    ]);
  });

  it('is over once it is had, and the next begins anew', () => {
    const { rig, commands } = leaving(0.5);
    const [order] = placed(commands);
    if (order === undefined) throw new Error('nothing was ordered');
    rig.tell(filled(order, 50));
    rig.tell(closed(order, 'filled', 50));
    rig.now = later(rig.now, 70 * MINUTE);
    quoteAll(rig, 60_000);
    rig.pass(0);
    expect(rig.state()).not.toHaveProperty('waits');
  });

  it('is not met by an order of ours the other way: what rests is ended first', () => {
    const { rig, commands } = leaving(0.5);
    const [order] = placed(commands);
    if (order === undefined) throw new Error('nothing was ordered');
    rig.tell({ kind: 'ack', order: order.id });
    deal(rig, 'back', -400);
    rig.pass(SECOND);
    const next = rig.take();
    expect(next).toMatchObject([{ kind: 'cancel', order: order.id }]);
    rig.tell(closed(order, 'cancelled', 0));
    rig.pass(0);
    expect(placed(rig.take())).toMatchObject([{ instrument: 'PERP', lots: 150 }]);
  });

  it('is ended when hedging is paused or halted, and not sent anew', () => {
    const { rig, commands } = leaving(0.5);
    const [order] = placed(commands);
    if (order === undefined) throw new Error('nothing was ordered');
    rig.tell({ kind: 'ack', order: order.id });
    rig.operate('pause');
    expect(rig.take()).toMatchObject([{ kind: 'cancel', order: order.id }]);
    rig.tell(closed(order, 'cancelled', 0));
    rig.pass(MINUTE);
    expect(placed(rig.take())).toEqual([]);
  });
});

describe('while the breakers are cautious', () => {
  /** A rig that is hedged, and cautious after six percent within a minute. */
  function cautious(): Rig {
    const rig = hedged(configOf({}, { breakers: true }));
    for (const price of [60_000, 60_000, 60_000, 56_300]) {
      rig.pass(MINUTE);
      quoteAll(rig, price);
      rig.bar(price);
      rig.pass(0);
    }
    rig.take();
    expect(levelOf(rig.state())).toBe('cautious');
    return rig;
  }

  it('what opens a position rests, even without a patience', () => {
    const rig = cautious();
    deal(rig, 'more', 500);
    rig.pass(SECOND);
    const [order] = placed(rig.take());
    expect(order).toMatchObject({ lots: -500, postOnly: true });
  });

  it('what makes one smaller takes', () => {
    const rig = cautious();
    deal(rig, 'less', -500);
    rig.pass(SECOND);
    const [order] = placed(rig.take());
    expect(order).toMatchObject({ reduceOnly: true });
    expect(order).not.toHaveProperty('postOnly');
  });
});
