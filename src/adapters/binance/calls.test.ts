import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { createCalls } from './calls.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function calls(isConnected = true) {
  const sent: { id: number; method: string; params: object }[] = [];
  const send = (text: string): boolean => {
    if (isConnected) sent.push(JSON.parse(text));
    return isConnected;
  };
  return { calls: createCalls(send, 1_000, () => 5_000), sent };
}

describe('createCalls', () => {
  it('matches answers with requests, in whatever order they come', async () => {
    const { calls: desk, sent } = calls();
    const answers = [desk.call('a', { x: 1 }), desk.call('b', {})];
    expect(sent).toMatchObject([{ method: 'a', params: { x: 1 } }, { method: 'b' }]);
    expect(desk.settle({ id: sent[1]?.id, status: 200, result: 'second' })).toBe(true);
    const error = { code: -1003, msg: 'Too many requests', data: { serverTime: 5_000, retryAfter: 7_500 } };
    expect(desk.settle({ id: sent[0]?.id, status: 429, error })).toBe(true);
    expect(await Promise.all(answers)).toEqual([
      { kind: 'error', fault: { code: -1003, message: 'Too many requests', status: 429, retryMs: 2_500 } },
      { kind: 'result', result: 'second' },
    ]);
  });

  it('knows what was not sent from what was not answered', async () => {
    await expect(calls(false).calls.call('a', {})).rejects.toThrow(WireDown);
    const { calls: desk, sent } = calls();
    const silent = expect(desk.call('order.place', {})).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
    // An answer that comes too late is nobody's.
    expect(desk.settle({ id: sent[0]?.id, status: 200 })).toBe(false);
    const lost = expect(desk.call('order.place', {})).rejects.toThrow(/order\.place.*socket lost/);
    desk.lost('socket lost');
    await lost;
  });

  it('leaves alone what is no answer', () => {
    const { calls: desk } = calls();
    expect(desk.settle({ e: 'serverShutdown' })).toBe(false);
    expect(desk.settle({ id: null, status: 400 })).toBe(false);
  });
});
