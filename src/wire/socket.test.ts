import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type LiveSocket, openSocket, type SocketTerms } from './socket.ts';

/** Machines are busy. */
const LONG = { timeout: 5_000 };

let server: WebSocketServer;
let clients: WebSocket[];
let live: LiveSocket | undefined;

beforeEach(async () => {
  clients = [];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: true });
  server.on('connection', (socket) => clients.push(socket));
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(async () => {
  await live?.close();
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

function open(terms: Partial<SocketTerms> = {}, opened: () => Promise<void> = () => Promise.resolve()) {
  const told: string[] = [];
  const { port } = server.address() as AddressInfo;
  const url = (): string => `ws://127.0.0.1:${port}`;
  live = openSocket(
    { url, silenceMs: 10_000, retryMs: 5, retryMaxMs: 20, ...terms },
    {
      opened: () => {
        told.push('opened');
        return opened();
      },
      message: (text) => told.push(text),
      lost: (reason) => told.push(`lost: ${reason}`),
    },
  );
  return { told, socket: live };
}

describe('openSocket', () => {
  it('comes back after the other side is gone', async () => {
    const { told, socket } = open();
    expect(socket.send('too early')).toBe(false);
    await expect.poll(() => told).toEqual(['opened']);
    clients[0]?.send('hello');
    await expect.poll(() => told).toEqual(['opened', 'hello']);
    clients[0]?.close(1012, 'restart');
    await expect.poll(() => told).toEqual(['opened', 'hello', 'lost: closed with 1012 restart', 'opened']);
    expect(socket.isOpen).toBe(true);
  });

  it('comes back after silence, which a ping tells from quiet', async () => {
    const { told } = open({ silenceMs: 500 });
    await expect.poll(() => told).toEqual(['opened']);
    // Answers pings: it is quiet and stays.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(told).toEqual(['opened']);
    clients[0]?.pause();
    await expect.poll(() => told.length, LONG).toBe(3);
    expect(told[1]).toMatch(/^lost: nothing was heard for/);
  });

  it('pings in the venue’s own words', async () => {
    server.on('connection', (client) => client.on('message', (data) => client.send(`heard ${String(data)}`)));
    const { told } = open({ silenceMs: 500, ping: () => 'are you there' });
    await expect
      .poll(() => told.slice(0, 3), LONG)
      .toEqual(['opened', 'heard are you there', 'heard are you there']);
  });

  it('tries again when logging in fails, and when it is told to', async () => {
    let tries = 0;
    const { told, socket } = open({}, () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('no such key')) : Promise.resolve();
    });
    await expect.poll(() => told).toEqual(['opened', 'lost: no such key', 'opened']);
    socket.reset('a gap in the book');
    await expect.poll(() => told.slice(3)).toEqual(['lost: a gap in the book', 'opened']);
  });

  it('slows down where it is let in and thrown out, and not where it has served for a while', async () => {
    server.on('connection', (client) => client.close(1008, 'no more'));
    open({ retryMs: 5, retryMaxMs: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(clients.length).toBeLessThan(10);
    await live?.close();
    server.removeAllListeners('connection');
    server.on('connection', (client) => setTimeout(() => client.close(1012), 60));
    const { told } = open({ retryMs: 5, retryMaxMs: 20 });
    await expect.poll(() => told.filter((text) => text === 'opened').length, LONG).toBeGreaterThan(5);
  });

  it('goes on trying where nobody answers, and stops when closed', async () => {
    const { told, socket } = open({ url: () => 'ws://127.0.0.1:1' });
    await expect.poll(() => told.length).toBeGreaterThan(3);
    expect(told[0]).toMatch(/ECONNREFUSED/);
    await socket.close();
    const heard = told.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(told).toHaveLength(heard);
  });
});
