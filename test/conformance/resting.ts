/** What every venue must get right of orders that rest. We end such orders ourselves: the table does as the engine would. */
import { expect } from 'vitest';
import { lots, millis } from '../../src/units/units.ts';
import { ACCOUNT, LOTS_PER_LEVEL, type Rig, sleep, until } from './rig.ts';
import { agrees, bestOf, type Case, ended, isTrusted, NO_WIRE, sum } from './table.ts';

/** How long the orders of this table may rest. */
const LIFE_MS = 600;

/** An order at the best bid, behind the house's own, that the venue has confirmed. */
async function resting(rig: Rig, count: number, lifeMs = 60_000): Promise<string> {
  const deadline = millis(Date.now() + lifeMs);
  const order = rig.place(count, { limit: bestOf(rig).bid, postOnly: true, deadline });
  await until(() => rig.told.some((event) => event.kind === 'ack' && event.order === order), 'the ack');
  await until(() => rig.exchange.orders(ACCOUNT, 'open').length === 1, 'the order to rest');
  return order;
}

/** A stranger sells all that is bid before us, and `count` lots to us. */
function sellToUs(rig: Rig, count: number): void {
  rig.exchange.control.takeFrom(rig.perp.id, 'sell', lots(LOTS_PER_LEVEL + count));
}

/** Waits until the venue has said, by itself or in a report, that an order is over. */
async function isOver(rig: Rig, order: string): Promise<void> {
  const isEnd = (status: string): boolean => status !== 'open' && status !== 'absent';
  const isReported = (): boolean =>
    rig.told.some(
      (event) =>
        event.kind === 'report' && event.orders.some((one) => one.order === order && isEnd(one.status)),
    );
  await until(() => rig.closed(order) !== undefined || isReported(), `the end of ${order}`);
}

/** What the venue says when it is asked. */
async function statusOf(rig: Rig, order: string): Promise<string | undefined> {
  const { orders } = await rig.report(order);
  return orders.find((one) => one.order === order)?.status;
}

function cancel(rig: Rig, order: string): void {
  rig.send({ kind: 'cancel', venue: rig.venue.id, order, instrument: rig.perp.id });
}

export const RESTING: readonly Case[] = [
  {
    name: 'rests an order that may only rest, fills it when somebody takes it, and tells the fee of a maker',
    run: async (rig) => {
      const taken = rig.place(20);
      await ended(rig, taken);
      await until(() => sum(rig.fills(taken)) === 20, 'all fills of a taker');
      const order = await resting(rig, 20);
      expect(rig.fills(order)).toEqual([]);
      sellToUs(rig, 20);
      await until(() => sum(rig.fills(order)) === 20, 'all fills');
      expect(await statusOf(rig, order)).toBe('filled');
      const feeOf = (id: string): number => rig.fills(id).reduce((total, { fee }) => total + Number(fee), 0);
      expect(feeOf(order)).toBeLessThan(0.7 * feeOf(taken));
      expect(rig.exchange.orders(ACCOUNT, 'open')).toEqual([]);
      expect(rig.held()).toBe(40);
      await agrees(rig);
    },
  },
  {
    name: 'ends an order that may only rest and would take, with nothing filled and not as rejected',
    run: async (rig) => {
      const { bid, ask } = bestOf(rig);
      const orders = [
        rig.place(20, { limit: ask, postOnly: true }),
        rig.place(20, { postOnly: true }),
        rig.place(-20, { limit: bid, postOnly: true }),
      ];
      for (const order of orders) {
        const detail = expect.stringMatching(/post.?only/i);
        expect(await ended(rig, order)).toMatchObject({ reason: 'cancelled', filled: 0, detail });
      }
      await sleep(100);
      expect(rig.told.filter((event) => event.kind === 'closed' && event.reason !== 'cancelled')).toEqual([]);
      expect(rig.exchange.orders(ACCOUNT, 'open')).toEqual([]);
      expect(rig.held()).toBe(0);
      await agrees(rig);
    },
  },
  {
    name: 'has an order rest until its deadline, and ends it when it is cancelled then, with what it has filled',
    run: async (rig) => {
      const order = await resting(rig, 20, LIFE_MS);
      sellToUs(rig, 8);
      await until(() => sum(rig.fills(order)) === 8, 'the part that was filled');
      expect(await statusOf(rig, order)).toBe('open');
      expect(rig.exchange.orders(ACCOUNT, 'open')).toHaveLength(1);
      await sleep(LIFE_MS);
      cancel(rig, order);
      await isOver(rig, order);
      expect(await statusOf(rig, order)).toBe('cancelled');
      expect(rig.closed(order) ?? { reason: 'cancelled', filled: 8 }).toMatchObject({
        ...{ reason: 'cancelled', filled: 8 },
      });
      expect(rig.exchange.orders(ACCOUNT, 'open')).toEqual([]);
      expect(sum(rig.fills(order))).toBe(8);
      await agrees(rig);
    },
  },
  {
    name: 'tells of fills of an order that rests which came while nothing could be heard',
    notFor: NO_WIRE,
    run: async (rig) => {
      const order = await resting(rig, 20);
      rig.serving.faults({ drop: 1, match: rig.spec.marks.account });
      sellToUs(rig, 5);
      await until(() => rig.held() === 5, 'the first trade');
      rig.serving.faults({ drop: 0, refuse: true });
      rig.serving.disconnect();
      await until(() => rig.told.some(({ kind }) => kind === 'suspect'), 'the suspicion');
      // Where the venue has not ended it with the connection, it goes on being filled.
      sellToUs(rig, 4);
      const { length } = rig.told;
      rig.serving.faults({ refuse: false });
      await until(() => rig.told.slice(length).some(({ kind }) => kind === 'report'), 'a report');
      await isTrusted(rig);
      expect(rig.held()).toBeGreaterThanOrEqual(5);
      await until(() => sum(rig.fills(order)) === rig.held(), 'all fills');
      cancel(rig, order);
      await isOver(rig, order);
      expect(sum(rig.fills(order))).toBe(rig.held());
      expect(rig.exchange.orders(ACCOUNT, 'open')).toEqual([]);
      await agrees(rig);
    },
  },
];
