import { spawnSync } from 'node:child_process';

/** Whether a process of this id is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when none of the processes is there any more; rejects where one still is after ten seconds. */
export async function gone(...pids: number[]): Promise<void> {
  const last = Date.now() + 10_000;
  while (pids.some(isAlive)) {
    if (Date.now() > last) throw new Error(`of the processes ${pids.join()} one is still there`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The processes that `parent` has started. */
export function childrenOf(parent: number | undefined): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}
