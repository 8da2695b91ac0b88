import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ansi, plain } from '../shell/view.ts';
import { CLEAR, createView, painter, stopSignal } from './session-view.ts';

const wasTerminal = process.stderr.isTTY;
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  process.stderr.isTTY = wasTerminal;
});

function view(isTerminal: boolean) {
  process.stderr.isTTY = isTerminal;
  const said: string[] = [];
  return { said, ...createView({ out: expect.fail, err: (text) => said.push(text) }) };
}

describe('createView', () => {
  it('tells lines where nothing can be drawn, and draws nothing', () => {
    const { said, tell, draw, isLive } = view(false);
    tell(['one', 'two']);
    draw(() => expect.fail('nobody asked'));
    expect([isLive, said]).toEqual([false, ['one', 'two']]);
  });

  it('draws on a terminal, not oftener than can be read, and tells nothing beside it', () => {
    const { said, tell, draw, isLive } = view(true);
    vi.advanceTimersByTime(1_000);
    tell(['one']);
    for (let frame = 1; frame <= 5; frame += 1) {
      draw(() => ['frame', String(frame)]);
      vi.advanceTimersByTime(40);
    }
    expect([isLive, said]).toEqual([true, [`${CLEAR}frame\n1`, `${CLEAR}frame\n4`]]);
  });
});

describe('painter', () => {
  it('has colours for a terminal that wants them', () => {
    vi.stubEnv('NO_COLOR', undefined);
    process.stderr.isTTY = true;
    expect(painter()).toBe(ansi);
    vi.stubEnv('NO_COLOR', '1');
    expect(painter()).toBe(plain);
    vi.stubEnv('NO_COLOR', undefined);
    process.stderr.isTTY = false;
    expect(painter()).toBe(plain);
  });
});

describe('stopSignal', () => {
  it('aborts after its time', () => {
    const { signal, release } = stopSignal(5_000);
    vi.advanceTimersByTime(4_999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.aborted).toBe(true);
    release();
  });

  it('aborts when asked to, and ends at once when asked again', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const { signal, release } = stopSignal(undefined);
    process.emit('SIGTERM');
    expect([signal.aborted, exit.mock.calls.length]).toEqual([true, 0]);
    process.emit('SIGINT');
    expect(exit.mock.calls).toEqual([[1]]);
    exit.mockRestore();
    release();
  });

  it('leaves signals alone once it is released', () => {
    const before = process.listenerCount('SIGTERM');
    const { release } = stopSignal(1_000);
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    release();
    expect([process.listenerCount('SIGTERM'), vi.getTimerCount()]).toEqual([before, 0]);
  });
});
