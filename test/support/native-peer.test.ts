import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nativePeer, runningPeer } from '../../bench/native-peer.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-native-peer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Speaks the protocol: answers the columns that it was given, and a time of 1000 per pass. */
const PARROT = `
const { readFileSync, writeFileSync } = require('node:fs');
const given = readFileSync(process.argv[2]);
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [verb, job, argument] = line.split(' ');
  if (job === 'fail') console.log('error no such job');
  else if (job === 'die') process.exit(1);
  else if (job === 'babble') console.log('soon');
  else if (verb === 'time') console.log(1000 * Number(argument));
  else { writeFileSync(argument, given); console.log('done'); }
});`;

function parrot(columns: readonly Float64Array[]) {
  const script = join(folder, 'parrot.cjs');
  writeFileSync(script, PARROT);
  return runningPeer([process.execPath, script], columns);
}

describe('a peer that runs', () => {
  it('is given columns, and told what to do', async () => {
    const peer = parrot([Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]);
    expect(await peer.time('job', 7)).toBe(7_000);
    expect([...(await peer.answers('job'))]).toEqual([2, 1, 2, 3, 4, 5, 6]);
    expect(await peer.time('job', 2)).toBe(2_000);
    await peer.close();
  });

  it('is heard when it complains, talks nonsense or ends', async () => {
    const peer = parrot([Float64Array.of(1)]);
    await expect(peer.time('fail', 1)).rejects.toThrow('time fail 1: error no such job');
    await expect(peer.time('babble', 1)).rejects.toThrow('the peer told "soon" as its time');
    await expect(peer.time('die', 1)).rejects.toThrow('the peer ended when told to time die 1');
    await expect(peer.time('job', 1)).rejects.toThrow('the peer ended');
    await peer.close();
  });

  it('takes columns of one length only', () => {
    expect(() => parrot([Float64Array.of(1), Float64Array.of(1, 2)])).toThrow(
      'column 1 has 2 rows, the first 1',
    );
  });
});

describe('a peer that cannot be had', () => {
  const recipe = { source: 'plain', flags: ['-O3'] };

  it('says that there is no compiler', async () => {
    const peer = await nativePeer(recipe, [], 'no-such-compiler');
    expect(peer).toEqual({
      absent: expect.stringContaining('plain was not built: no no-such-compiler here'),
    });
  });

  it('says what the compiler said', async () => {
    const peer = await nativePeer(recipe, [], process.execPath);
    expect(peer).toEqual({ absent: expect.stringMatching(/^plain was not built: .*bad option/) });
  });
});
