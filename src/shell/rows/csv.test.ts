import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, csvCell } from './csv.ts';

describe('cells', () => {
  it.each<[string, string[] | undefined]>([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [' a , b ,', ['a', 'b', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""so""",', ['say "so"', '']],
    ['"" ,""""', ['', '"']],
    ['a,"b"', ['a', 'b']],
    ['"a', undefined],
    ['a,"b""', undefined],
    ['"a"b,c', undefined],
    ['a"b"', undefined],
  ])('of %s', (line, cells) => {
    expect(cellsOf(line)).toEqual(cells);
  });

  it('come back as they were written', () => {
    const cell = fc.string().map((text) => text.trim().replaceAll(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        fc.pre(cells.every((text) => text === text.trim()));
        expect(cellsOf(cells.map(csvCell).join())).toEqual(cells);
      }),
    );
  });
});
