import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { readSince } from './pages.ts';

const END = 100 * DAY;
const PAGE = 5;

describe('readSince', () => {
  it('gives each row once, in order, however an exchange cuts its answers', async () => {
    const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 5 * DAY })), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(gaps, fc.constantFrom(7 * DAY, Infinity), async (all, period) => {
        let at = 0;
        const rows = all.map((gap, i) => {
          // No more at one time than a page can hold beside what was there before.
          at += i % (PAGE - 1) === 0 ? Math.max(1, gap) : gap;
          return { timestamp: Math.min(at, END), info: { i } };
        });
        const told: number[] = [];
        await readSince(
          ...([0, END] as const),
          async (from) => rows.filter(({ timestamp: t }) => t >= from && t < from + period).slice(0, PAGE),
          ({ info }) => {
            told.push((info as { i: number }).i);
            return false;
          },
        );
        const kept = rows.filter(({ timestamp }) => timestamp < END);
        expect(told.slice(0, kept.length)).toEqual(kept.map(({ info }) => info.i));
      }),
    );
  });

  it('stops where it has enough, and at an exchange that never comes to an end', async () => {
    let asked = 0;
    const ask = async (from: number) => {
      asked += 1;
      return [{ timestamp: from + 1, info: asked }];
    };
    await readSince(0, END, ask, ({ info }) => info === 7);
    expect(asked).toBe(7);
    await readSince(0, END, ask, () => false);
    expect(asked).toBe(1_007);
  });
});
