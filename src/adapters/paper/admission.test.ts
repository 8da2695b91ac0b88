import { describe, expect, it } from 'vitest';
import type { Lp } from '../../domain/instrument.ts';
import { DAY, MINUTE } from '../../units/time.ts';
import type { millis } from '../../units/units.ts';
import { admit } from './admission.ts';
import { CALL, FUTURE, holding, order, PERP, plus, SPOT, settingsWith } from './paper-fixture.ts';
import { openState } from './state.ts';

const POOL: Lp = { ...SPOT, kind: 'lp', id: 'POOL', lower: 1, upper: 2 };
const ELSEWHERE = { ...PERP, id: 'ELSEWHERE', venue: 'other' };
const LISTED = [SPOT, PERP, CALL, FUTURE, POOL, ELSEWHERE];

/** What becomes of an order at `ms` after the start, with `held` lots of the perp. */
function judge(change: Parameters<typeof order>[0], ms = 0, held = 0) {
  const settings = settingsWith({ ...holding(PERP, held), instruments: LISTED });
  const state = openState(settings, () => undefined);
  state.now = plus(ms);
  const admission = admit(state, order(change));
  return admission.kind === 'admitted' ? admission.instrument.id : admission.detail;
}

describe('an order', () => {
  it('is admitted when nothing is wrong with it', () => {
    expect(judge({})).toBe(PERP.id);
    expect(judge({ lots: -3, limit: 0.1 })).toBe(PERP.id);
    expect(judge({ instrument: CALL.id, limit: 0.5 })).toBe(CALL.id);
  });

  it.each<[string, Parameters<typeof order>[0]]>([
    ['instrument', { instrument: 'unheard-of' }],
    ['instrument', { instrument: POOL.id }],
    ['instrument', { instrument: ELSEWHERE.id }],
    ['lots', { lots: 0 }],
    ['lots', { lots: 1.5 }],
    ['lots', { lots: NaN }],
    ['limit', { limit: 0 }],
    ['limit', { limit: -1 }],
    ['limit', { limit: NaN }],
    ['limit', { limit: Infinity }],
    ['limit', { limit: 16_000.05 }],
    ['deadline', { deadline: plus(0) }],
    ['deadline', { deadline: plus(-1) }],
    ['deadline', { deadline: NaN as ReturnType<typeof millis> }],
    ['reduceOnly', { reduceOnly: true }],
  ])('is refused for its %s: %j', (field, change) => {
    expect(judge(change)).toMatch(new RegExp(`^${field}: `));
  });

  it('is refused once its instrument has expired', () => {
    const late = { deadline: plus(2 * DAY), limit: 100 };
    expect(judge({ ...late, instrument: CALL.id }, DAY - 1)).toBe(CALL.id);
    expect(judge({ ...late, instrument: CALL.id }, DAY)).toMatch(/^instrument: .* expired/);
    expect(judge({ ...late, instrument: FUTURE.id }, DAY + MINUTE)).toMatch(/^instrument: .* expired/);
  });

  it('may reduce what is held and nothing else', () => {
    expect(judge({ lots: -3, reduceOnly: true }, 0, 5)).toBe(PERP.id);
    expect(judge({ lots: -30, reduceOnly: true }, 0, 5)).toBe(PERP.id);
    expect(judge({ lots: 3, reduceOnly: true }, 0, 5)).toMatch(/^reduceOnly: /);
    expect(judge({ lots: -3, reduceOnly: true }, 0, -5)).toMatch(/^reduceOnly: /);
  });

  it('may stand on any tick, however its price was computed', () => {
    for (let ticks = 1; ticks < 300_000; ticks += 97) expect(judge({ limit: ticks * 0.1 })).toBe(PERP.id);
  });
});
