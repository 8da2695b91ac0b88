/**
 * Node 20 cannot run TypeScript, so a test that needs another process (to kill it, or because it may crash)
 * compiles the modules that the process is to import.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Below node_modules, so that packages are found from there. */
const folder = join(root, 'node_modules', '.cache', 'compiled');
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

/**
 * Compiles the file at `path`, from the repository's root, and what it imports; answers the URL to import.
 */
export function compiled(path: string): string {
  const done = new Set<string>();
  const compile = (source: string): void => {
    if (done.has(source)) return;
    done.add(source);
    const text = readFileSync(source, 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: options,
    });
    const target = moduleName(join(folder, relative(root, source)));
    mkdirSync(dirname(target), { recursive: true });
    // Renamed into place: tests that run at the same time compile the same files.
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, outputText.replace(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.mjs$1'));
    renameSync(draft, target);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith('.')) compile(join(dirname(source), fileName));
    }
  };
  compile(join(root, path));
  return pathToFileURL(moduleName(join(folder, path))).href;
}

function moduleName(path: string): string {
  return path.replace(/\.ts$/, '.mjs');
}
