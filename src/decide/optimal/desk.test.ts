import { describe, expect, it } from 'vitest';
import { deskFor } from './desk.ts';

describe('deskFor', () => {
  it('makes one desk for a size, and clears what the next programme need not write', () => {
    const desk = deskFor(3, 2);
    const { effects, risk, bandLower, bandUpper } = desk.programme;
    for (const column of [effects, risk, bandLower, bandUpper]) column.fill(7);
    expect(deskFor(3, 2)).toBe(desk);
    expect([...effects, ...risk].every((value) => value === 0)).toBe(true);
    expect([...bandLower, ...bandUpper]).toEqual([-Infinity, -Infinity, Infinity, Infinity]);
    expect(deskFor(2, 3)).not.toBe(desk);
    expect(desk.workspace.size).toEqual({ instruments: 3, exposures: 2, rows: 0 });
  });
});
