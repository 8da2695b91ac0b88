import { describe, expect, it } from 'vitest';
import { openDocument } from './document.ts';
import { duration } from './duration.ts';
import { choice, number } from './reader.ts';
import type { Section } from './section.ts';

const anyNumber = number('a number', {});

/** Reads `text` with `read` and answers the errors as "line:column: message — remedy". */
function errorsOf(text: string, read: (root: Section) => unknown): readonly string[] {
  const { report, root } = openDocument(text, 'x.yaml');
  if (root !== undefined) read(root);
  return report.errors.map((one) => `${one.line}:${one.column}: ${one.message} — ${one.remedy}`);
}

describe('required', () => {
  it('reads a value by its text, so that decimals stay as they were written', () => {
    const { root } = openDocument('a: 0.10\nb: "5m"\n', 'x.yaml');
    const raw = { wanted: '', standIn: '', read: (value: string) => ({ value }) };
    expect(root?.required('a', raw)).toBe('0.10');
    expect(root?.required('b', duration())).toBe(300_000);
  });

  it('points at the value that was refused', () => {
    expect(
      errorsOf('a:\n  b: { c: x }\n', (root) => {
        const b = root.section('a', '…').section('b', '…');
        b.required('c', anyNumber);
      }),
    ).toEqual(['2:11: a.b.c is x, which is no number — write a number']);
  });

  it('points at the section that lacks a key, at its name where it begins on the next line', () => {
    const read = (root: Section): void => {
      const section = root.section('a', '…');
      section.required('c', anyNumber);
      section.value('b');
      section.refuseUnknown();
    };
    expect(errorsOf('\na:\n  b: 1\n', read)).toEqual(['2:1: a has no c — write c: a number']);
    expect(errorsOf('\na: { b: 1 }\n', read)).toEqual(['2:4: a has no c — write c: a number']);
  });

  it('refuses nothing, a list and a section where one value is wanted', () => {
    const read = (root: Section): void => {
      for (const key of ['a', 'b', 'c', 'd']) root.required(key, anyNumber);
    };
    expect(errorsOf('a:\nb: [1]\nc: { x: 1 }\nd: ""\n', read)).toEqual([
      '1:1: a has no value — write a number',
      '2:4: b is a list — write a number',
      '3:4: c is a section — write a number',
      '4:1: d has no value — write a number',
    ]);
  });

  it('follows anchors, and places an error where they are used', () => {
    const read = (root: Section): unknown => [root.required('a', anyNumber), root.required('b', duration())];
    expect(errorsOf('a: &x 5\nb: *x\n', read)).toEqual([
      '2:4: b is 5, which has no unit — write 5s, 5m or 5h',
    ]);
  });
});

describe('optional', () => {
  it('reads the default as if it had been written, and says so', () => {
    const { report, root } = openDocument('a: {}\n', 'x.yaml');
    expect(root?.section('a', '…').optional('every', duration(), '8h')).toBe(28_800_000);
    expect(report.assumed).toEqual(['a.every: 8h']);
  });

  it('throws on a default that is none, which is a bug', () => {
    const { root } = openDocument('a: {}\n', 'x.yaml');
    expect(() => root?.optional('every', duration(), '8')).toThrow('the default of every is 8');
  });

  it('leaves a section out whose every field has a default', () => {
    const { report, root } = openDocument('a: 1\n', 'x.yaml');
    expect(root?.optionalSection('timing', '…').optional('bar', duration(), '5m')).toBe(300_000);
    expect(report.errors).toEqual([]);
  });
});

describe('a section that is missing or none', () => {
  it.each([
    [
      'xyz: 1\n',
      ['1:1: xyz is not known — known here: abc', '1:1: the config has no abc — write abc: { c: 1 }'],
    ],
    ['abc: 5\n', ['1:6: abc is one value — write { c: 1 }']],
    ['abc: [5]\n', ['1:6: abc is a list — write { c: 1 }']],
    ['abc:\n', ['1:1: abc is empty — write { c: 1 }']],
  ])('is one error and not one for each of its fields: %j', (text, errors) => {
    const read = (root: Section): void => {
      const section = root.section('abc', '{ c: 1 }');
      section.required('c', anyNumber);
      section.section('d', '…').required('e', anyNumber);
      section.optional('f', anyNumber, '1');
      section.refuseUnknown();
      root.refuseUnknown();
    };
    expect(errorsOf(text, read)).toEqual(errors);
  });
});

