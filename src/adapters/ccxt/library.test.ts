import { describe, expect, it, vi } from 'vitest';
import { can, loadExchange, withoutStreams } from './library.ts';

describe('loadExchange', () => {
  it('makes an exchange that does not hold requests back by itself', async () => {
    const exchange = await loadExchange('bybit', { apiKey: 'k' });
    expect(exchange).toMatchObject({ id: 'bybit', enableRateLimit: false, apiKey: 'k' });
    expect(can(exchange, 'watchOrderBook')).toBe(true);
    expect(can(exchange, 'nothing')).toBe(false);
    withoutStreams(exchange);
    expect(['watchOrderBook', 'createOrderWs', 'createOrder'].map((what) => can(exchange, what))).toEqual([
      ...[false, false, true],
    ]);
  });

  it('says what to install where ccxt is not', async () => {
    vi.doMock('ccxt', () => {
      throw new Error('Cannot find package');
    });
    await expect(loadExchange('bybit', {})).rejects.toThrow(/npm install ccxt/);
    vi.doUnmock('ccxt');
  });

  it('says that there is no such exchange', async () => {
    for (const id of ['bibyt', 'constructor', '__proto__', 'exchanges', ''])
      await expect(loadExchange(id, {})).rejects.toThrow(/knows no exchange/);
  });
});
