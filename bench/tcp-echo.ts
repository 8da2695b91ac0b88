/** A bare round trip over TCP on this machine, between two event loops of one process. */
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface Echo {
  /** Sends the message and waits until as much has come back. */
  trip(): Promise<void>;
  close(): Promise<void>;
}

/** What sends everything back, on a thread of its own: as far from us as a venue can be on this machine. */
const SERVER = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('data', (bytes) => socket.write(bytes));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

export async function openEcho(message: Buffer): Promise<Echo> {
  const worker = new Worker(SERVER, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const client = await new Promise<Socket>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
  });
  let missing = 0;
  let back: () => void = () => undefined;
  client.on('data', (bytes) => {
    missing -= bytes.length;
    if (missing === 0) back();
  });
  return {
    trip: () =>
      new Promise((resolve) => {
        missing = message.length;
        back = resolve;
        client.write(message);
      }),
    close: async () => {
      client.destroy();
      await worker.terminate();
    },
  };
}