describe('refuseUnknown', () => {
  const read = (root: Section): void => {
    root.required('takerFee', anyNumber);
    root.optional('latency', anyNumber, '1');
    root.refuseUnknown();
  };

  it('names the key and what is known', () => {
    expect(errorsOf('takerFee: 1\ncolour: red\n', read)).toEqual([
      '2:1: colour is not known — known here: takerFee, latency',
    ]);
  });

  it('tells a misspelt key once, not as missing too', () => {
    expect(errorsOf('takerFees: 1\n', read)).toEqual([
      '1:1: takerFees is not known — did you mean takerFee?',
    ]);
  });

  it('explains the comma that splits a number', () => {
    expect(errorsOf('{ takerFee: 1, 000 USD }', read)).toEqual([
      '1:16: 000 USD is not known — write thousands without a comma: 100000 or 100_000',
    ]);
  });

  it('finds a key that is there twice and says where it was first', () => {
    expect(errorsOf('takerFee: 1\nlatency: 2\ntakerFee: 3\n', read)).toEqual([
      '3:1: takerFee is there twice, first on line 1 — remove or rename one of them',
    ]);
  });
});

describe('a place', () => {
  it('is that of the item in a list of sections', () => {
    const read = (root: Section): void => {
      for (const item of root.value('deals')?.items('…') ?? []) {
        const deal = item.section('{ size: 1 }');
        deal.required('size', anyNumber);
        deal.refuseUnknown();
      }
    };
    const text = 'deals:\n  - size: x\n  - { sise: 1 }\n  - 5\n  - price: 1\n';
    expect(errorsOf(text, read)).toEqual([
      '2:11: deals[0].size is x, which is no number — write a number',
      '3:7: deals[1].sise is not known — did you mean size?',
      '4:5: deals[2] is one value — write { size: 1 }',
      '5:5: deals[3].price is not known — known here: size',
      '5:5: deals[3] has no size — write size: a number',
    ]);
  });

  it('is that of a section which is used again, by its anchor', () => {
    const read = (root: Section): void => {
      for (const key of ['a', 'b']) root.section(key, '…').required('size', duration());
    };
    // The value itself stands only once, and that is where it must be mended.
    expect(errorsOf('a: &x { size: 5 }\nb: *x\n', read)).toEqual([
      '1:15: a.size is 5, which has no unit — write 5s, 5m or 5h',
      '1:15: b.size is 5, which has no unit — write 5s, 5m or 5h',
    ]);
    expect(errorsOf('a: *nowhere\n', (root) => root.required('a', anyNumber))).toEqual([
      '1:4: a has no value — write a number',
    ]);
  });

  it('is that of a key which is no word', () => {
    expect(errorsOf('? [1, 2]\n: 3\n', (root) => root.refuseUnknown())).toEqual([
      '1:3: ? is not known — remove it',
    ]);
  });

  it('counts characters and not bytes', () => {
    expect(
      errorsOf('naïve: { é: x }\n', (root) => root.section('naïve', '…').required('é', anyNumber)),
    ).toEqual(['1:13: naïve.é is x, which is no number — write a number']);
  });
});

describe('a value', () => {
  it('lists its items, each with a path and place of its own', () => {
    const read = (root: Section): void => {
      for (const item of root.value('a')?.items('[1]') ?? []) item.read(anyNumber);
    };
    expect(errorsOf('a: [1, x, 2 y]\n', read)).toEqual([
      '1:8: a[1] is x, which is no number — write a number',
      '1:11: a[2] is 2 y, but takes no unit — write 2',
    ]);
    expect(errorsOf('a: 1\n', read)).toEqual(['1:4: a is one value — write [1]']);
  });

  it('can be asked what it is without an error', () => {
    const { report, root } = openDocument('a: { x: 1, y: 2 }\nb: [1]\nc: clock\n', 'x.yaml');
    expect(root?.value('a')?.keys).toEqual(['x', 'y']);
    expect(root?.value('b')?.keys).toEqual([]);
    expect(root?.value('b')?.isList).toBe(true);
    expect(root?.value('c')?.is('clock')).toBe(true);
    expect(root?.value('c')?.is('cloc')).toBe(false);
    expect(root?.section('a', '…').entries.map(([key, value]) => [key, value.path])).toEqual([
      ['x', 'a.x'],
      ['y', 'a.y'],
    ]);
    expect(report.errors).toEqual([]);
  });

  it('reads a choice that is quoted like one that is not', () => {
    const { root } = openDocument('a: "perp"\n', 'x.yaml');
    expect(root?.required('a', choice('kind', ['spot', 'perp']))).toBe('perp');
  });
});
