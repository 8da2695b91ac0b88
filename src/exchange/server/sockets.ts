import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Random } from '../../math/random.ts';
import type { WireFaults } from './faults.ts';
import type { Connection, Gateway } from './gateway.ts';
import { createWire, losesAnswer } from './wire.ts';

/** Larger messages close the socket, as venues do. */
const LARGEST_MESSAGE = 1 << 20;
/** What a client that does not read may leave unsent before it is let go. */
const LARGEST_BACKLOG = 16 << 20;

/** The sockets of all protocols on one port. */
export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes those of one protocol, or all, without a word. */
  disconnect(name?: Gateway['name']): void;
  /** Says `text` on every socket of one protocol, or of all, whatever it is. */
  inject(text: string, name?: Gateway['name']): void;
  readonly count: number;
}

export interface SocketOptions {
  readonly gateways: readonly Gateway[];
  readonly faults: () => WireFaults;
  readonly random: Random;
}

function splitUrl(url: string): readonly [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

interface Opened {
  readonly id: number;
  readonly address: string;
  readonly path: string;
  readonly query: string;
}

/** Puts `gateway` on an open socket, through wires that have faults. */
function attach(
  socket: WebSocket,
  gateway: Gateway,
  { id, address, path, query }: Opened,
  options: SocketOptions,
) {
  const { faults, random } = options;
  const outward = createWire(
    faults,
    random,
    (text) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > LARGEST_BACKLOG) socket.terminate();
      else socket.send(text);
    },
    false,
  );
  const connection: Connection = {
    id,
    address,
    send: (text) => outward.carry(text),
    close: (code, reason) => socket.close(code, reason),
  };
  const session = gateway.connect(connection, path, query);
  if (session === undefined) return socket.close(1008, 'there is nothing on this path');
  const inward = createWire(
    faults,
    random,
    (text) => {
      const isLost = losesAnswer(faults(), text, random);
      if (isLost) outward.cut();
      session.message(text);
      if (isLost) socket.terminate();
    },
    true,
  );
  socket.on('message', (data) => inward.carry(data.toString()));
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    inward.cut();
    outward.cut();
    session.closed();
  });
}

/** Sockets for `gateways`; `upgrade` is called by the HTTP server that owns the port. */
export function createSockets(options: SocketOptions): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
  });
  const open = new Map<WebSocket, Gateway['name']>();
  let lastId = 0;
  return {
    get count() {
      return open.size;
    },
    upgrade: (request, socket, head) => {
      const [path, query] = splitUrl(request.url ?? '/');
      const gateway = options.gateways.find((candidate) => candidate.serves(path));
      if (gateway === undefined || options.faults().refuse) {
        socket.destroy();
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => {
        open.set(opened, gateway.name);
        opened.on('close', () => open.delete(opened));
        lastId += 1;
        const address = request.socket.remoteAddress ?? '';
        attach(opened, gateway, { id: lastId, address, path, query }, options);
      });
    },
    inject: (text, name) => {
      for (const [socket, of] of open)
        if ((name === undefined || of === name) && socket.readyState === socket.OPEN) socket.send(text);
    },
    disconnect: (name) => {
      for (const [socket, of] of open) if (name === undefined || of === name) socket.terminate();
    },
  };
}
