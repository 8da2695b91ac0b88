import { describe, expect, it } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { Report } from './report.ts';

function reportOn(text: string): Report {
  const lines = new LineCounter();
  parseDocument(text, { lineCounter: lines });
  return new Report('book.yaml', lines);
}

describe('Report', () => {
  it('turns offsets into lines and columns from 1', () => {
    const report = reportOn('a: 1\nbc: 2\n');
    report.wrong(9, 'c', 'mend c');
    expect(report.errors).toEqual([
      { file: 'book.yaml', line: 2, column: 5, message: 'c', remedy: 'mend c' },
    ]);
    expect([0, 4, 5, 9].map((offset) => report.lineOf(offset))).toEqual([1, 1, 2, 2]);
  });

  it('tells errors in the order of the file, whatever the order of the finding', () => {
    const report = reportOn('a: 1\nb: 2\n');
    report.wrong(8, 'second', '');
    report.wrong(3, 'first', '');
    report.wrong(8, 'third', '');
    expect(report.errors.map(({ message }) => message)).toEqual(['first', 'second', 'third']);
  });

  it('places an error of an empty file at its beginning', () => {
    const report = reportOn('');
    report.wrong(0, 'empty', '');
    expect(report.errors).toMatchObject([{ line: 1, column: 1 }]);
  });

  it('counts characters, whatever ends the lines', () => {
    const report = reportOn('ä: 1\r\nbc: 2\r\n');
    report.wrong(3, 'first', '');
    report.wrong(10, 'second', '');
    expect(report.errors.map(({ line, column }) => [line, column])).toEqual([
      [1, 4],
      [2, 5],
    ]);
  });

  it('keeps what was assumed in the order of the asking', () => {
    const report = reportOn('');
    report.assume('timing.bar', '5m');
    report.assume('reporting', 'USD');
    expect(report.assumed).toEqual(['timing.bar: 5m', 'reporting: USD']);
    expect(report.errors).toEqual([]);
  });
});
