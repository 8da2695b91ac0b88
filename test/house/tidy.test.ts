/** The house rules over our own source, and each rule over a text that breaks it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Source, tidy, untested } from './tidy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function read(folder: string): Source[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

const src = read('src');
const isTest = ({ path }: Source) => path.endsWith('.test.ts');

const broken = (path: string, text: string) => tidy({ path, text }).map(({ rule, at }) => [rule, at]);
const nLines = (n: number) => 'go();\n'.repeat(n);

describe('our source', () => {
  it('keeps the house rules', () => {
    const findings = src.filter((source) => !isTest(source)).flatMap(tidy);
    expect(findings.map(({ at, rule, say }) => `${at} ${rule}: ${say}`)).toEqual([]);
  });

  it('is reached by its tests', () => {
    expect(untested([...src, ...read('test')])).toEqual([]);
  });
});

describe('the house rules', () => {
  it('let a good file pass', () => {
    const good = '/** Decides. */\nexport function decide(): number {\n  return Math.exp(2 * 3);\n}\n';
    expect(broken('src/decide/decide.ts', good)).toEqual([]);
    expect(broken('src/adapters/uniswap-v3/wire/log.ts', 'export const x = 1;\n')).toEqual([]);
  });

  it.each([
    ['placement', 'src/helpers/x.ts', 'go();'],
    ['placement', 'src/decide/a/b/x.ts', 'go();'],
    ['placement', 'src/adapters/x.ts', 'go();'],
    ['placement', 'src/other.ts', 'go();'],
    ['file name', 'src/shell/runLoop.ts', 'go();'],
    ['file name', 'src/shell/run_loop.ts', 'go();'],
    ['file length', 'src/shell/x.ts', nLines(251)],
    ['function length', 'src/shell/x.ts', `function f() {\n${nLines(69)}}\n`],
    ['function length', 'src/shell/x.ts', `const f = () => {\n${nLines(69)}};\n`],
    ['function length', 'src/shell/x.ts', `const f = () => {\n${nLines(69)}g(() => {\n${nLines(5)}});\n};\n`],
    ['line length', 'src/shell/x.ts', `go('${'x'.repeat(114)}');`],
    ['repeatable', 'src/decide/x.ts', 'go(Math.random());'],
    ['repeatable', 'src/pricing/x.ts', 'go(Math.pow(2, 3));'],
    ['repeatable', 'src/math/x.ts', 'go(2 ** 3);'],
    ['repeatable', 'src/math/x.ts', 'x **= 3;'],
    ['repeatable', 'src/engine/x.ts', 'async function f() {}'],
    ['repeatable', 'src/engine/x.ts', 'await f;'],
    ['repeatable', 'src/guard/x.ts', 'go(Promise.resolve());'],
    ['repeatable', 'src/observe/x.ts', 'go(new Date());'],
    ['repeatable', 'src/observe/x.ts', 'go(Date.now());'],
    ['repeatable', 'src/record/x.ts', "import { createHash } from 'node:crypto';"],
    ['repeatable', 'src/record/x.ts', 'a.localeCompare(b);'],
    ['barrel', 'src/shell/x.ts', "export { a } from './a.ts';\nexport * from './b.ts';"],
    ['inline import type', 'src/guard/x.ts', "type X = import('../shell/a.ts').X;"],
    ['marker', 'src/shell/x.ts', '// FIXME: later'],
    ['only', 'src/shell/x.ts', "it.only('x', go);"],
    ['folder doc', 'src/route/route.ts', 'go();'],
    ['doc comment', 'src/math/x.ts', 'export function f() {}'],
    ['doc comment', 'src/units/x.ts', 'export const f = () => 1;'],
  ])('find %s in %s', (rule, path, text) => {
    expect(broken(path, text)).toEqual([[rule, `${path}:1`]]);
  });

  it('name the line', () => {
    expect(broken('src/math/x.ts', 'go();\n\ngo(2 ** 3);\n')).toEqual([['repeatable', 'src/math/x.ts:3']]);
  });

  it('stop at their limits', () => {
    expect(broken('src/shell/x.ts', nLines(250))).toEqual([]);
    expect(broken('src/shell/x.ts', `function f() {\n${nLines(68)}}\n`)).toEqual([]);
    expect(broken('src/shell/x.ts', `go('${'x'.repeat(103)}');`)).toEqual([]);
  });

  it('hold for the core only where they are about replay', () => {
    expect(broken('src/shell/x.ts', 'await go(2 ** 3, new Date(), Math.random());')).toEqual([]);
    expect(broken('src/pricing/x.ts', "/** 2 ** 3, Math.pow and await */\ngo('Math.random');")).toEqual([]);
  });

  it('ask for one doc comment over overloads, and none inside a file', () => {
    const overloads = '/** Adds. */\nexport function f(): void;\nexport function f(x?: 1): void {}\n';
    expect(broken('src/math/x.ts', `${overloads}function g() {}\n`)).toEqual([]);
  });

  it('find the files that no test reaches', () => {
    const sources = {
      'src/math/a.test.ts': "import { a } from './a.ts';",
      'src/math/a.ts': "import { b } from '../units/b.ts';",
      'src/units/b.ts': 'export const b = 1;',
      'src/units/lost.ts': 'export const lost = 1;',
      'src/units/types.ts': 'export interface Types { x: 1 }',
      'src/cli/main.ts': 'go();',
    };
    expect(untested(Object.entries(sources).map(([path, text]) => ({ path, text })))).toEqual([
      'src/units/lost.ts',
    ]);
  });
});
