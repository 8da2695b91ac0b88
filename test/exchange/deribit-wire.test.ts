/** The Deribit gateway over real sockets whose network fails: what a client can know of it, and what it loses. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import { customer, type Json, marketWithGreeks, PERP } from '../../src/exchange/deribit/deribit-fixture.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { standardListings } from '../../src/exchange/market/listings.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { lots, millis } from '../../src/units/units.ts';

let serving: Serving;
let exchange: Exchange;

/** A socket that keeps what it hears, and can be asked to wait for something in it. */
class Client {
  readonly heard: Json[] = [];
  readonly unread: string[] = [];
  closed: number | undefined;
  readonly #socket: WebSocket;
  #lastId = 0;
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/ws/api/v2`);
    this.#socket.on('message', (data) => {
      try {
        this.heard.push(JSON.parse(data.toString()));
      } catch {
        this.unread.push(data.toString());
      }
      this.#wake();
    });
    this.#socket.on('close', (code) => {
      this.closed = code;
      this.#wake();
    });
    this.#socket.on('error', () => this.#wake());
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#socket.once('open', resolve));
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** Sends a request; its id. */
  ask(method: string, params: object = {}): number {
    this.#lastId += 1;
    this.send(JSON.stringify({ jsonrpc: '2.0', id: this.#lastId, method, params }));
    return this.#lastId;
  }

  call(method: string, params: object = {}): Promise<Json> {
    const id = this.ask(method, params);
    return this.until(() => this.heard.find((message) => message.id === id));
  }

  books(): Json[] {
    return this.heard.flatMap(({ params }) => (params?.channel?.startsWith('book.') ? [params.data] : []));
  }

  break(): void {
    this.#socket.terminate();
  }
}

async function connect(): Promise<Client> {
  const client = new Client(serving.port);
  await client.open();
  await client.call('public/auth', {
    ...{ grant_type: 'client_credentials', client_id: 'ann', client_secret: 'ann-secret' },
  });
  return client;
}

beforeEach(async () => {
  const start = millis(Date.now());
  exchange = createExchange({
    name: 'deribit',
    listings: standardListings('deribit', start),
    accounts: [customer('ann')],
    seed: 1,
    start,
    market: marketWithGreeks,
  });
  const gateway = deribitGateway(exchange);
  gateway.limits('none');
  serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 7 });
});

afterEach(() => serving.close());

describe('a network that loses messages', () => {
  it('leaves a gap that the next change of the book shows', async () => {
    const client = await connect();
    await client.call('public/subscribe', { channels: [`book.${PERP}.raw`] });
    await client.until(() => client.books()[0]);
    serving.faults({ drop: 1, match: 'subscription' });
    await client.call('private/buy', { instrument_name: PERP, amount: 10, type: 'market' });
    serving.faults({ drop: 0 });
    exchange.control.takeFrom(PERP, 'buy', lots(1));
    const change = await client.until(() => client.books()[1]);
    const [snapshot] = client.books();
    expect(change.prev_change_id).toBe(snapshot.change_id + 1);
    // Asking anew gives a snapshot that goes on without a gap.
    await client.call('public/unsubscribe', { channels: [`book.${PERP}.raw`] });
    await client.call('public/subscribe', { channels: [`book.${PERP}.raw`] });
    const again = await client.until(() => client.books()[2]);
    expect(again).toMatchObject({ type: 'snapshot', change_id: change.change_id });
    exchange.control.takeFrom(PERP, 'buy', lots(1));
    expect((await client.until(() => client.books()[3])).prev_change_id).toBe(again.change_id);
  });

  it('can lose the answer to an order that was carried out, which its label then finds', async () => {
    const client = await connect();
    serving.faults({ loseAnswer: 1, match: 'private/buy' });
    client.ask('private/buy', { instrument_name: PERP, amount: 10, price: 99_000, label: 'where is it' });
    await client.until(() => client.closed);
    serving.faults({ loseAnswer: 0 });
    const other = await connect();
    const found = await other.call('private/get_order_state_by_label', {
      currency: 'BTC',
      label: 'where is it',
    });
    expect(found.result).toMatchObject([{ order_state: 'open', amount: 10 }]);
  });

  it('cuts messages short, and closes on a client that sends too much', async () => {
    const client = await connect();
    serving.faults({ truncate: 1 });
    client.ask('public/get_time');
    await client.until(() => client.unread[0]);
    serving.faults({ truncate: 0 });
    expect((await client.call('public/get_time')).result).toBe(exchange.now);
    client.send('{"jsonrpc":');
    await client.until(() => client.heard.find(({ error }) => error?.code === -32700));
    client.send('x'.repeat(70_000));
    expect(await client.until(() => client.closed)).toBe(1009);
  });
});

describe('a connection that breaks', () => {
  it('takes the orders with it, where that was asked for', async () => {
    const [careful, careless] = [await connect(), await connect()];
    await careful.call('private/enable_cancel_on_disconnect');
    const order = { instrument_name: PERP, amount: 10, price: 99_000 };
    await careful.call('private/buy', { ...order, label: 'gone' });
    await careless.call('private/buy', { ...order, label: 'stays' });
    const ended = new Promise<void>((resolve) =>
      exchange.listen((event) => {
        if (event.kind === 'order' && event.order.endedBy === 'disconnect') resolve();
      }),
    );
    careful.break();
    careless.break();
    await ended;
    expect(exchange.orders('ann', 'open').map(({ ticket }) => ticket.label)).toEqual(['stays']);
  });
});
