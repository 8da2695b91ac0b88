import { describe, expect, it } from 'vitest';
import { later, MINUTE, SECOND } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { createComing, type Moment } from './coming.ts';

const NOW: Moment = { at: millis(1_000_000), ran: 500 };
const absent = [{ order: 'o', status: 'absent', fills: [] }] as const;

/** So many milliseconds after now, in which our clock was set forward by `leapt`. */
function passed(ms: number, leapt = 0): Moment {
  return { at: later(NOW.at, ms + leapt), ran: NOW.ran + ms };
}

function sent() {
  const coming = createComing();
  coming.sent('o', later(NOW.at, 10 * SECOND), NOW);
  return coming;
}

describe('an order of which more may come', () => {
  it('is told to be absent before its deadline and after it', () => {
    expect(sent().told(absent, passed(SECOND))).toEqual(absent);
    expect(sent().told(absent, passed(11 * SECOND))).toEqual(absent);
  });

  it('is not told to be absent where only a clock that was set has come to its deadline', () => {
    const coming = sent();
    expect(coming.told(absent, passed(SECOND, MINUTE))).toEqual([]);
    expect(coming.told(absent, passed(10 * SECOND, MINUTE))).toEqual([]);
    expect([...coming.ids()]).toEqual(['o']);
    expect(coming.told(absent, passed(11 * SECOND, MINUTE))).toEqual(absent);
  });

  it('is told of whatever else becomes of it, whenever that is', () => {
    const open = [{ order: 'o', status: 'open', fills: [] }] as const;
    const coming = sent();
    expect(coming.told(open, passed(SECOND, MINUTE))).toEqual(open);
    expect([...coming.ids()]).toEqual(['o']);
    const filled = [{ order: 'o', status: 'filled', fills: [] }] as const;
    expect(coming.told(filled, passed(SECOND, MINUTE))).toEqual(filled);
    expect([...coming.ids()]).toEqual([]);
  });

  it('is forgotten a minute after its deadline by milliseconds that run on, and where it has ended', () => {
    const coming = sent();
    coming.told(absent, passed(69 * SECOND, 10 * MINUTE));
    expect([...coming.ids()]).toEqual(['o']);
    coming.told(absent, passed(71 * SECOND));
    expect([...coming.ids()]).toEqual([]);
    const other = sent();
    other.ended('o');
    expect([...other.ids()]).toEqual([]);
  });

  it('is told as the venue has it where it was asked after and not sent from here', () => {
    const coming = createComing();
    coming.asked('o', NOW);
    expect(coming.told(absent, passed(SECOND))).toEqual(absent);
    expect([...coming.ids()]).toEqual(['o']);
    const known = sent();
    known.asked('o', passed(SECOND));
    expect(known.told(absent, passed(2 * SECOND, MINUTE))).toEqual([]);
  });
});
