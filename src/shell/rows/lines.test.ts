import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLines, type Line } from './lines.ts';

const encoder = new TextEncoder();

/** All lines of `text` in pieces of the given sizes, and the rest of it in one. */
function linesOf(text: string, sizes: readonly number[] = [], longest?: number): Line[] {
  const lines = createLines(longest);
  const found: Line[] = [];
  let bytes = encoder.encode(text);
  for (const size of [...sizes, bytes.length]) {
    found.push(...lines.take(bytes.subarray(0, size)));
    bytes = bytes.subarray(size);
  }
  return [...found, ...lines.end()];
}

const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);

describe('lines', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['a', ['a']],
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb\r\n\r\nc', ['a', 'b', '', 'c']],
    ['\uFEFFid\n1\n', ['id', '1']],
    ['€\n∆', ['€', '∆']],
  ])('of %j', (text, lines) => {
    expect(texts(linesOf(text))).toEqual(lines);
  });

  it('are the same in whatever pieces they come', () => {
    const text = fc
      .array(fc.constantFrom('a', ',', '\r', '\n', '€', '𝄞', 'bcdefgh'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 0, max: 5 })), (whole, sizes) => {
        expect(linesOf(whole, sizes, 4)).toEqual(linesOf(whole, [], 4));
        expect(texts(linesOf(whole, sizes))).toEqual(texts(linesOf(whole)));
      }),
    );
  });

  it('are cut where they are too long, and the next is whole', () => {
    const found = linesOf(`1234\n12345\r\n${'1'.repeat(99)}\n12\n${'1'.repeat(9)}`, [3, 3, 40, 1, 40], 5);
    expect(found.map(({ text, isCut }) => `${text}${isCut ? '…' : ''}`)).toEqual([
      '1234',
      '12345',
      '11111…',
      '12',
      '11111…',
    ]);
  });
});
