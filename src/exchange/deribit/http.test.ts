import { describe, expect, it } from 'vitest';
import { createVenue, PERP } from './deribit-fixture.ts';

describe('HTTP', () => {
  const parsed = (answer: { body: string }) => JSON.parse(answer.body);

  it('takes parameters of a query, and JSON-RPC in a body', () => {
    const { http } = createVenue();
    const got = http('GET', '/api/v2/public/get_order_book', `instrument_name=${PERP}&depth=2`);
    expect(got.status).toBe(200);
    expect(parsed(got).result).toMatchObject({
      bids: [
        [99_999.5, 100],
        [99_999, 100],
      ],
      asks: [
        [100_000.5, 100],
        [100_001, 100],
      ],
      change_id: expect.any(Number),
      best_bid_price: 99_999.5,
      mark_price: 100_000,
    });
    const body = { jsonrpc: '2.0', id: 8, method: 'public/ticker', params: { instrument_name: PERP } };
    expect(parsed(http('POST', '/api/v2', '', JSON.stringify(body)))).toMatchObject({
      id: 8,
      result: { instrument_name: PERP, current_funding: 0, funding_8h: 0, state: 'open' },
    });
  });

  it('says what is wrong with status 400 and an error’s envelope', () => {
    const { http } = createVenue();
    for (const [answer, code] of [
      [http('GET', '/api/v2/public/ticker'), -32602],
      [http('GET', '/api/v2/public/nothing'), -32601],
      [http('GET', '/api/v2'), -32601],
      [http('POST', '/api/v2', '', 'not JSON'), -32700],
      [http('GET', '/api/v2/public/subscribe', 'channels=a'), 10030],
      [http('GET', '/api/v2/public/set_heartbeat', 'interval=30'), 10030],
      [http('GET', '/api/v2/private/buy', `instrument_name=${PERP}&amount=10`), 10000],
      [http('DELETE' as 'GET', '/api/v2/public/test'), 11050],
    ] as const) {
      expect(answer.status).toBe(400);
      expect(parsed(answer).error.code).toBe(code);
    }
    expect(http('POST', '/api/v2', '', ' '.repeat(65_537)).status).toBe(413);
  });

  it('gives tokens that are good for HTTP', () => {
    const { http } = createVenue();
    const query = 'grant_type=client_credentials&client_id=ann&client_secret=ann-secret';
    const { access_token: token } = parsed(http('GET', '/api/v2/public/auth', query)).result;
    const order = `instrument_name=${PERP}&amount=10&type=market`;
    const bought = http('GET', '/api/v2/private/buy', order, '', `bearer ${token}`);
    expect(parsed(bought).result.order).toMatchObject({ order_state: 'filled', price: 'market_price' });
  });
});
