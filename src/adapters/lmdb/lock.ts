import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Another process has the journal open. Names the process and the remedy. */
export class JournalBusy extends Error {}

/** When a process was started and in what state it is, as far as the system tells. */
interface Life {
  readonly isDead: boolean;
  /** Empty where the system does not tell. */
  readonly started: string;
}

/**
 * Takes the lock file at `path` for this process and answers how to release it. A lock whose process is gone
 * is taken over. Throws `JournalBusy` when its process lives. Two that take over at the same instant may both
 * succeed: the journal refuses to append over the other's entries, so that one of them stops.
 */
export function takeLock(path: string): () => void {
  const mine = `${process.pid} ${lifeOf(process.pid).started}`;
  const draft = `${path}.${process.pid}`;
  // Linked into place, so that nobody ever sees a lock that says nothing yet.
  writeFileSync(draft, mine);
  try {
    for (;;) {
      if (isLinked(draft, path)) return () => rmSync(path, { force: true });
      const holder = readIfThere(path);
      if (holder !== null) refuseIfAlive(path, holder);
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(draft);
  }
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function refuseIfAlive(path: string, holder: string): void {
  const [number, since = ''] = holder.split(' ');
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid <= 0) return;
  const { isDead, started } = lifeOf(pid);
  // The same number may by now be another process's, as it always is after a container's restart.
  if (isDead || (since !== '' && started !== '' && since !== started)) return;
  const who = pid === process.pid ? 'this process itself' : `process ${pid}`;
  const remedy = `close it there or stop that process; if it is no evenkeel, delete ${path}`;
  throw new JournalBusy(`the journal is open in ${who}: ${remedy}`);
}

function lifeOf(pid: number): Life {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not being allowed to signal it proves that it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return { isDead: true, started: '' };
  }
  const stat = process.platform === 'linux' ? readIfThere(`/proc/${pid}/stat`) : null;
  // Fields from the third on; the second is a name in parentheses that may hold spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  // A zombie has died, and only waits for its parent to hear of it.
  return { isDead: fields[0] === 'Z', started: fields[19] ?? '' };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
