/** One book told to a thousand connections by the simulated exchange, beside a bare `ws` server that does just that. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { projectRoot } from '../src/cli/project-root.ts';
import { createExchange } from '../src/exchange/create-exchange.ts';
import { deribitGateway } from '../src/exchange/deribit/deribit.ts';
import { standardListings } from '../src/exchange/market/listings.ts';
import { quietMarket } from '../src/exchange/quiet-market.ts';
import { startServer } from '../src/exchange/server/server.ts';
import { atoms, lots, millis } from '../src/units/units.ts';
import { cpuMicros, interleaved } from './bench.ts';
import { peersOf, speedGoal } from './contest.ts';
import type { Part } from './wire-book.ts';

const ROUNDS = 7;
const CONNECTIONS = 1_000;
/** Changes of the book a round. */
const CHANGES = 60;
const NAME = 'BTC-PERPETUAL';
const PRICES = { BTC: 60_000, ETH: 3_000, SOL: 150 };

const LABELS = {
  exchange: `the simulated exchange to ${CONNECTIONS} connections: messages delivered per CPU µs of the server`,
  bare: `a bare ws broadcaster to ${CONNECTIONS} connections: messages delivered per CPU µs of the server`,
};

/** A process of many clients, which counts what it hears, so that only the server's processor time is ours. */
const CLIENTS = `
const { WebSocket } = require('ws');
const sockets = [];
let heard = 0;
let wanted = Infinity;
const tell = () => { if (heard >= wanted) { wanted = Infinity; process.send({ heard }); } };
const one = (url, greeting, opened) => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('open', () => { for (const text of greeting) socket.send(text); opened(); });
  socket.on('message', (data) => { if (data.length > 40 && data.includes('"change"')) { heard += 1; tell(); } });
  socket.on('error', (error) => { throw error; });
  sockets.push(socket);
};
process.on('message', async ({ url, greeting, count, expect }) => {
  if (expect !== undefined) { wanted = expect; return tell(); }
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => one(url, greeting, resolve));
  process.send({ open: sockets.length });
});
process.on('disconnect', () => process.exit());
`;

interface Clients {
  /** Resolves when all of them have been told `count` changes since the start. */
  heard(count: number): Promise<void>;
  close(): void;
}

async function openClients(url: string, greeting: readonly string[]): Promise<Clients> {
  const child: ChildProcess = spawn(process.execPath, ['-e', CLIENTS], {
    cwd: projectRoot(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the clients ended with ${code}`));
      child.once('exit', ended);
      child.once('message', () => {
        child.off('exit', ended);
        resolve();
      });
    });
  child.send({ url, greeting, count: CONNECTIONS });
  await answer();
  return {
    heard: (count) => {
      child.send({ expect: count * CONNECTIONS });
      return answer();
    },
    close: () => child.disconnect(),
  };
}

/** Something that tells all its clients one change of a book. */
interface Broadcaster {
  readonly url: string;
  readonly greeting: readonly string[];
  tell(): void;
  connections(): number;
  close(): Promise<void>;
}

function request(id: number, method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

async function openExchange(): Promise<Broadcaster> {
  const start = millis(Date.now());
  const exchange = createExchange({
    ...{ name: 'deribit', listings: standardListings('deribit', start, PRICES), seed: 1, start },
    accounts: [
      {
        ...{ id: 'demo', key: 'demo', secret: 'demo', canTrade: true, canWithdraw: false },
        deposits: { BTC: atoms(10n ** 9n) },
      },
    ],
    market: quietMarket({ indices: PRICES, levels: 20, lotsPerLevel: 1_000_000 }),
  });
  const gateway = deribitGateway(exchange);
  gateway.limits('none');
  const serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  let count = 0;
  return {
    url: `ws://127.0.0.1:${serving.port}/ws/api/v2`,
    greeting: [
      request(1, 'public/auth', {
        grant_type: 'client_credentials',
        client_id: 'demo',
        client_secret: 'demo',
      }),
      request(2, 'private/subscribe', { channels: [`book.${NAME}.raw`] }),
    ],
    tell: () => {
      count += 1;
      exchange.control.takeFrom(NAME, count % 2 === 0 ? 'buy' : 'sell', lots(1));
      gateway.tick();
    },
    connections: () => serving.connections,
    close: () => serving.close(),
  };
}

async function openBare(): Promise<Broadcaster> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const data = {
    ...{ type: 'change', timestamp: Date.now(), prev_change_id: 123_456, instrument_name: NAME },
    ...{ change_id: 123_457, bids: [], asks: [['change', 60_000.5, 123_450]] },
  };
  const params = { channel: `book.${NAME}.raw`, data };
  const text = JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    greeting: [],
    tell: () => {
      for (const client of server.clients) client.send(text);
    },
    connections: () => server.clients.size,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

/** Messages delivered per CPU microsecond of this process. */
function speed(to: Broadcaster, clients: Clients): () => Promise<number> {
  let told = 0;
  return async () => {
    const started = cpuMicros();
    for (let i = 0; i < CHANGES; i += 1) {
      to.tell();
      await new Promise(setImmediate);
    }
    told += CHANGES;
    await clients.heard(told);
    return (CHANGES * CONNECTIONS) / (cpuMicros() - started);
  };
}

/** Goal `exchange.fanout`. */
export async function fanout(): Promise<Part> {
  const exchange = await openExchange();
  const bare = await openBare();
  const ours = await openClients(exchange.url, exchange.greeting);
  const theirs = await openClients(bare.url, bare.greeting);
  try {
    const rows = await interleaved(ROUNDS, { exchange: speed(exchange, ours), bare: speed(bare, theirs) });
    const held = exchange.connections();
    if (held !== CONNECTIONS) throw new Error(`${held} connections are held, not ${CONNECTIONS}`);
    const what = `messages per CPU second to ${held} connections held, over a bare ws broadcaster; at least`;
    return {
      data: [`${CHANGES} changes of one book a round, each told to ${held} connections of another process`],
      peers: peersOf(rows, LABELS, {}),
      rows,
      goals: [speedGoal(rows, { id: 'exchange.fanout', target: 0.5, ours: 'exchange', peer: 'bare', what })],
    };
  } finally {
    ours.close();
    theirs.close();
    await exchange.close();
    await bare.close();
  }
}
