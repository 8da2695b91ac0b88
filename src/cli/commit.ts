import { spawnSync } from 'node:child_process';

/** The commit checked out at `root`, with "-dirty" where files differ; "unknown" outside a checkout. */
export function commitAt(root: string): string {
  const asked = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 10_000,
  });
  return asked.status === 0 ? asked.stdout.trim() : 'unknown';
}
