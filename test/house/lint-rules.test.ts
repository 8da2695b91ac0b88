/**
 * The linter's rules, each shown to bite. Every case is a file planted in a folder of its own beside the
 * generated configuration; Biome runs once over all of them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { core } from './tidy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Override {
  includes: string[];
  linter: { rules: { style?: Record<string, unknown> } };
}
const written = readFileSync(join(root, 'biome.json'), 'utf8');
const config: { linter: { rules: object }; overrides: Override[] } = JSON.parse(written);

// Who may import whom, written a second time and by hand: + everything, t types only, . nothing.
const matrix = `
                  unit math doma pric obse valu fore deci rout guar exec reco prov engi port wire pape memo deri shel exch sim  lab  cli  pkgs
units             =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
math              +    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
domain            +    +    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
pricing           +    +    +    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
observe           +    +    +    +    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
value             +    +    +    +    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
forecast          +    +    +    +    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
decide            +    +    +    +    t    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
route             +    +    +    +    t    t    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
guard             +    +    +    +    t    t    t    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .
execute           +    +    +    +    t    t    t    t    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .    .
record            +    +    +    +    t    t    t    t    t    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .    .
prove             +    +    +    +    t    t    t    t    t    t    t    t    =    .    .    .    .    .    .    .    .    .    .    .    .
engine            +    +    +    +    +    +    +    +    +    +    +    +    +    =    .    .    .    .    .    .    .    .    .    .    .
ports             +    .    +    .    .    .    .    .    .    t    .    .    .    .    =    .    .    .    .    .    .    .    .    .    .
wire              +    +    +    +    .    .    .    .    .    t    .    .    .    .    +    =    .    .    .    .    .    .    .    .    +
adapters/paper    +    +    +    +    .    .    .    .    .    t    .    .    .    .    +    +    =    .    .    .    .    .    .    .    +
adapters/memory   +    +    +    +    .    .    .    .    .    t    .    .    .    .    +    +    .    =    .    .    .    .    .    .    +
adapters/deribit  +    +    +    +    .    .    .    .    .    t    .    .    .    .    +    +    .    .    =    .    .    .    .    .    +
shell             +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    =    .    .    .    .    +
exchange          +    +    +    +    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    =    .    .    .    +
sim               +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    .    +    +    .    .    +    =    .    .    +
lab               +    +    +    +    +    +    +    +    +    +    +    +    +    +    +    .    +    +    .    .    +    +    =    .    +
cli               t    t    t    t    .    .    .    .    .    .    .    .    .    .    .    .    .    .    .    +    +    +    +    =    +
`;
const [header = '', ...rows] = matrix.trim().split('\n');
const folders = rows.map((row) => row.split(/\s+/)[0] ?? '');

/** Rules beyond the recommended ones: what each refuses, and the same thing done well. */
const rules: Record<string, { bad: string; good: string }> = {
  'complexity/noUselessCatch': {
    bad: 'try { go(); } catch (e) { throw e; }',
    good: 'try { go(); } catch { stop(); }',
  },
  'correctness/noUnusedFunctionParameters': {
    bad: 'export function f(x: number): number { return 1; }',
    good: 'export function f(_x: number): number { return 1; }',
  },
  'correctness/noUnusedImports': { bad: "import { a } from './a.ts';", good: "import './a.ts';" },
  'correctness/noUnusedVariables': { bad: 'const x = 1;', good: 'export const x = 1;' },
  'correctness/useImportExtensions': { bad: "import './helper.js';", good: "import './helper.ts';" },
  'nursery/noFloatingPromises': {
    bad: "import { later } from './helper.ts'; later();",
    good: "import { later } from './helper.ts'; await later();",
  },
  'nursery/noMisusedPromises': {
    bad: "import { later } from './helper.ts'; if (later()) stop();",
    good: "import { later } from './helper.ts'; if (await later()) stop();",
  },
  'nursery/useExhaustiveSwitchCases': {
    bad: "export const f = (x: 'a' | 'b'): void => { switch (x) { case 'a': stop(); } };",
    good: "export const f = (x: 'a' | 'b'): void => { switch (x) { case 'a': case 'b': stop(); } };",
  },
  'performance/noBarrelFile': { bad: "export { later } from './helper.ts';", good: 'export const x = 1;' },
  'performance/noReExportAll': { bad: "export * from './helper.ts';", good: 'export const x = 1;' },
  'style/noDefaultExport': { bad: 'export default 1;', good: 'export const x = 1;' },
  'style/noNonNullAssertion': {
    bad: 'export const f = (x: string[]): string => x[0]!;',
    good: "export const f = (x: string[]): string => x[0] ?? '';",
  },
  'style/noParameterAssign': {
    bad: 'export function f(x: number): number { x = 1; return x; }',
    good: 'export function f(x: number): number { const y = x; return y; }',
  },
  'style/useConsistentArrayType': {
    bad: 'export type X = Array<string>;',
    good: 'export type X = readonly string[];',
  },
  'style/useConst': { bad: 'let x = 1; go(x);', good: 'const x = 1; go(x);' },
  'style/useImportType': {
    bad: "import { Later } from './helper.ts'; export type X = Later;",
    good: "import type { Later } from './helper.ts'; export type X = Later;",
  },
  'style/useNodejsImportProtocol': { bad: "import 'fs';", good: "import 'node:fs';" },
  'style/useThrowOnlyError': { bad: "throw 'no';", good: "throw new Error('no');" },
  'suspicious/noEmptyBlockStatements': { bad: 'if (go()) { }', good: 'if (go()) { stop(); }' },
  'suspicious/noExplicitAny': { bad: 'export type X = any;', good: 'export type X = unknown;' },
  'suspicious/noImportCycles': {
    bad: "import { x } from './cycle.ts'; export const y = x;",
    good: "import { later } from './helper.ts'; export const y = later;",
  },
  'suspicious/noSkippedTests': { bad: "it.skip('x', () => go());", good: "it('x', () => go());" },
  'suspicious/useErrorMessage': { bad: 'throw new Error();', good: "throw new Error('what to do');" },
};
const ruleFile = (name: string, kind: 'bad' | 'good') =>
  `src/shell/${name.replace(/.*\//, '').toLowerCase()}-${kind}${name.endsWith('Tests') ? '.test' : ''}.ts`;

