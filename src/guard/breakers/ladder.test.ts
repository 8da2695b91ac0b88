import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { CALM, climb, type Finding, LADDER_RULE, type Ladder, rearmed, severityOf } from './ladder.ts';
import type { Severity } from './signal.ts';

const finding = (severity: number): Finding => ({
  ...{ signal: 'x', subject: 'y', value: severity, threshold: severity, of: 'z' },
  severity: severity as Severity,
  near: severity as Severity,
});

/** Levels after each of `told`: the second, and what is asked then. */
function levels(
  told: readonly (readonly [second: number, severity: number])[],
  rule = LADDER_RULE,
): Ladder[] {
  let ladder = CALM;
  return told.map(([second, severity]) => {
    const findings = severity === 0 ? [] : [finding(severity)];
    ladder = climb(rule, ladder, findings, millis(second * SECOND));
    return ladder;
  });
}

const names = (ladders: readonly Ladder[]) => ladders.map(({ level }) => level).join(' ');

describe('what hovers about a threshold', () => {
  const hovering = (second: number): Finding => ({ ...finding(second % 2), near: 1 });

  it('is entered once, and left five minutes after it is no longer near', () => {
    let ladder = CALM;
    const changes: number[] = [];
    for (let second = 1; second < 2_000; second += 1) {
      const next = climb(
        LADDER_RULE,
        ladder,
        second < 1_000 ? [hovering(second)] : [],
        millis(second * SECOND),
      );
      if (next.level !== ladder.level) changes.push(second);
      ladder = next;
    }
    expect(changes).toEqual([1, 1_300]);
  });

  it('is not entered by being near', () => {
    expect(climb(LADDER_RULE, CALM, [hovering(2)], millis(0)).level).toBe('normal');
  });
});

describe('the ladder', () => {
  it.each([
    ['goes up at once, as far as is asked', [[0, 2]], 'reduceOnly'],
    [
      'and further up at once',
      [
        [0, 1],
        [1, 2],
      ],
      'cautious reduceOnly',
    ],
    [
      'comes down a step after five minutes without',
      [
        [0, 1],
        [1, 0],
        [300, 0],
        [301, 0],
      ],
      'cautious cautious cautious normal',
    ],
    [
      'waits for each step',
      [
        [0, 2],
        [1, 0],
        [301, 0],
        [600, 0],
        [601, 0],
        [901, 0],
      ],
      'reduceOnly reduceOnly cautious cautious cautious normal',
    ],
    [
      'starts to wait anew when asked again',
      [
        [0, 1],
        [1, 0],
        [300, 1],
        [301, 0],
        [600, 0],
        [601, 0],
      ],
      'cautious cautious cautious cautious cautious normal',
    ],
    [
      'comes down a step at what asks for the step below',
      [
        [0, 2],
        [1, 1],
        [301, 1],
        [900, 1],
      ],
      'reduceOnly reduceOnly cautious cautious',
    ],
    [
      'halts when that is asked for 15 seconds',
      [
        [0, 3],
        [14, 3],
        [15, 3],
      ],
      'reduceOnly reduceOnly halt',
    ],
    [
      'and not when it was asked for once',
      [
        [0, 3],
        [14, 2],
        [15, 3],
        [29, 3],
      ],
      'reduceOnly reduceOnly reduceOnly reduceOnly',
    ],
    [
      'never leaves a halt',
      [
        [0, 3],
        [15, 3],
        [1e6, 0],
        [2e6, 0],
      ],
      'reduceOnly halt halt halt',
    ],
  ] as const)('%s', (_what, told, expected) => {
    expect(names(levels(told))).toBe(expected);
  });

  it('does not take a minute for less, whatever the rule', () => {
    const rule = { cooldownMs: 0, confirmMs: 0 };
    expect(
      names(
        levels(
          [
            [0, 1],
            [1, 0],
            [60, 0],
            [61, 0],
          ],
          rule,
        ),
      ),
    ).toBe('cautious cautious cautious normal');
    expect(names(levels([[0, 3]], rule))).toBe('halt');
  });

  it('names what asked, the gravest first, and nothing on the way down', () => {
    const up = climb(LADDER_RULE, CALM, [finding(1), finding(2), finding(1)], millis(0));
    expect(up.because).toEqual([finding(2)]);
    const [, , down] = levels([
      [0, 2],
      [1, 0],
      [301, 0],
    ]);
    expect(down).toMatchObject({ level: 'cautious', because: [], since: 301 * SECOND });
  });

  it('goes from a halt to what reduces by a word alone, and halts again if asked to', () => {
    const halted = levels([
      [0, 3],
      [15, 3],
    ]).at(-1) as Ladder;
    const again = rearmed(halted, millis(20 * SECOND));
    expect(again.level).toBe('reduceOnly');
    const later = (second: number, ladder: Ladder) =>
      climb(LADDER_RULE, ladder, [finding(3)], millis(second * SECOND));
    expect(later(36, later(21, again)).level).toBe('halt');
    expect(later(35, later(21, again)).level).toBe('reduceOnly');
    const calm = levels([[0, 1]]).at(-1) as Ladder;
    expect(rearmed(calm, millis(0))).toBe(calm);
  });
});

const told = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 3 }))
    .map(([wait, severity]) => ({ wait, severity })),
  { maxLength: 200 },
);
const rules = fc.record({
  cooldownMs: fc.integer({ min: 0, max: 10 * MINUTE }),
  confirmMs: fc.integer({ min: 0, max: MINUTE }),
});

describe('whatever is told, the ladder', () => {
  it('does not flap: no fall within a minute of any change, one step at a time, never without need', () => {
    fc.assert(
      fc.property(told, rules, (steps, rule) => {
        let [ladder, second, changedAt] = [CALM, 0, -Infinity];
        for (const { wait, severity } of steps) {
          second += wait;
          const at = second * SECOND;
          const findings = severity === 0 ? [] : [finding(severity)];
          const next = climb(rule, ladder, findings, millis(at));
          const [from, to] = [severityOf(ladder.level), severityOf(next.level)];
          // Never less grave than what is asked, but for a halt that is not confirmed.
          expect(to).toBeGreaterThanOrEqual(Math.min(2, severity));
          if (to > from) expect(to).toBeLessThanOrEqual(severity);
          if (to < from) {
            expect(from).not.toBe(3);
            expect(from - to).toBe(1);
            expect(severity).toBeLessThan(from);
            expect(at - changedAt).toBeGreaterThanOrEqual(Math.max(MINUTE, rule.cooldownMs));
          }
          if (to !== from) changedAt = at;
          ladder = JSON.parse(JSON.stringify(next)) as Ladder;
          expect(ladder).toEqual(next);
        }
      }),
    );
  });

  it('is at least as grave where all that is told is at least as grave', () => {
    fc.assert(
      fc.property(told, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), rules, (steps, more, rule) => {
        let [lower, upper, second] = [CALM, CALM, 0];
        for (const { wait, severity } of steps) {
          second += wait;
          const at = millis(second * SECOND);
          const extra = Math.max(severity, more.next().value as number);
          lower = climb(rule, lower, severity === 0 ? [] : [finding(severity)], at);
          upper = climb(rule, upper, extra === 0 ? [] : [finding(extra)], at);
          expect(severityOf(upper.level)).toBeGreaterThanOrEqual(severityOf(lower.level));
        }
      }),
    );
  });
});
