import { describe, expect, it } from 'vitest';
import { openDocument } from './document.ts';

const errorsOf = (text: string): readonly string[] =>
  openDocument(text, 'x.yaml').report.errors.map(
    (one) => `${one.line}:${one.column}: ${one.message} — ${one.remedy}`,
  );

describe('openDocument', () => {
  it('opens a file as a section', () => {
    const { report, root } = openDocument('name: demo\nvenues: { paper: {} }\n', 'x.yaml');
    expect(report.errors).toEqual([]);
    expect(root?.entries.map(([key]) => key)).toEqual(['name', 'venues']);
  });

  it('takes a byte order mark and Windows line ends', () => {
    const { report, root } = openDocument('\ufeffname: demo\r\nspeed: 1\r\n', 'x.yaml');
    expect(report.errors).toEqual([]);
    expect(root?.value('name')?.is('demo')).toBe(true);
    expect(root?.value('speed')?.is('1')).toBe(true);
  });

  it.each(['', '\n\n', '# only a comment\n', '---\n', '--- # nothing\n'])(
    'refuses an empty file: %j',
    (text) => {
      expect(errorsOf(text)).toEqual(['1:1: the config is empty — start from a copy of examples/demo.yaml']);
    },
  );

  it.each([
    ['- a\n', '1:1: the config is a list — write sections, such as name: demo; see examples/demo.yaml'],
    ['demo\n', '1:1: the config is one value — write sections, such as name: demo; see examples/demo.yaml'],
  ])('refuses a file that is no section: %j', (text, error) => {
    expect(errorsOf(text)).toEqual([error]);
  });

  it.each([
    ['a:\n\tb: 1\n', '2:1: not valid YAML: Tabs are not allowed as indentation — indent with spaces'],
    [
      'a: { b: 1\nc: 2\n',
      '2:1: not valid YAML: Flow map in block collection must be sufficiently indented and end with a } — ' +
        'check the indentation, and that every bracket is closed',
    ],
    [
      'a: @x\n',
      '1:4: not valid YAML: Plain value cannot start with reserved character @ — put the value in quotes',
    ],
    [
      'a: 1\n---\nb: 2\n',
      '2:1: not valid YAML: Source contains multiple documents — keep one config per file: remove the ---',
    ],
    [
      'a: b: c\n',
      '1:4: not valid YAML: Nested mappings are not allowed in compact mappings — ' +
        'check the indentation, and put a value that contains ": " in quotes',
    ],
    [
      'a: "x\n',
      '2:1: not valid YAML: Missing closing "quote — ' +
        'check that every quote and bracket here is closed, and every key ends in a colon',
    ],
    [
      'a: !big 1\n',
      '1:4: not valid YAML: Unresolved tag: !big — check the quotes, brackets and indentation here',
    ],
  ])('places what is no YAML: %j', (text, error) => {
    expect(errorsOf(text)).toEqual([error]);
  });

  it('tells every error, but one a place', () => {
    // The parser finds two at the first: what follows from a slip is not told.
    expect(errorsOf('a: 1\n b: 2\nc: @x\n').map((error) => error.replace(/ not valid.*/, ''))).toEqual([
      '1:4:',
      '3:4:',
    ]);
  });
});
