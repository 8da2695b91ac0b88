import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from './scan.ts';
import { createNames } from './scan-names.ts';

describe('createNames', () => {
  it('finds what indexOf finds, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 6 }), { maxLength: 40 }),
        fc.string({ maxLength: 6 }),
        (list, other) => {
          const names = createNames(list);
          for (const name of [...list, other]) {
            const bytes = bytesOf(`<<${name}>`);
            expect(names.find(bytes, 2, bytes.length - 1)).toBe(list.indexOf(name));
          }
        },
      ),
    );
  });

  it('tells names apart that begin alike', () => {
    const names = createNames(['book.A.raw', 'book.A.rawer']);
    const bytes = bytesOf('book.A.rawer');
    expect(names.find(bytes, 0, bytes.length)).toBe(1);
    expect(names.find(bytes, 0, bytes.length - 2)).toBe(0);
    expect(names.find(bytes, 0, bytes.length - 1)).toBe(-1);
    expect(createNames([]).find(bytes, 0, 4)).toBe(-1);
  });
});
