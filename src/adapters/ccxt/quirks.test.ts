import { describe, expect, it } from 'vitest';
import { fakeExchange } from './ccxt-fixture.ts';
import { loadExchange } from './library.ts';
import { quirksOf, unfitness } from './quirks.ts';

describe('quirksOf', () => {
  it('knows what Binance’s codes mean, which ccxt has one class for over sockets', () => {
    const { meaning } = quirksOf('binanceusdm');
    const of = (code: number) => meaning?.(`binanceusdm {"code":${code},"msg":"m"}`);
    expect([-1007, -4116, -1003, -2013, -2022, -1021].map(of)).toEqual([
      ...['unknown', 'unknown', 'busy', 'absent', 'refused', 'refused'],
    ]);
    expect(meaning?.('binanceusdm GET https://… request timed out')).toBeUndefined();
  });

  it('asks for a window that Binance takes', () => {
    const { deadline } = quirksOf('binancecoinm');
    expect([400.7, -3, 1e9].map((ms) => deadline?.(ms))).toEqual([
      ...[{ recvWindow: 400 }, { recvWindow: 1 }, { recvWindow: 60_000 }],
    ]);
  });

  it.each([
    ['binanceusdm', 'sapiGetAccountApiRestrictions', { enableWithdrawals: true }, true],
    ['binanceusdm', 'sapiGetAccountApiRestrictions', {}, undefined],
    ['okx', 'privateGetAccountConfig', { data: [{ perm: 'read_only,trade' }] }, false],
    ['okx', 'privateGetAccountConfig', { data: [{ perm: 'read_only,withdraw' }] }, true],
    ['okx', 'privateGetAccountConfig', undefined, undefined],
  ])('reads from %s whether a key may withdraw', async (exchangeId, request, answer, may) => {
    const exchange = fakeExchange({ [request]: async () => answer });
    expect(await quirksOf(exchangeId).mayWithdraw?.(exchange)).toBe(may);
  });

  it('only asks for what ccxt has', async () => {
    for (const [exchangeId, request] of [
      ['binanceusdm', 'sapiGetAccountApiRestrictions'],
      ['okx', 'privateGetAccountConfig'],
    ] as const) {
      const exchange = (await loadExchange(exchangeId, {})) as unknown as Record<string, unknown>;
      expect(exchange[request]).toBeTypeOf('function');
    }
  });
});

describe('unfitness', () => {
  it('lets the large exchanges through, and none that an adapter of ours is for', async () => {
    for (const exchangeId of [
      'binanceusdm',
      'bybit',
      'okx',
      'bitget',
      'gate',
      'kucoinfutures',
      'krakenfutures',
    ])
      expect([exchangeId, unfitness(await loadExchange(exchangeId, {}), true)]).toEqual([
        exchangeId,
        undefined,
      ]);
    for (const exchangeId of ['deribit', 'hyperliquid'])
      expect(unfitness(await loadExchange(exchangeId, {}), false)).toContain(`protocol: ${exchangeId}`);
    const poor = fakeExchange({ fetchBalance: 1 });
    expect(unfitness(poor, true)).toMatch(/no fetchPositions, fetchMyTrades/);
    expect(unfitness(poor, false)).toBeUndefined();
  });
});
