import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createBucket } from '../../wire/bucket.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { Refusal } from './fault.ts';
import { createRest, type Rest } from './rest.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

let server: Server | undefined;
let rest: Rest | undefined;
afterEach(async () => {
  await rest?.close();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function ask(answer: Answer | 'cut', path = '/fapi/v1/ping') {
  const seen: { url: string; key: unknown }[] = [];
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', key: request.headers['x-mbx-apikey'] });
    if (answer === 'cut') request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const weights = createBucket({ capacity: 100, refill: 1, reserve: 0 });
  let isLate = false;
  rest = createRest({
    ...{ base: `http://127.0.0.1:${port}/binance/`, key: { id: 'k', secret: 's' }, weights },
    time: () => 1_234.5,
    late: () => {
      isLate = true;
    },
  });
  const outcome = await rest.ask({ path, values: { a: 1 }, weight: 5 }).catch((error: unknown) => error);
  return { outcome, seen, level: weights.level(), isLate };
}

const refused = (code: number, status = 400): Answer => ({
  status,
  body: JSON.stringify({ code, msg: 'm' }),
  headers: { 'retry-after': '7' },
});

describe('createRest', () => {
  it('signs, and reads long numbers whole', async () => {
    const { outcome, seen } = await ask({ status: 200, body: '{"orderId":8389765494138943258}' });
    expect(outcome).toEqual({ orderId: '8389765494138943258' });
    expect(seen[0]?.url).toMatch(
      /^\/binance\/fapi\/v1\/ping\?a=1&timestamp=1234&recvWindow=5000&signature=[0-9a-f]{64}$/,
    );
    expect(seen[0]?.key).toBe('k');
  });

  it.each([
    ['an answer that is cut short', { status: 200, body: '{"orderId":' }],
    ['a connection that is cut', 'cut'],
    ['an error of the server', { status: 502, body: '<html>' }],
    ['a timeout of the engine', refused(-1007, 408)],
  ] as const)('takes %s for no answer', async (_name, answer) => {
    const { outcome } = await ask(answer);
    expect(outcome).toBeInstanceOf(NoAnswer);
  });

  it('stays away when it is told to', async () => {
    const { outcome, level } = await ask(refused(-1003, 429));
    expect(outcome).toBeInstanceOf(NoAnswer);
    expect(level).toBe(0);
  });

  it('reads the clock when it was too late, and is not refused by that', async () => {
    const { outcome, isLate, level } = await ask(refused(-1021));
    expect(outcome).toBeInstanceOf(NoAnswer);
    expect([isLate, level > 90]).toEqual([true, true]);
  });

  it('is refused where the venue says no', async () => {
    const { outcome } = await ask(refused(-2015, 401));
    expect(outcome).toBeInstanceOf(Refusal);
    expect(outcome).toMatchObject({
      fault: { code: -2015, status: 401 },
      message: 'GET /fapi/v1/ping: m (-2015)',
    });
  });

  it('knows that nothing was sent where there is nobody', async () => {
    const weights = createBucket({ capacity: 100, refill: 1, reserve: 0 });
    const nobody = createRest({
      ...{ base: 'http://127.0.0.1:1', key: undefined, weights, time: () => 0, late: () => undefined },
    });
    await expect(nobody.ask({ path: '/x', weight: 1 })).rejects.toThrow(WireDown);
    await nobody.close();
  });
});
