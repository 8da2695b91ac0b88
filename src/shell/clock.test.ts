import { describe, expect, it } from 'vitest';
import { millis } from '../units/units.ts';
import { createClock, wallClock } from './clock.ts';

const START = millis(1_700_000_000_000);

describe('createClock', () => {
  it('stands at its start, and runs at its speed', () => {
    let wall = 5_000;
    const clock = createClock(START, 600, () => wall);
    expect(clock.now()).toBe(START);
    wall += 10;
    expect(clock.now()).toBe(START + 6_000);
    wall += 0.5;
    expect(clock.now()).toBe(START + 6_300);
  });

  it('shows whole milliseconds, never ahead of the wall', () => {
    let wall = 0;
    const clock = createClock(START, 1, () => wall);
    wall = 0.999;
    expect(clock.now()).toBe(START);
  });

  it('waits until its time has come', async () => {
    const clock = createClock(START, 10_000);
    const at = millis(START + 50_000);
    await clock.until(at, new AbortController().signal);
    expect(clock.now()).toBeGreaterThanOrEqual(at);
  });

  it('does not wait for what is past', async () => {
    const clock = createClock(START, 1, () => 0);
    await clock.until(START, new AbortController().signal);
    expect(clock.now()).toBe(START);
  });

  it('stops waiting when it is told to', async () => {
    const clock = createClock(START, 1, () => 0);
    const controller = new AbortController();
    const waiting = clock.until(millis(START + 1e12), controller.signal);
    controller.abort();
    await waiting;
    await clock.until(millis(START + 1e12), controller.signal);
    expect(clock.now()).toBe(START);
  });
});

describe('wallClock', () => {
  it('follows the wall, and goes on where the wall is put back', () => {
    let [wall, steady] = [1_700_000_000_000, 5.25];
    const now = wallClock(
      () => wall,
      () => steady,
    );
    expect(now()).toBe(1_700_000_000_000);
    wall -= 300_000;
    expect(now()).toBe(1_700_000_000_000);
    [wall, steady] = [wall + 1_000, steady + 1_000];
    expect(now()).toBe(1_700_000_001_000);
    [wall, steady] = [1_700_000_400_000, steady + 10];
    expect(now()).toBe(1_700_000_400_000);
  });
});
