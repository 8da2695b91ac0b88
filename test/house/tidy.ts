/**
 * The house rules that the linter cannot state, as pure functions from source text to findings.
 * A rule yields a position and what to do about it.
 */
import { posix } from 'node:path';
import ts from 'typescript';

export interface Source {
  /** From the repository root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly rule: string;
  readonly at: string;
  readonly say: string;
}

interface Parsed extends Source {
  /** The folder of src/ that the file is in; empty for src/index.ts. */
  readonly folder: string;
  readonly ast: ts.SourceFile;
  readonly nodes: readonly ts.Node[];
}

type Rule = (file: Parsed) => Iterable<readonly [position: number, say: string]>;

/** Folders that must replay to the same bits everywhere. */
export const core: readonly string[] = [
  ...['units', 'math', 'domain', 'pricing'],
  ...['observe', 'value', 'forecast', 'decide', 'route', 'guard', 'execute', 'record', 'prove', 'engine'],
];
const others = ['ports', 'wire', 'shell', 'exchange', 'sim', 'lab', 'cli'];
const documented = ['units', 'math', 'pricing'];
const limits = { fileLines: 250, functionLines: 70, columns: 120 };

/** What `Math.random()` and the like are called in the text, and what to use instead. */
const unrepeatable: Record<string, string> = {
  'Math.random': 'draw from a seeded generator of src/math',
  'Math.pow': 'its last bits differ between Node releases; multiply, or use Math.exp(n * Math.log(x))',
  'Date.now': 'take the time from the entry',
};

function linesOf(ast: ts.SourceFile, node: ts.Node): number {
  return lineOf(ast, node.end) - lineOf(ast, node.getStart(ast)) + 1;
}

/** The outermost functions within a function. */
function nested(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isFunctionLike(child)) found.push(child);
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

const rules: Record<string, Rule> = {
  *placement({ path }) {
    const folder = `(?:${[...core, ...others].join('|')}|adapters/[^/]+)`;
    if (!new RegExp(`^src/(?:index\\.ts$|${folder}/(?:[^/]+/)?[^/]+$)`).test(path))
      yield [0, 'the import law reaches known folders and one folder below them; see tools/lint-rules.mjs'];
  },
  *'file name'({ path }) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(posix.basename(path)))
      yield [0, 'name it in kebab-case, after the one thing that it exports'];
  },
  *'file length'({ ast }) {
    const lines = ast.getLineAndCharacterOfPosition(ast.text.trimEnd().length).line + 1;
    if (lines > limits.fileLines) yield [0, `${lines} lines, at most ${limits.fileLines}: split it by idea`];
  },
  *'function length'({ ast, nodes }) {
    for (const node of nodes) {
      if (!ts.isFunctionLike(node)) continue;
      // A function within it is measured by itself: a factory is as long as what it sets up, not as all it makes.
      const inner = nested(node).reduce((sum, each) => sum + linesOf(ast, each) - 1, 0);
      const lines = linesOf(ast, node) - inner;
      if (lines > limits.functionLines)
        yield [node.getStart(ast), `${lines} lines of its own, at most ${limits.functionLines}`];
    }
  },
  *'line length'({ ast, text }) {
    for (const [i, line] of text.split('\n').entries())
      if (line.length > limits.columns)
        yield [ast.getPositionOfLineAndCharacter(i, 0), `${line.length} columns, at most ${limits.columns}`];
  },
  *repeatable({ ast, nodes, folder }) {
    if (!core.includes(folder)) return;
    for (const node of nodes) {
      const why = whyUnrepeatable(node, ast);
      if (why) yield [node.getStart(ast), why];
    }
  },
  *barrel({ path, ast }) {
    const statements = [...ast.statements];
    const forwards = statements.every((s) => ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined);
    if (path !== 'src/index.ts' && statements.length > 0 && forwards)
      yield [0, 'a file of re-exports; import from where the thing is made'];
  },
  *'inline import type'({ ast, nodes }) {
    for (const node of nodes)
      if (ts.isImportTypeNode(node))
        yield [node.getStart(ast), 'the linter does not see it; write an `import type` at the top'];
  },
  *marker({ text }) {
    for (const match of text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b/g))
      yield [match.index, `finish it or open an issue, instead of ${match[0]}`];
  },
  *only({ text }) {
    for (const match of text.matchAll(/\.only\(/g)) yield [match.index, 'hides every other test'];
  },
  *'folder doc'({ path, text }) {
    const [name, folder] = path.replace(/\.ts$/, '').split('/').reverse();
    if (name === folder && !text.startsWith('/**'))
      yield [0, 'the file named like its folder opens with a /** comment that explains the folder'];
  },
  *'doc comment'({ folder, ast }) {
    if (!documented.includes(folder)) return;
    const seen = new Set<string>();
    for (const [name, node] of exportedFunctions(ast)) {
      if (!seen.has(name) && ts.getJSDocCommentsAndTags(node).length === 0)
        yield [node.getStart(ast), `say what ${name} answers, in which units`];
      seen.add(name); // an overload is documented once
    }
  },
};

