// Builds what of dist/ is missing or older than what it is made of. `npm run build` builds always.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const age = (path) => statSync(root + path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// Folders count too: deleting a file changes nothing but its folder.
const under = (folder) =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => `${folder}/${path}`)
    .concat(folder);

/** What is built, by which script, from what. The kernel comes first: it is small, and the tests need it. */
const products = [
  { file: 'dist/kernel.wasm', script: 'build:kernel', from: under('assembly') },
  {
    file: 'dist/main.js',
    script: 'build:main',
    from: ['tsdown.config.ts', ...under('src'), ...under('bench')],
  },
];

for (const { file, script, from } of products) {
  const newest = Math.max(...['package.json', 'package-lock.json', ...from].map(age));
  if (age(file) >= newest) continue;
  const built = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = built.status ?? 1;
  if (process.exitCode !== 0) break;
}
