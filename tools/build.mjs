// Builds dist/ when it is missing or older than what it is made of. `npm run build` builds always.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const age = (path) => statSync(root + path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// Folders count too: deleting a file changes nothing but its folder.
const sources = ['src', 'bench'].flatMap((folder) =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => `${folder}/${path}`),
);
const newest = Math.max(...['package.json', 'package-lock.json', 'tsdown.config.ts', ...sources].map(age));

if (age('dist/main.js') < newest) {
  const built = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = built.status ?? 1;
}
