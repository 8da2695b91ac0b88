/**
 * Exchanges on a port: HTTP and WebSocket for all protocols, time that passes, faults that can be switched on. It
 * listens on the loopback address unless told otherwise. `POST /control` does from outside what `Serving` does
 * from within, and is answered to callers on the loopback address alone.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRandom, type Random } from '../../math/random.ts';
import { millis } from '../../units/units.ts';
import type { Exchange } from '../exchange.ts';
import { control } from './control.ts';
import { NO_FAULTS, type WireFaults } from './faults.ts';
import type { Gateway, HttpAnswer } from './gateway.ts';
import { createSockets } from './sockets.ts';
import { isMeant, losesAnswer } from './wire.ts';

export interface Hosted {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
}

export interface ServerOptions {
  readonly hosted: readonly Hosted[];
  /** 0: any that is free. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly seed: number;
  /** How often time is let pass. */
  readonly everyMs?: number;
}

export interface Serving {
  readonly port: number;
  readonly hosted: readonly Hosted[];
  /** Sets some faults, and leaves the others as they are. */
  faults(some: Partial<WireFaults>): void;
  disconnect(name?: Gateway['name']): void;
  /** Says what no protocol would on every socket of one, or of all. */
  inject(text: string, name?: Gateway['name']): void;
  readonly connections: number;
  close(): Promise<void>;
}

const EVERY_MS = 10;
/** A request body of more is refused. */
const LARGEST_BODY = 1 << 20;

function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
    });
    request.on('end', () => resolve(size > LARGEST_BODY ? undefined : Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}

function write(response: ServerResponse, { status, body, headers }: HttpAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

const TOO_LARGE: HttpAnswer = { status: 413, body: '{"error":"the body is larger than a megabyte"}' };
const NOT_FOUND: HttpAnswer = { status: 404, body: '{"error":"no protocol is served on this path"}' };

function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Desk {
  readonly serving: Serving;
  readonly faults: () => WireFaults;
  readonly random: Random;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { serving, faults, random }: Desk,
): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  const body = await readBody(request);
  const address = request.socket.remoteAddress ?? '';
  if (body === undefined) return write(response, TOO_LARGE);
  if (path === '/control' && isLoopback(address)) return write(response, control(serving, body));
  const { gateway } = serving.hosted.find((one) => one.gateway.serves(path)) ?? {};
  if (gateway === undefined) return write(response, NOT_FOUND);
  const { latencyMs, jitterMs, refuse } = faults();
  if (refuse) return void request.socket.destroy();
  const delay = latencyMs + jitterMs * random.next();
  if (delay > 0) await sleep(delay);
  const { method = 'GET', headers } = request;
  const answered = gateway.request({ method, path, query, headers, body, address });
  if (losesAnswer(faults(), url + body, random)) return void request.socket.destroy();
  if (delay > 0) await sleep(delay);
  const isCut = isMeant(faults(), answered.body) && random.next() < faults().truncate;
  write(
    response,
    isCut ? { ...answered, body: answered.body.slice(0, answered.body.length >> 1) } : answered,
  );
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Serves `hosted` until closed. Rejects where the port is taken. */
export async function startServer(options: ServerOptions): Promise<Serving> {
  const { hosted, port, host = '127.0.0.1', seed, everyMs = EVERY_MS } = options;
  const random = createRandom(seed).fork('wire');
  let faults = NO_FAULTS;
  const current = (): WireFaults => faults;
  const gateways = hosted.map(({ gateway }) => gateway);
  const sockets = createSockets({ gateways, faults: current, random });
  const server = createServer((request, response) => {
    answer(request, response, { serving, faults: current, random }).catch((error: unknown) => {
      // A protocol that throws is a bug: it must not be taken for the exchange's answer.
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  server.on('upgrade', sockets.upgrade);
  const time = setInterval(() => {
    for (const { exchange, gateway } of hosted) {
      exchange.advance(millis(Math.max(exchange.now, Date.now())));
      gateway.tick();
    }
  }, everyMs);
  const serving: Serving = {
    port: await listening(server, port, host),
    hosted,
    faults: (some) => {
      faults = { ...faults, ...some };
    },
    disconnect: sockets.disconnect,
    inject: sockets.inject,
    get connections() {
      return sockets.count;
    },
    close: () => {
      clearInterval(time);
      sockets.disconnect();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return serving;
}