const forbidden = ['fetch', 'Date', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
forbidden.push('performance', 'crypto', 'console', 'Buffer', 'globalThis');

const copy = mkdtempSync(join(tmpdir(), 'evenkeel-lint-'));
afterAll(() => rmSync(copy, { recursive: true }));
const findings = lint();

/** Plants everything, lints once, and answers `path:line` -> rules found there. */
function lint(): Map<string, string[]> {
  const plant = (path: string, text: string) => {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), `${text}\n`);
  };
  cpSync(join(root, 'biome.json'), join(copy, 'biome.json'));
  for (const folder of folders) {
    for (const depth of [0, 1])
      for (const target of [...folders, 'packages', 'pricing/margin'])
        plant(lawFile(folder, depth, target), lawCase(folder, depth, target));
    plant(`src/${folder}/globals.ts`, `${forbidden.map((name) => `go(${name});`).join('\n')}`);
  }
  plant('src/shell/helper.ts', 'export type Later = 1;\nexport async function later(): Promise<void> {}');
  plant('src/shell/cycle.ts', `export { y as x } from './noimportcycles-bad.ts';`);
  for (const [name, { bad, good }] of Object.entries(rules)) {
    plant(ruleFile(name, 'bad'), bad);
    plant(ruleFile(name, 'good'), good);
  }
  plant('src/decide/free.test.ts', "import { route } from '../route/route.ts'; go(route, Date)");
  const biome = join(root, 'node_modules/.bin/biome');
  const ran = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none'], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const found = new Map<string, string[]>();
  for (const { category, location } of JSON.parse(ran.stdout).diagnostics) {
    const at = `${location.path}:${location.start.line}`;
    found.set(at, [...(found.get(at) ?? []), category.replace('lint/', '')]);
  }
  return found;
}

