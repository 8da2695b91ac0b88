import { request } from 'undici';
import { expect, it } from 'vitest';
import { serveExchanges } from './serve.ts';

it('serves every protocol on one port, each on its own paths', async () => {
  const protocols = ['deribit', 'binance', 'hyperliquid'] as const;
  const serving = await serveExchanges({ protocols, port: 0, seed: 1, pace: 1 });
  const url = `http://127.0.0.1:${serving.port}`;
  try {
    const ask = async (path: string, body?: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await request(url + path, body === undefined ? {} : { method: 'POST', body, headers });
      return answer.body.json();
    };
    expect(await ask('/api/v2/public/get_index_price?index_name=btc_usd')).toMatchObject({
      result: { index_price: expect.any(Number) },
    });
    expect(await ask('/fapi/v1/time')).toMatchObject({ serverTime: expect.any(Number) });
    expect(await ask('/info', '{"type":"allMids"}')).toMatchObject({ BTC: expect.any(String) });
  } finally {
    await serving.close();
  }
});
