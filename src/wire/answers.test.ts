import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnswers } from './answers.ts';
import { NoAnswer, WireDown } from './protocol.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('createAnswers', () => {
  it('gives each answer to who waits for it, once', async () => {
    const sent: string[] = [];
    const answers = createAnswers<string>((text) => sent.push(text) > 0, 1_000);
    const [first, second] = [answers.ask('a', (id) => `a${id}`), answers.ask('b', (id) => `b${id}`)];
    expect(sent).toEqual(['a1', 'b2']);
    expect(answers.settle(2, () => 'two')).toBe(true);
    expect(answers.settle(2, () => 'again')).toBe(false);
    expect(answers.settle('1', () => 'text')).toBe(false);
    expect(answers.settle(1, () => 'one')).toBe(true);
    expect(await Promise.all([first, second])).toEqual(['one', 'two']);
  });

  it('tells what was not sent from what was not answered', async () => {
    await expect(createAnswers(() => false, 1_000).ask('a', String)).rejects.toThrow(WireDown);
    const answers = createAnswers(() => true, 1_000);
    const silent = expect(answers.ask('a', String)).rejects.toThrow(
      new NoAnswer('a was not answered within 1000 ms'),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
    const lost = expect(answers.ask('b', String)).rejects.toThrow(new NoAnswer('b was not answered: gone'));
    answers.lost('gone');
    await lost;
  });
});