function lawFile(folder: string, depth: number, target: string): string {
  return `src/${folder}/${depth ? 'deep/' : ''}to-${target.replace('/', '-')}.ts`;
}

/** Line 1 imports a function, line 2 a type. */
function lawCase(folder: string, depth: number, target: string): string {
  const src = '../'.repeat(folder.split('/').length + depth);
  const from =
    target === 'packages' ? 'node:fs' : `${src}${target}${target.includes('margin') ? '' : '/x'}.ts`;
  return `import { thing } from '${from}';\nimport type { Thing } from '${from}';`;
}

function verdict(folder: string, depth: number, target: string): string {
  if (folder === target) return '=';
  const refused = [1, 2].map((line) =>
    findings.get(`${lawFile(folder, depth, target)}:${line}`)?.includes('style/noRestrictedImports'),
  );
  return { 'false,false': '+', 'true,false': 't', 'true,true': '.' }[refused.map(Boolean).join()] ?? '?';
}

describe('the linter', () => {
  it('has the configuration that its generator prints', () => {
    const printed = execFileSync('node', ['tools/lint-rules.mjs'], { cwd: root, encoding: 'utf8' });
    expect(written).toBe(printed);
  });

  it.each([0, 1])('keeps the import law, %i folders down', (depth) => {
    const drawn = folders.map((folder) => {
      const cells = [...folders, 'packages'].map((target) => verdict(folder, depth, target).padEnd(5));
      return `${folder.padEnd(18)}${cells.join('')}`.trimEnd();
    });
    expect([header, ...drawn].join('\n')).toBe(matrix.trim());
  });

  it('has a law for every folder in the matrix, and the other way round', () => {
    const named = folders.map((folder) => folder.replace(/^adapters\/.*/, 'adapters/*'));
    const governed = config.overrides
      .filter(({ linter }) => typeof linter.rules.style?.noRestrictedImports === 'object')
      .flatMap(({ includes }) => includes);
    expect(new Set(governed)).toEqual(
      new Set(named.flatMap((folder) => [`src/${folder}/*.ts`, `src/${folder}/*/*.ts`])),
    );
  });

  it("keeps the exchange's margin code apart from ours", () => {
    expect(verdict('exchange', 0, 'pricing/margin')).toBe('.');
    expect(verdict('exchange', 1, 'pricing/margin')).toBe('.');
    expect(verdict('value', 0, 'pricing/margin')).toBe('+');
  });

  it.each(folders)('knows whether %s may touch the machine', (folder) => {
    const refused = forbidden.filter((_, i) =>
      findings.get(`src/${folder}/globals.ts:${i + 1}`)?.includes('style/noRestrictedGlobals'),
    );
    expect(refused).toEqual(core.includes(folder) ? forbidden : []);
  });

  it('leaves tests free to import what they check', () => {
    expect(findings.get('src/decide/free.test.ts:1')).toBeUndefined();
  });

  it.each(Object.keys(rules))('bites on %s', (name) => {
    expect(findings.get(`${ruleFile(name, 'bad')}:1`)).toContain(name);
    expect(findings.get(`${ruleFile(name, 'good')}:1`) ?? []).not.toContain(name);
  });

  it('has a planted violation for every rule it adds', () => {
    const added = Object.entries(config.linter.rules).flatMap(([group, set]) =>
      Object.entries(set as object).flatMap(([name, level]) =>
        level === 'error' ? [`${group}/${name}`] : [],
      ),
    );
    expect(added.sort()).toEqual(Object.keys(rules).sort());
  });
});
