import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../domain/alarm.ts';
import { dedupe, type Raised } from './alerts.ts';

function alarm(key: string, state?: string | null): Alarm {
  const plain = { key, severity: 'warning', text: `${key} ${state}` } as const;
  return state === undefined ? plain : { ...plain, state };
}

/** What is raised of alarms that come one after the other. */
function raisedOf(...alarms: readonly Alarm[]): readonly string[] {
  let raised: Raised = {};
  const texts: string[] = [];
  for (const one of alarms) {
    const found = dedupe(raised, [one]);
    raised = found.raised;
    texts.push(...found.fresh.map(({ text }) => text));
  }
  return texts;
}

describe('an alert', () => {
  it('is raised once for each state of its matter', () => {
    expect(raisedOf(alarm('a', 'x'), alarm('a', 'x'), alarm('a', 'y'), alarm('a', 'x'))).toEqual([
      'a x',
      'a y',
      'a x',
    ]);
  });

  it('says once that the matter is over, and only if it was raised', () => {
    const over = alarm('a', null);
    expect(raisedOf(over, alarm('a', 'x'), over, over, alarm('a', 'x'))).toEqual(['a x', 'a null', 'a x']);
  });

  it('of what is over at once is raised each time', () => {
    expect(raisedOf(alarm('a'), alarm('a'))).toHaveLength(2);
  });

  it('leaves what was raised alone where there is nothing to add', () => {
    const raised = { a: 'x' };
    expect(dedupe(raised, [alarm('a', 'x'), alarm('b', null), alarm('c')]).raised).toBe(raised);
  });
});

it('raises the same whether alarms come at once or in parts, across any restart', () => {
  const alarms = fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'toString', '__proto__'), fc.constantFrom('x', 'y', null))
      .map(([key, state]) => alarm(key, state)),
  );
  fc.assert(
    fc.property(alarms, alarms, (first, second) => {
      const whole = dedupe({}, [...first, ...second]);
      const before = dedupe({}, first);
      const after = dedupe(JSON.parse(JSON.stringify(before.raised)) as Raised, second);
      expect([...before.fresh, ...after.fresh]).toEqual(whole.fresh);
      expect(after.raised).toEqual(whole.raised);
    }),
  );
});
