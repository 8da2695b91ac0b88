import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import { Report } from './report.ts';
import { kindOf, Section, Value } from './section.ts';

/** What to do about the parser's errors. */
const REMEDIES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_SCALAR_START: 'put the value in quotes',
  MULTIPLE_DOCS: 'keep one config per file: remove the ---',
  BLOCK_AS_IMPLICIT_KEY: 'check the indentation, and put a value that contains ": " in quotes',
  MULTILINE_IMPLICIT_KEY: 'check the indentation, and that every key ends in a colon',
  MISSING_CHAR: 'check that every quote and bracket here is closed, and every key ends in a colon',
  BAD_INDENT: 'check the indentation, and that every bracket is closed',
};

/** The parser's errors; of several at one place the first, as the others follow from it. */
function reportSyntax(document: Document.Parsed, report: Report): void {
  const places = new Set<number>();
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    if (places.has(pos[0])) continue;
    places.add(pos[0]);
    const remedy = REMEDIES[code] ?? 'check the quotes, brackets and indentation here';
    // What follows a semicolon is advice to programmers.
    report.wrong(pos[0], `not valid YAML: ${message.replace(/;.*/, '')}`, remedy);
  }
}

/** The file as a section; undefined when it is no YAML or says nothing, which the report then tells. */
export function openDocument(
  text: string,
  file: string,
): { readonly report: Report; readonly root: Section | undefined } {
  const lines = new LineCounter();
  // Duplicate keys are looked for here, where both can be named.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const report = new Report(file, lines);
  reportSyntax(document, report);
  if (report.errors.length > 0) return { report, root: undefined };
  const whole = new Value({ report, document }, 'the config', document.contents, 0);
  if (whole.isEmpty) {
    report.wrong(0, 'the config is empty', 'start from a copy of examples/demo.yaml');
    return { report, root: undefined };
  }
  const { contents } = document;
  if (isMap(contents)) return { report, root: new Section({ report, document }, '', 0, contents.items) };
  whole.wrong(`is ${kindOf(contents)}`, 'write sections, such as name: demo; see examples/demo.yaml');
  return { report, root: undefined };
}
