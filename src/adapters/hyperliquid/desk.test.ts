import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createBucket } from '../../wire/bucket.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { createDesk } from './desk.ts';
import type { Acted, Posts } from './posts.ts';

let server: Server | undefined;
let client: Client | undefined;
afterEach(async () => {
  await client?.destroy();
  server?.closeAllConnections();
  server?.close();
});

const URGENT = { urgent: true, until: Infinity };
const WAIT_MS = 20;

/** A desk before a venue that answers questions with `status` and `body`, and actions with `acted`. */
async function venue({
  status = 200,
  body = '{}',
  capacity = 100,
  acted = { kind: 'done', response: 1 } as Acted,
}) {
  const heard: string[] = [];
  const sent: object[] = [];
  server = createServer((request, response) => {
    request.on('data', (chunk) => heard.push(`${request.url} ${chunk}`));
    request.on('end', () => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const weights = createBucket({ capacity, refill: 0.001, reserve: 0.2 });
  const messages = createBucket({ capacity, refill: 0.001, reserve: 0.2 });
  const posts: Posts = {
    act: async (payload) => {
      sent.push(payload);
      return acted;
    },
    settle: () => false,
    lost: () => undefined,
  };
  const parts = { client, posts, weights, messages, wait: WAIT_MS };
  const signer = (action: object) => ({ action, nonce: 5, signature: { r: '0x', s: '0x', v: 27 } as const });
  return { desk: createDesk({ ...parts, signer }), mute: createDesk(parts), heard, sent, weights };
}

describe('createDesk', () => {
  it('asks over HTTP, at the weight that the venue gives to each question', async () => {
    const { desk, heard, weights } = await venue({ body: JSON.stringify(Array(40).fill(0)) });
    expect(await desk.ask({ type: 'orderStatus', user: '0x1', oid: 7 })).toHaveLength(40);
    expect(heard).toEqual(['/info {"type":"orderStatus","user":"0x1","oid":7}']);
    // Two for the question, and two for forty rows.
    expect(Math.round(weights.level())).toBe(96);
    await desk.ask({ type: 'userRole' });
    expect(Math.round(weights.level())).toBe(34);
    // A fifth is kept for what lowers risk.
    await expect(desk.ask({ type: 'meta' })).rejects.toThrow(WireDown);
    expect(heard).toHaveLength(2);
    expect(await desk.act({ type: 'noop' }, URGENT)).toEqual({ kind: 'done', response: 1 });
  });

  it.each([
    [{ status: 429, body: 'null' }, /429/],
    [{ status: 500, body: 'Internal Server Error' }, /500 Internal/],
    [{ body: '{"cut":' }, /no JSON/],
  ])('has no answer in %o', async (answer, message) => {
    const { desk, weights } = await venue(answer);
    const asked = desk.ask({ type: 'meta' });
    await expect(asked).rejects.toThrow(NoAnswer);
    await expect(asked).rejects.toThrow(message);
    expect(weights.level() > 1).toBe(!('status' in answer && answer.status === 429));
  });

  it('has none where there is nobody', async () => {
    const { desk } = await venue({});
    server?.close();
    server?.closeAllConnections();
    await expect(desk.ask({ type: 'meta' })).rejects.toThrow(NoAnswer);
  });

  it('signs when its turn has come, and sends nothing that came too late for it', async () => {
    const { desk, mute, sent, weights } = await venue({ capacity: 10 });
    expect(await weights.take(9, true, Infinity)).toBe(true);
    const late = { urgent: false, until: performance.now() + WAIT_MS };
    await expect(desk.act({ type: 'noop' }, late)).rejects.toThrow(WireDown);
    expect(sent).toEqual([]);
    await desk.act({ type: 'noop' }, URGENT);
    expect(sent).toMatchObject([{ action: { type: 'noop' }, nonce: 5 }]);
    await expect(mute.act({ type: 'noop' }, URGENT)).rejects.toThrow(/no key/);
  });

  it('is quiet for a while when the venue says that it is too much', async () => {
    const { desk, weights } = await venue({ acted: { kind: 'refused', detail: 'Too many messages' } });
    expect(await desk.act({ type: 'noop' }, URGENT)).toMatchObject({ kind: 'refused' });
    expect(weights.level()).toBeLessThan(1);
  });
});
