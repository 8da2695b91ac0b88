import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { isOver, meaningOf, textOf } from './fault.ts';
import { createRpc } from './rpc.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function rpc(isConnected = true) {
  const sent: { id: number; method: string; params: object }[] = [];
  const made = createRpc((text) => {
    if (isConnected) sent.push(JSON.parse(text));
    return isConnected;
  }, 1_000);
  return { rpc: made, sent };
}

describe('createRpc', () => {
  it('matches answers with requests, in whatever order they come', async () => {
    const { rpc: desk, sent } = rpc();
    const answers = [desk.call('a', { x: 1 }), desk.call('b', {})];
    expect(sent).toMatchObject([{ method: 'a', params: { x: 1 }, jsonrpc: '2.0' }, { method: 'b' }]);
    expect(desk.settle({ id: sent[1]?.id, result: 'second' })).toBe(true);
    const data = { reason: 'no funds', param: 'amount' };
    expect(desk.settle({ id: sent[0]?.id, error: { code: 10009, message: 'not_enough_funds', data } })).toBe(
      true,
    );
    expect(await Promise.all(answers)).toEqual([
      { kind: 'error', error: { code: 10009, message: 'not_enough_funds', reason: 'no funds' } },
      { kind: 'result', result: 'second' },
    ]);
  });

  it('knows what was not sent from what was not answered', async () => {
    await expect(rpc(false).rpc.call('a', {})).rejects.toThrow(WireDown);
    const { rpc: desk, sent } = rpc();
    const silent = expect(desk.call('private/buy', {})).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
    // An answer that comes too late is nobody's.
    expect(desk.settle({ id: sent[0]?.id, result: 1 })).toBe(false);
    const lost = expect(desk.call('private/sell', {})).rejects.toThrow(/private\/sell.*socket lost/);
    desk.lost('socket lost');
    await lost;
  });

  it('leaves alone what is no answer', () => {
    const { rpc: desk } = rpc();
    expect(desk.settle({ method: 'subscription', params: {} })).toBe(false);
    expect(desk.settle({ id: 'x', result: 1 })).toBe(false);
  });
});

describe('errors', () => {
  const of = (code: number) => ({ code, message: 'm', reason: '' });

  it('never take a timeout for a refusal', () => {
    expect(meaningOf(of(13888))).toBe('unknown');
    expect(meaningOf(of(11094))).toBe('unknown');
    expect(meaningOf(of(Number.NaN))).toBe('unknown');
    expect(meaningOf(of(10028))).toBe('busy');
    expect(meaningOf(of(10009))).toBe('refused');
  });

  it('tell an order that is over from one that is refused', () => {
    expect([10004, 10010, 11044, 10009].map((code) => isOver(of(code)))).toEqual([true, true, true, false]);
  });

  it('are put in words with their code', () => {
    expect(textOf(of(1))).toBe('m (1)');
    expect(textOf({ code: 2, message: 'm', reason: 'r' })).toBe('m: r (2)');
  });
});
