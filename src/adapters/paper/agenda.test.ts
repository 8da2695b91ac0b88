import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../units/units.ts';
import { type Agenda, createAgenda } from './agenda.ts';

/** Runs all that is due by `to`. */
function runAll(agenda: Agenda, to: number): void {
  for (let due = agenda.take(millis(to)); due !== null; due = agenda.take(millis(to))) due.run();
}

describe('an agenda', () => {
  it('is empty at first', () => {
    const agenda = createAgenda();
    expect(agenda.nextAt()).toBeNull();
    expect(agenda.take(millis(1e15))).toBeNull();
  });

  it('gives what is due in order of time, and no more', () => {
    const agenda = createAgenda();
    const seen: number[] = [];
    for (const at of [30, 10, 20, 40]) agenda.add(millis(at), () => seen.push(at));
    runAll(agenda, 30);
    expect(seen).toEqual([10, 20, 30]);
    expect(agenda.nextAt()).toBe(40);
  });

  it('keeps the order of adding within one time', () => {
    const agenda = createAgenda();
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) agenda.add(millis(5), () => seen.push(name));
    runAll(agenda, 5);
    expect(seen.join('')).toBe('abcde');
  });

  it('lets an item add another for the same time', () => {
    const agenda = createAgenda();
    const seen: string[] = [];
    agenda.add(millis(5), () => {
      seen.push('first');
      agenda.add(millis(5), () => seen.push('added'));
    });
    agenda.add(millis(5), () => seen.push('second'));
    runAll(agenda, 5);
    expect(seen).toEqual(['first', 'second', 'added']);
  });

  it('forgets everything when cleared', () => {
    const agenda = createAgenda();
    agenda.add(millis(1), () => expect.unreachable());
    agenda.clear();
    runAll(agenda, 10);
    expect(agenda.nextAt()).toBeNull();
  });

  it('is a stable sort, whatever is added and taken in between', () => {
    const times = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(times, (batches) => {
        const agenda = createAgenda();
        let model: { at: number; seq: number }[] = [];
        const seen: { at: number; seq: number }[] = [];
        let seq = 0;
        for (const [i, batch] of batches.entries()) {
          seen.length = 0;
          for (const at of batch) {
            const item = { at, seq: seq++ };
            model.push(item);
            agenda.add(millis(at), () => seen.push(item));
          }
          const to = 3 * i;
          runAll(agenda, to);
          const due = model.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at || a.seq - b.seq);
          model = model.filter(({ at }) => at > to);
          expect(seen).toEqual(due);
        }
      }),
    );
  });
});
