import { describe, expect, it, vi } from 'vitest';
import type { OrderRequest } from '../../domain/order.ts';
import { lots, millis } from '../../units/units.ts';
import { ccxtError, fakeExchange, LISTINGS } from './ccxt-fixture.ts';
import { createEntry } from './entry.ts';

const ORDER: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'there', instrument: 'btc', lots: lots(1), limit: 60_000 },
  ...{ deadline: millis(1), reduceOnly: false },
};

function made(open: boolean[], parts: object = {}) {
  const clients: Record<string, { isOpen(): boolean }> = {};
  const createOrder = vi.fn(async () => 'http');
  const createOrderWs = vi.fn(async () => 'socket');
  const fetchBalanceWs = vi.fn(async () => {
    open.forEach((isOpen, i) => {
      clients[`ws://${i}`] = { isOpen: () => isOpen };
    });
  });
  const exchange = fakeExchange({ createOrder, createOrderWs, fetchBalanceWs, clients, ...parts });
  const entry = createEntry(() => exchange);
  const [listed] = LISTINGS.all;
  if (listed === undefined) throw new Error('nothing is listed');
  return { entry, send: () => entry.send(ORDER, listed, {}), fetchBalanceWs };
}

describe('createEntry', () => {
  it('sends orders over the socket only while that is open', async () => {
    const { entry, send, fetchBalanceWs } = made([true]);
    expect([entry.isCold, await send()]).toEqual([true, 'http']);
    await entry.warm();
    await entry.warm();
    expect([entry.isCold, await send()]).toEqual([false, 'socket']);
    expect(fetchBalanceWs).toHaveBeenCalledTimes(1);
    const shut = made([false]);
    await shut.entry.warm();
    expect([shut.entry.isCold, await shut.send()]).toEqual([true, 'http']);
  });

  it('keeps to HTTP where it cannot be told which socket it is, or there is none', async () => {
    const two = made([true, true]);
    await two.entry.warm();
    expect([two.entry.isCold, await two.send()]).toEqual([false, 'http']);
    const none = made([true], { has: { createOrder: true } });
    expect([none.entry.isCold, await none.send()]).toEqual([false, 'http']);
    const refuses = made([true], { fetchBalanceWs: () => Promise.reject(ccxtError('NotSupported')) });
    await expect(refuses.entry.warm()).rejects.toThrow('NotSupported');
    expect([refuses.entry.isCold, await refuses.send()]).toEqual([false, 'http']);
  });
});