function lineOf(ast: ts.SourceFile, position: number): number {
  return ast.getLineAndCharacterOfPosition(position).line + 1;
}

function whyUnrepeatable(node: ts.Node, ast: ts.SourceFile): string | undefined {
  switch (node.kind) {
    case ts.SyntaxKind.AsteriskAsteriskToken:
    case ts.SyntaxKind.AsteriskAsteriskEqualsToken:
      return `** is Math.pow: ${unrepeatable['Math.pow']}`;
    case ts.SyntaxKind.AsyncKeyword:
    case ts.SyntaxKind.AwaitExpression:
    case ts.SyntaxKind.AwaitKeyword:
      return 'the core is synchronous; waiting belongs to shell and adapters';
  }
  if (ts.isIdentifier(node) && node.text === 'Promise') return 'the core is synchronous';
  if (ts.isStringLiteral(node) && node.text.startsWith('node:')) return 'the core asks a port instead';
  if (ts.isNewExpression(node) && node.expression.getText(ast) === 'Date') return unrepeatable['Date.now'];
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  if (/^(?:toLocale|localeCompare)/.test(node.name.text)) return 'its answer depends on the locale data';
  return unrepeatable[node.getText(ast)];
}

function* exportedFunctions(ast: ts.SourceFile): Generator<readonly [string, ts.Node]> {
  const exported = (node: ts.Node) =>
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  for (const statement of ast.statements) {
    if (!exported(statement)) continue;
    if (ts.isFunctionDeclaration(statement)) yield [statement.name?.text ?? 'default', statement];
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)))
        yield [name.getText(ast), statement];
  }
}

function parse(source: Source): Parsed {
  const ast = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ES2023, true);
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return { ...source, ast, nodes, folder: /^src\/([^/]+)\//.exec(source.path)?.[1] ?? '' };
}

/** Every house rule over one file of src/. */
export function tidy(source: Source): Finding[] {
  const file = parse(source);
  return Object.entries(rules).flatMap(([rule, check]) =>
    [...check(file)].map(([position, say]) => ({
      rule,
      at: `${source.path}:${lineOf(file.ast, position)}`,
      say,
    })),
  );
}

/** Files of src/ with code that no test imports, be it through others. The commands are run, not imported. */
export function untested(sources: readonly Source[]): string[] {
  const text = new Map(sources.map((source) => [source.path, source.text]));
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path) || !text.has(path)) return;
    reached.add(path);
    for (const { fileName } of ts.preProcessFile(text.get(path) ?? '').importedFiles)
      reach(posix.join(posix.dirname(path), fileName));
  };
  for (const path of text.keys()) if (path.endsWith('.test.ts')) reach(path);
  return [...text.keys()].filter(
    (path) => /^src\/(?!cli\/|index\.ts)/.test(path) && !reached.has(path) && hasCode(text.get(path) ?? ''),
  );
}

function hasCode(text: string): boolean {
  const compilerOptions = { verbatimModuleSyntax: true, removeComments: true };
  return ts.transpileModule(text, { compilerOptions }).outputText.trim() !== 'export {};';
}
