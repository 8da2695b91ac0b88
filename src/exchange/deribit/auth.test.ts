import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVenue, START, signed } from './deribit-fixture.ts';

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

function signature(key: string, secret: string, timestamp: number, nonce: string, data = ''): object {
  const proof = hmac(secret, `${timestamp}\n${nonce}\n${data}`);
  return { grant_type: 'client_signature', client_id: key, timestamp, nonce, data, signature: proof };
}

describe('public/auth', () => {
  it('takes credentials, and tells what the key may do', () => {
    const { connect } = createVenue();
    const answer = connect().get('public/auth', {
      ...{ grant_type: 'client_credentials', client_id: 'ann', client_secret: 'ann-secret' },
    });
    expect(answer).toMatchObject({
      token_type: 'bearer',
      expires_in: 900,
      scope: 'connection mainaccount account:read_write trade:read_write wallet:none block_trade:none',
    });
  });

  it('takes a signature once, and only a right and recent one', () => {
    const { connect } = createVenue();
    const socket = connect();
    const first = signature('ann', 'ann-secret', START - 5_000, 'n1', 'some data');
    expect(socket.call('public/auth', first).result).toBeDefined();
    expect(socket.call('public/auth', first).error?.code).toBe(13009);
    const inCapitals = { ...first, signature: String(Object(first).signature).toUpperCase() };
    expect(socket.call('public/auth', inCapitals).error?.code).toBe(13009);
    const again = signature('ann', 'ann-secret', START - 5_000, 'n2');
    expect(socket.call('public/auth', again).result).toBeDefined();
    for (const [params, code] of [
      [signature('ann', 'guessed', START, 'n3'), 13004],
      [signature('nobody', 'ann-secret', START, 'n3'), 13004],
      [signature('ann', 'ann-secret', START - 60_001, 'n3'), 13009],
      [signature('ann', 'ann-secret', START + 60_001, 'n3'), 13009],
      [{ ...signature('ann', 'ann-secret', START, 'n3'), data: 'other' }, 13004],
      [{ ...signature('ann', 'ann-secret', START, 'n3'), signature: '' }, -32602],
      [{ grant_type: 'password' }, -32602],
      [{ grant_type: 'client_credentials', client_id: 'ann', client_secret: 'x' }, 13004],
    ] as const)
      expect(socket.call('public/auth', params).error?.code).toBe(code);
  });

  it('exchanges a refresh token once; tokens run out', () => {
    const { connect, wait } = createVenue({ tokenMs: 10_000 });
    const socket = connect('ann');
    const { refresh_token: old } = socket.get('public/auth', {
      ...{ grant_type: 'client_credentials', client_id: 'ann', client_secret: 'ann-secret' },
    });
    wait(9_000);
    const grant = { grant_type: 'refresh_token', refresh_token: old };
    expect(socket.get('public/auth', grant).access_token).toBeDefined();
    expect(socket.call('public/auth', grant).error?.code).toBe(13009);
    wait(9_999);
    expect(socket.call('private/get_positions').result).toEqual([]);
    wait(1);
    expect(socket.call('private/get_positions').error?.code).toBe(13009);
    expect(socket.call('public/get_time').result).toBe(START + 19_000);
  });

  it('keeps a connection’s token to its connection, and a session’s for all', () => {
    const { connect, http } = createVenue();
    const ask = { grant_type: 'client_credentials', client_id: 'ann', client_secret: 'ann-secret' };
    const [one, other] = [connect(), connect()];
    const { access_token: own } = one.get('public/auth', ask);
    expect(other.call('private/get_positions', { access_token: own }).error?.code).toBe(13009);
    expect(one.call('private/get_positions', { access_token: own }).result).toEqual([]);
    const { access_token: shared } = one.get('public/auth', { ...ask, scope: 'session:desk' });
    expect(other.call('private/get_positions', { access_token: shared }).result).toEqual([]);
    expect(http('GET', '/api/v2/private/get_positions', '', '', `Bearer ${shared}`).status).toBe(200);
    expect(http('GET', '/api/v2/private/get_positions', '', '', `Bearer ${own}`).status).toBe(401);
    expect(http('GET', '/api/v2/private/get_positions', '', '', 'Bearer made-up').body).toContain('13009');
  });
});

describe('a signed HTTP request', () => {
  const path = '/api/v2/private/get_account_summary';
  const query = 'currency=BTC';
  const uri = `${path}?${query}`;

  it('is who its signature says', () => {
    const { http } = createVenue();
    const answer = http('GET', path, query, '', signed('ann', START, 'n1', { method: 'GET', uri }));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body).result).toMatchObject({ currency: 'BTC', balance: 10, equity: 10 });
    const body = '{"id":1,"method":"private/get_positions"}';
    const post = signed('ann', START, 'n1', { method: 'POST', uri: '/api/v2', body });
    expect(http('POST', '/api/v2', '', body, post).status).toBe(200);
  });

  it('is nobody’s if any part of it is another', () => {
    const { http } = createVenue();
    const proof = signed('ann', START, 'n1', { method: 'GET', uri });
    const code = (answer: { body: string }) => JSON.parse(answer.body).error?.code;
    expect(code(http('GET', path, 'currency=ETH', '', proof))).toBe(13009);
    expect(code(http('GET', path, query, '', proof.replace('nonce=n1', 'nonce=n2')))).toBe(13009);
    expect(code(http('GET', path, query, '', proof.replace(`ts=${START}`, `ts=${START + 1}`)))).toBe(13009);
    expect(code(http('GET', path, query, '', proof.replace('id=ann', 'id=bob')))).toBe(13009);
    expect(code(http('GET', path, query, '', proof))).toBeUndefined();
    expect(code(http('GET', path, query, '', proof))).toBe(13009);
    expect(code(http('GET', path, query))).toBe(10000);
    expect(code(http('GET', path, query, '', 'Digest whatever'))).toBe(10000);
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(http('GET', path, query, '', basic('ann:ann-secret')).status).toBe(200);
    expect(code(http('GET', path, query, '', basic('ann:wrong')))).toBe(13004);
  });
});
