import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { AT_EASE, climbStage, type StageLadder } from './ladder.ts';
import { gravityOf, STAGES, type Stage } from './stage.ts';

const RULE = { cooldownMs: 10 * MINUTE };
const stages = fc.constantFrom<Stage>(...STAGES);
const step = fc.record({ wait: fc.integer({ min: 0, max: 15 * MINUTE }), asked: stages, near: stages });

interface Seen {
  readonly at: Millis;
  readonly from: StageLadder;
  readonly to: StageLadder;
  readonly asked: Stage;
}

function follow(steps: readonly { wait: number; asked: Stage; near: Stage }[], rule = RULE): readonly Seen[] {
  let [now, ladder] = [0, AT_EASE];
  return steps.map(({ wait, asked, near }) => {
    now += wait;
    const from = ladder;
    ladder = climbStage(rule, ladder, { asked, near }, millis(now));
    return { at: millis(now), from, to: ladder, asked };
  });
}

describe('the ladder of stages', () => {
  it('goes up at once, as far as is asked', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        for (const { to, asked } of follow(steps))
          expect(gravityOf(to.stage)).toBeGreaterThanOrEqual(gravityOf(asked));
      }),
    );
  });

  it('goes down one step at a time, each after its cooldown: it never flaps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let entered = 0;
        for (const { at, from, to } of follow(steps)) {
          if (gravityOf(to.stage) < gravityOf(from.stage)) {
            expect(gravityOf(from.stage) - gravityOf(to.stage)).toBe(1);
            expect(at - entered).toBeGreaterThanOrEqual(RULE.cooldownMs);
          }
          if (to.stage !== from.stage) entered = at;
        }
      }),
    );
  });

  it('waits a minute at least, whatever the rule says', () => {
    const eager = follow(
      [
        { wait: 0, asked: 'warn', near: 'warn' },
        { wait: 1, asked: 'calm', near: 'calm' },
        { wait: MINUTE - 1, asked: 'calm', near: 'calm' },
        { wait: 1, asked: 'calm', near: 'calm' },
      ],
      { cooldownMs: 0 },
    );
    expect(eager.map(({ to }) => to.stage)).toEqual(['warn', 'warn', 'warn', 'calm']);
  });

  it('stays while little less is asked for than what was entered', () => {
    const kept = follow([
      { wait: 0, asked: 'shift', near: 'shift' },
      { wait: 60 * MINUTE, asked: 'warn', near: 'shift' },
    ]);
    expect(kept.at(-1)?.to.stage).toBe('shift');
  });

  it('goes on alike from its JSON', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, after) => {
        const ladder = follow(before).at(-1)?.to ?? AT_EASE;
        expect(JSON.parse(JSON.stringify(ladder))).toEqual(ladder);
        const start = before.reduce((sum, { wait }) => sum + wait, 0);
        let [one, other] = [ladder, JSON.parse(JSON.stringify(ladder)) as StageLadder];
        for (const { wait, asked, near } of after) {
          one = climbStage(RULE, one, { asked, near }, millis(start + wait));
          other = climbStage(RULE, other, { asked, near }, millis(start + wait));
        }
        expect(other).toEqual(one);
      }),
    );
  });
});
