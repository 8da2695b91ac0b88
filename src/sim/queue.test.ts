import { describe, expect, it } from 'vitest';
import { millis } from '../units/units.ts';
import { createQueue } from './queue.ts';

describe('a queue', () => {
  it('keeps the order of what is not late on purpose, and lets nothing come before its time', () => {
    const queue = createQueue<string>();
    queue.post(millis(30), 'first', false);
    queue.post(millis(20), 'second', false);
    queue.post(millis(10), 'overtakes', true);
    expect([queue.take(millis(9)), queue.take(millis(29))]).toEqual([[], ['overtakes']]);
    expect([queue.take(millis(30)), queue.take(millis(99))]).toEqual([['first', 'second'], []]);
  });

  it('forgets what is on its way', () => {
    const queue = createQueue<string>();
    queue.post(millis(1), 'lost', false);
    queue.clear();
    expect(queue.take(millis(9))).toEqual([]);
  });
});
