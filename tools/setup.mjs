// Installs the packages when they are missing or older than the lock. Needs nothing but Node, so that
// `npm start` and `npm test` work in a fresh clone. `npm ci` is not an option: npm drops other platforms'
// optional packages from the lock where a registry lacks them, and `npm ci` then finds the lock incomplete.
import { spawnSync } from 'node:child_process';
import { statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = `${root}package-lock.json`;
const installed = `${root}node_modules/.package-lock.json`;

const age = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (age(installed) < age(wanted)) {
  process.stderr.write('evenkeel: installing packages (once, about half a minute)\n');
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 2, 2],
  });
  if (npm.status === 0) utimesSync(installed, new Date(), new Date());
  else process.stderr.write('evenkeel: npm install failed, see above; fix that and run this again\n');
  process.exitCode = npm.status ?? 1;
}
