import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeExchange } from './ccxt-fixture.ts';
import { tendSockets } from './sockets.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function made() {
  const [close, handleMessage] = [vi.fn(async () => undefined), vi.fn()];
  const client = () => ({ log: console.log });
  const exchange = fakeExchange({ close, handleMessage, client });
  const notices: string[] = [];
  const sockets = tendSockets({ exchange, notice: (text) => notices.push(text) });
  return { exchange, sockets, notices, close, handleMessage };
}

describe('tendSockets', () => {
  it('has every stream begin anew after a message that was cut short, and no other', async () => {
    const { exchange, notices, close, handleMessage } = made();
    const client = exchange.client('wss://there/?key=hush');
    expect(client.log).not.toBe(console.log);
    for (const message of [{ e: 1 }, 'pong', '[not quite', '{"e":']) exchange.handleMessage(client, message);
    expect(handleMessage.mock.calls.map(([, message]) => message)).toEqual([{ e: 1 }, 'pong']);
    await vi.advanceTimersByTimeAsync(0);
    expect(close).toHaveBeenCalledTimes(1);
    expect(notices).toEqual(['a message that is no JSON: [not quite']);
    exchange.handleMessage(client, '{');
    await vi.advanceTimersByTimeAsync(900);
    expect(close).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(close).toHaveBeenCalledTimes(2);
  });

  it('leaves nothing running when it is closed', async () => {
    const { exchange, sockets, notices } = made();
    const work = vi.fn(async (_what: unknown) => undefined);
    exchange.delay(50, work, 'soon');
    exchange.delay(60, () => Promise.reject(new Error('no key')));
    await vi.advanceTimersByTimeAsync(60);
    expect(work).toHaveBeenCalledWith('soon');
    expect(notices).toEqual(['no key']);
    exchange.delay(1_200_000, work);
    sockets.reset('once more');
    await sockets.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
