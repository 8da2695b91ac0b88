import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswer, VenueRefused } from '../../wire/protocol.ts';
import { ccxtError } from './ccxt-fixture.ts';
import { createLink, type Link } from './link.ts';

let link: Link | undefined;
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  link?.close();
  vi.useRealTimers();
});

function made(attempt: () => Promise<void> = async () => undefined) {
  const told: string[] = [];
  link = createLink({
    ...{ attempt, retryMs: 100, retryMaxMs: 1_000, notice: (text) => told.push(text) },
    up: () => told.push('up'),
    down: (reason) => told.push(`down: ${reason}`),
  });
  return { link, told };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('createLink', () => {
  it('is up once everything was done, however often that takes', async () => {
    let tries = 0;
    const { link: made1, told } = made(async () => {
      tries += 1;
      if (tries < 3) throw new NoAnswer('away');
    });
    const opened = made1.start();
    await pass(2_000);
    await opened;
    expect(tries).toBe(3);
    expect(told).toEqual(['not yet: away', 'up']);
  });

  it('gives up where trying again is no use', async () => {
    const attempt = vi.fn(() => Promise.reject(new VenueRefused('no')));
    const refused = expect(made(attempt).link.start()).rejects.toThrow('no');
    await pass(5_000);
    await refused;
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('goes down when a stream breaks off, and up when it has not broken off for a while', async () => {
    let isBroken = false;
    const { link: made1, told } = made();
    made1.keep('trades', async () => {
      if (isBroken) throw ccxtError('RequestTimeout', 'gone', ['NetworkError']);
      await made1.sleep(20);
    });
    const opened = made1.start();
    await pass(500);
    await opened;
    isBroken = true;
    await pass(1_500);
    expect(told).toEqual(['up', 'down: trades: gone']);
    isBroken = false;
    await pass(3_000);
    expect(told).toEqual(['up', 'down: trades: gone', 'up']);
  });

  it('says, and no more than once, what is no loss', async () => {
    const { link: made1, told } = made();
    made1.keep('funding', () => Promise.reject(ccxtError('BadRequest', 'not now')));
    const opened = made1.start();
    await pass(20_000);
    await opened;
    expect(told.filter((text) => text === 'funding: not now')).toHaveLength(1);
    expect(told.some((text) => text.startsWith('down'))).toBe(false);
  });

  it('rests when it is closed', async () => {
    const turn = vi.fn(async () => undefined);
    const { link: made1, told } = made();
    made1.keep('x', async () => {
      await made1.sleep(50);
      await turn();
    });
    void made1.start();
    await pass(400);
    made1.close();
    turn.mockClear();
    await pass(5_000);
    expect(turn).not.toHaveBeenCalled();
    made1.lose('late');
    expect(told).toEqual(['up']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
