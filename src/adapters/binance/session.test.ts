import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswer, VenueRefused } from '../../wire/protocol.ts';
import { createSession } from './session.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function session(begin: () => Promise<void> = async () => undefined) {
  const heard: string[] = [];
  const made = createSession({
    ...{ names: ['a', 'b', 'c'], vital: ['b', 'c'], begin },
    up: () => heard.push('up'),
    down: (reason) => heard.push(`down ${reason}`),
    notice: (text) => heard.push(text),
    refused: (error) => heard.push(`refused ${error.message}`),
  });
  const openAll = async (): Promise<void> => {
    for (const name of ['a', 'b', 'c'] as const) made.opened(name);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { session: made, heard, openAll };
}

describe('createSession', () => {
  it('is up when all are open and it has begun, not before', async () => {
    const { session: made, heard } = session();
    made.opened('a');
    made.opened('c');
    await vi.advanceTimersByTimeAsync(0);
    expect([heard, made.isUp]).toEqual([[], false]);
    made.opened('b');
    await vi.advanceTimersByTimeAsync(0);
    expect([heard, made.isUp]).toEqual([['up'], true]);
  });

  it('is down when a vital one is lost, and begins again when it is back', async () => {
    const { session: made, heard, openAll } = session();
    await openAll();
    made.lost('b', 'cut');
    expect([heard, made.isUp]).toEqual([['up', 'down b: cut'], false]);
    made.opened('b');
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['up', 'down b: cut', 'up']);
  });

  it('stays up when another is lost, and says so', async () => {
    const { session: made, heard, openAll } = session();
    await openAll();
    made.lost('a', 'cut');
    made.opened('a');
    await vi.advanceTimersByTimeAsync(0);
    expect([heard, made.isUp]).toEqual([['up', 'a were lost: cut'], true]);
  });

  it('is not up by a beginning that a loss has overtaken', async () => {
    const ends: (() => void)[] = [];
    const { session: made, heard, openAll } = session(() => new Promise((resolve) => ends.push(resolve)));
    await openAll();
    made.lost('c', 'cut');
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['down c: cut']);
    made.opened('c');
    ends[1]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['down c: cut', 'up']);
  });

  it('tries again where there was no answer, and gives up where that is no use', async () => {
    const errors: (Error | undefined)[] = [new NoAnswer('silence'), undefined];
    const { heard, openAll } = session(async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
    });
    await openAll();
    expect(heard).toEqual(['not up yet: silence']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard.at(-1)).toBe('up');
    const hopeless = session(() => Promise.reject(new VenueRefused('no')));
    await hopeless.openAll();
    expect(hopeless.heard).toEqual(['refused no']);
  });

  it('tries again after a refusal once it has been up: it is the venue that changed', async () => {
    let error: Error | undefined;
    const {
      session: made,
      heard,
      openAll,
    } = session(async () => {
      if (error !== undefined) throw error;
    });
    await openAll();
    error = new VenueRefused('no');
    made.lost('b', 'cut');
    made.opened('b');
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.at(-1)).toBe('not up yet: no');
    error = undefined;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard.at(-1)).toBe('up');
    made.close();
  });
});
