import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiled } from '../../../test/support/compiled.ts';
import { temporaryFolder } from './lmdb-fixture.ts';
import { JournalBusy, takeLock } from './lock.ts';

/** A process that has taken the lock and waits. */
async function holder(path: string): Promise<ReturnType<typeof spawn>> {
  const code = `
    import { takeLock } from ${JSON.stringify(compiled('src/adapters/lmdb/lock.ts'))};
    takeLock(process.argv[1]);
    console.log('taken');
    setInterval(() => 0, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

describe('takeLock', () => {
  it('names this process, and leaves nothing when released', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'owner.pid');
    const release = takeLock(path);
    expect(readFileSync(path, 'utf8').split(' ')[0]).toBe(`${process.pid}`);
    expect(readdirSync(folder)).toEqual(['owner.pid']);
    release();
    expect(existsSync(path)).toBe(false);
    release();
    takeLock(path)();
  });

  it('refuses this process a second time, and says so', () => {
    const path = join(temporaryFolder(), 'owner.pid');
    const release = takeLock(path);
    expect(() => takeLock(path)).toThrow(JournalBusy);
    expect(() => takeLock(path)).toThrow('open in this process itself: close it there or stop');
    release();
  });

  it('refuses while another process lives, and takes over from the dead, though not yet buried', async () => {
    const path = join(temporaryFolder(), 'owner.pid');
    const child = await holder(path);
    expect(() => takeLock(path)).toThrow(JournalBusy);
    expect(() => takeLock(path)).toThrow(`open in process ${child.pid}: `);
    expect(() => takeLock(path)).toThrow(`if it is no evenkeel, delete ${path}`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    // The event loop does not turn here, so the child is dead but not waited for: a zombie.
    let release: (() => void) | undefined;
    for (const until = Date.now() + 5_000; release === undefined && Date.now() < until; ) {
      try {
        release = takeLock(path);
      } catch (error) {
        expect(error).toBeInstanceOf(JournalBusy);
      }
    }
    expect(readFileSync(path, 'utf8').split(' ')[0]).toBe(`${process.pid}`);
    release?.();
    await ended;
  });

  it('takes over from a process that has ended', () => {
    const path = join(temporaryFolder(), 'owner.pid');
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    writeFileSync(path, `${pid} 12345`);
    takeLock(path)();
  });

  it.each(['', 'rubbish', '-1 5', '0 5', '1.5 5', `${Number.MAX_SAFE_INTEGER} 5`])(
    'takes over a lock that names no process: "%s"',
    (text) => {
      const path = join(temporaryFolder(), 'owner.pid');
      writeFileSync(path, text);
      takeLock(path)();
      expect(existsSync(path)).toBe(false);
    },
  );

  it('takes over where the number belongs to a younger process by now, if the system tells', () => {
    const path = join(temporaryFolder(), 'owner.pid');
    writeFileSync(path, `${process.ppid} 1`);
    if (process.platform === 'linux') takeLock(path)();
    else expect(() => takeLock(path)).toThrow(JournalBusy);
  });

  it('believes a lock without a start time as long as its process lives', () => {
    const path = join(temporaryFolder(), 'owner.pid');
    writeFileSync(path, `${process.ppid} `);
    expect(() => takeLock(path)).toThrow(`open in process ${process.ppid}`);
  });

  it('throws what the file system throws', () => {
    expect(() => takeLock(join(temporaryFolder(), 'nowhere', 'owner.pid'))).toThrow('ENOENT');
  });
});
