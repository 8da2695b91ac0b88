import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Exchange } from '../exchange.ts';
import type { WireFaults } from './faults.ts';
import type { Connection, Gateway } from './gateway.ts';
import { type Serving, startServer } from './server.ts';

/** Answers everything with itself, and keeps what it was asked. */
function echo(): Gateway & { readonly asked: string[]; limited: string } {
  const asked: string[] = [];
  return {
    name: 'deribit',
    asked,
    limited: 'none',
    serves: (path) => path.startsWith('/echo'),
    request: ({ method, path, query, body }) => {
      asked.push(body);
      return { status: 200, body: `${method} ${path} ${query} ${body}` };
    },
    connect: (connection: Connection, path) =>
      path === '/echo/none'
        ? undefined
        : {
            message: (text) => {
              asked.push(text);
              connection.send(text);
            },
            closed: () => asked.push('closed'),
          },
    tick: () => undefined,
    limits(to) {
      this.limited = to;
    },
  };
}

function stillExchange(): Exchange & { advanced: number; halted: string[] } {
  const halted: string[] = [];
  const exchange = {
    name: 'still',
    now: 0,
    advanced: 0,
    halted,
    advance(to: number) {
      exchange.now = to;
      exchange.advanced += 1;
    },
    control: { halt: (symbol: string) => halted.push(symbol) },
  };
  return exchange as unknown as Exchange & { advanced: number; halted: string[] };
}

let open: Serving | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function serve(faults: Partial<WireFaults> = {}) {
  const gateway = echo();
  const exchange = stillExchange();
  const serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1, everyMs: 5 });
  serving.faults(faults);
  open = serving;
  return { serving, gateway, exchange, http: `http://127.0.0.1:${serving.port}` };
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const answer = await request(url, { method: 'POST', body });
  return { status: answer.statusCode, text: await answer.body.text() };
}

function socketTo(port: number, path = '/echo/ws'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** What a socket is told until `count` messages have come or it is closed. */
function told(socket: WebSocket, count: number): Promise<string[]> {
  const texts: string[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      texts.push(String(data));
      if (texts.length === count) resolve(texts);
    });
    socket.on('close', () => resolve(texts));
  });
}

describe('startServer', () => {
  it('hands a request to the protocol that serves its path, whole', async () => {
    const { http } = await serve();
    expect(await post(`${http}/echo/x?a=1&b=%20`, 'body')).toEqual({
      status: 200,
      text: 'POST /echo/x a=1&b=%20 body',
    });
    expect((await post(`${http}/other`, '')).status).toBe(404);
    expect((await post(`${http}/echo`, 'x'.repeat((1 << 20) + 1))).status).toBe(413);
  });

  it('lets time pass', async () => {
    const { exchange } = await serve();
    await expect.poll(() => exchange.advanced).toBeGreaterThan(2);
    expect(exchange.now).toBeGreaterThan(1_700_000_000_000);
  });

  it('carries messages both ways, in order even when they take unequal times', async () => {
    const { serving } = await serve({ latencyMs: 1, jitterMs: 10 });
    const socket = await socketTo(serving.port);
    const sent = Array.from({ length: 40 }, (_, i) => `m${i}`);
    const heard = told(socket, sent.length);
    for (const text of sent) socket.send(text);
    expect(await heard).toEqual(sent);
    expect(serving.connections).toBe(1);
  });

  it('closes a socket that no protocol wants', async () => {
    const { serving } = await serve();
    const socket = await socketTo(serving.port, '/echo/none');
    expect(await told(socket, 1)).toEqual([]);
    await expect(socketTo(serving.port, '/nowhere')).rejects.toThrow();
  });

  it('drops, doubles and cuts short what the faults are meant for, and nothing else', async () => {
    const { serving } = await serve({ duplicate: 1, match: 'two' });
    const socket = await socketTo(serving.port);
    const heard = told(socket, 3);
    for (const text of ['one', 'two']) socket.send(text);
    expect(await heard).toEqual(['one', 'two', 'two']);
    serving.faults({ duplicate: 0, truncate: 1 });
    const halved = told(socket, 1);
    socket.send('two!');
    expect(await halved).toEqual(['tw']);
    serving.faults({ truncate: 0, drop: 1 });
    const rest = told(socket, 1);
    socket.send('two');
    socket.send('three');
    expect(await rest).toEqual(['three']);
  });

  it('carries out a request whose answer it loses', async () => {
    const { serving, gateway, http } = await serve({ loseAnswer: 1, match: 'order' });
    await expect(post(`${http}/echo`, 'order 1')).rejects.toThrow();
    const socket = await socketTo(serving.port);
    const heard = told(socket, 1);
    socket.send('order 2');
    expect(await heard).toEqual([]);
    expect(gateway.asked).toEqual(['order 1', 'order 2', 'closed']);
    expect((await post(`${http}/echo`, 'question')).status).toBe(200);
  });

  it('refuses and cuts connections when told to', async () => {
    const { serving, gateway, http } = await serve();
    const socket = await socketTo(serving.port);
    const heard = told(socket, 1);
    serving.disconnect('binance');
    serving.disconnect('deribit');
    expect(await heard).toEqual([]);
    await expect.poll(() => gateway.asked).toEqual(['closed']);
    serving.faults({ refuse: true });
    await expect(socketTo(serving.port)).rejects.toThrow();
    await expect(post(`${http}/echo`, '')).rejects.toThrow();
  });

  it('is controlled from outside', async () => {
    const { gateway, exchange, http } = await serve();
    const order = (body: unknown) => post(`${http}/control`, JSON.stringify(body));
    expect((await order({ exchange: 'deribit', do: 'halt', symbol: 'BTC-PERPETUAL' })).status).toBe(200);
    expect(exchange.halted).toEqual(['BTC-PERPETUAL']);
    expect((await order({ exchange: 'deribit', do: 'limits', limits: 'spent' })).status).toBe(200);
    expect(gateway.limited).toBe('spent');
    expect((await order({ faults: { refuse: true } })).status).toBe(200);
  });

  it('says what is wrong with an order', async () => {
    const { http } = await serve();
    const order = (body: unknown) => post(`${http}/control`, JSON.stringify(body));
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ exchange: 'deribit', do: 'halt' }, /symbol must be a text/],
      [{ exchange: 'deribit', do: 'constructor' }, /do must be one of disconnect/],
      [{ exchange: 'kraken', do: 'halt', symbol: 'X' }, /no exchange kraken/],
      [{ faults: { latencyMs: 'a' } }, /no fault latencyMs/],
      [{ faults: { colour: 1 } }, /no fault colour/],
      [[], /exchange must be a text/],
    ];
    for (const [body, message] of wrong) {
      const { status, text } = await order(body);
      expect(status).toBe(400);
      expect(text).toMatch(message);
    }
    expect((await post(`${http}/control`, '{')).status).toBe(400);
  });
});
