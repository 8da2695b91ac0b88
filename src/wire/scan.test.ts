import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  createLevels,
  endOfText,
  endsInBrace,
  literal,
  NOT_READ,
  passActedLevels,
  passDecimal,
  passQuotedLevels,
  passText,
  passWhole,
} from './scan.ts';

/** `text` as part of a message, which ends in a brace. */
function within(text: string): Uint8Array {
  return bytesOf(`${text}}`);
}

/** What a reader of numbers makes of `text`: the number and how much of the text it took. */
function read(reader: typeof passDecimal, text: string): readonly [number, number] | undefined {
  const into = new Float64Array(1);
  const end = reader(within(text), 0, into, 0);
  return end < 0 ? undefined : [into[0] ?? Number.NaN, end];
}

const digits = fc.nat({ max: 999_999_999 }).map(String);

describe('passDecimal', () => {
  it('reads what Number reads, to the last bit', () => {
    fc.assert(
      fc.property(digits, fc.stringMatching(/^\d{1,10}$/), (whole, part) => {
        const text = `${whole}.${part}`;
        const found = read(passDecimal, text);
        if (whole.length + part.length > 15) expect(found).toBeUndefined();
        else expect(found).toEqual([Number(text), text.length]);
      }),
      { numRuns: 2_000 },
    );
    for (const text of ['0', '0.0', '0.00000000', '7', '999999999999999', '0.1', '123456.789012345'])
      expect(read(passDecimal, text)).toEqual([Number(text), text.length]);
  });

  it('leaves everything else to a parser', () => {
    for (const text of [
      '',
      '-1',
      '+1',
      '.5',
      '5.',
      '01',
      '00',
      '1234567890123456',
      '0.1234567890123456',
      'x',
    ])
      expect(read(passDecimal, text), text).toBeUndefined();
    // What follows is for the caller to look at.
    expect(read(passDecimal, '1e5')).toEqual([1, 1]);
  });
});

describe('passWhole', () => {
  it('reads whole numbers of up to 15 digits', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999_999_999 }), (value) => {
        expect(read(passWhole, String(value))).toEqual([value, String(value).length]);
      }),
    );
    for (const text of ['', '-1', '01', '1234567890123456', 'null'])
      expect(read(passWhole, text)).toBeUndefined();
    expect(passWhole(within('1'), NOT_READ, new Float64Array(1), 0)).toBe(NOT_READ);
  });
});

describe('endOfText', () => {
  it('ends at the quotation mark, and reads plain ASCII alone', () => {
    expect(endOfText(bytesOf('abc"}'), 0)).toBe(3);
    expect(endOfText(bytesOf('"}'), 0)).toBe(0);
    for (const text of ['abc', 'a\\"b"', 'a\nb"', 'ä"', '\u007f"'])
      expect(endOfText(bytesOf(text), 0)).toBe(NOT_READ);
    expect(endOfText(bytesOf('a"'), NOT_READ)).toBe(NOT_READ);
  });
});

describe('passText', () => {
  it('is behind what it knows, or nowhere', () => {
    expect(passText(bytesOf('{"a":1}'), 1, literal('"a":'))).toBe(5);
    expect(passText(bytesOf('{"b":1}'), 1, literal('"a":'))).toBe(NOT_READ);
    expect(passText(bytesOf('}'), 0, literal('}}'))).toBe(NOT_READ);
    expect(passText(bytesOf('{}'), NOT_READ, literal('{'))).toBe(NOT_READ);
    expect([endsInBrace(bytesOf('{}')), endsInBrace(bytesOf('{} ')), endsInBrace(bytesOf(''))]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

const level = fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.nat({ max: 99_999 }));

describe('lists of levels', () => {
  it('are read as they would be parsed, and grow as they must', () => {
    const [quoted, acted] = [createLevels(), createLevels()];
    fc.assert(
      fc.property(fc.array(level, { maxLength: 300 }), (rows) => {
        const values = rows.flatMap(([price, size]) => [price / 100, size / 1_000]);
        const texts = JSON.stringify(
          rows.map(([price, size]) => [String(price / 100), String(size / 1_000)]),
        );
        expect(passQuotedLevels(within(texts), 0, quoted)).toBe(texts.length);
        expect([...quoted.data.subarray(0, 2 * quoted.count)]).toEqual(values);
        const list = JSON.stringify(
          rows.map(([price, size]) => [size === 0 ? 'delete' : 'new', price / 100, size / 1_000]),
        );
        expect(passActedLevels(within(list), 0, acted)).toBe(list.length);
        expect([...acted.data.subarray(0, 2 * acted.count)]).toEqual(values);
      }),
    );
  });

  it('take a level away that is deleted, whatever size it is said to have', () => {
    const levels = createLevels();
    passActedLevels(within('[["delete",7.5,3]]'), 0, levels);
    expect([...levels.data.subarray(0, 2)]).toEqual([7.5, 0]);
  });

  it('leave everything else to a parser', () => {
    const levels = createLevels();
    const odd = ['', '{}', '[', '["1","2"]', '[["1","2"],]', '[["0","2"]]', '[["1","2","3"]]', '[["1",2]]'];
    const spaced = ['[["1", "2"]]', '[ ]', '[["1","2"] ]', '[["-1","2"]]', '[["1e3","2"]]', '[["","2"]]'];
    for (const text of [...odd, ...spaced])
      expect(passQuotedLevels(within(text), 0, levels), text).toBe(NOT_READ);
    const acts = [
      '["new",1,2]',
      '[["old",1,2]]',
      '[["new",0,2]]',
      '[["new",1]]',
      '[["new",1,2,3]]',
      '[["new","1",2]]',
    ];
    const more = [
      '[["new", 1,2]]',
      '[["new",1e3,2]]',
      '[["change",1,-2]]',
      '[["newer",1,2]]',
      '[["delete",1,null]]',
    ];
    for (const text of [...acts, ...more])
      expect(passActedLevels(within(text), 0, levels), text).toBe(NOT_READ);
    expect(passQuotedLevels(within('[]'), NOT_READ, levels)).toBe(NOT_READ);
    expect(passActedLevels(within('[]'), NOT_READ, levels)).toBe(NOT_READ);
  });
});
