import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import type { OperatorAction } from '../domain/entry.ts';
import { millis } from '../units/units.ts';
import { ask, type Control, NoEngine, openControl } from './control.ts';
import { runSession } from './session.ts';
import { demoConfig } from './shell-fixture.ts';
import { start } from './start.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-control-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SOCKET = join(folder, 'control.sock');

/** The demo, started and not running, with its control open. */
async function opened(notices: string[] = [], at = folder) {
  const { config, market } = demoConfig();
  const journal = createMemoryJournal();
  const started = start(config, market, journal, 'test', KERNEL, () => undefined);
  const { conductor } = started;
  const control = await openControl({ folder: at, conductor, notice: (text) => notices.push(text) });
  return { started, journal, conductor, control };
}

/** What comes back for `text`, as it is. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(SOCKET, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('the control socket', () => {
  it('is its owner’s alone, tells the status, and is gone with the session', async () => {
    const { control, conductor } = await opened();
    expect(statSync(SOCKET).mode & 0o777).toBe(0o600);
    const status = await ask(folder, 'status');
    expect(status).toMatchObject({
      book: 'demo',
      standing: { mode: 'running' },
      flatten: null,
      journal: { entries: 1, head: conductor.head },
    });
    expect('underlyings' in status && status.underlyings.map(({ underlying }) => underlying)).toEqual([
      'BTC',
      'ETH',
    ]);
    await control.close();
    await expect(ask(folder, 'status')).rejects.toThrow(NoEngine);
  });

  it('hands words to the session once it is attached, and answers how it stands then', async () => {
    const { control, conductor } = await opened();
    expect(await ask(folder, 'pause')).toEqual({
      error: expect.stringContaining('starting'),
      remedy: expect.any(String),
    });
    const said: OperatorAction[] = [];
    control.attach((action) => {
      said.push(action);
      conductor.operate(action, conductor.state.at);
    });
    expect(await ask(folder, 'pause')).toMatchObject({ standing: { mode: 'paused', why: 'operator' } });
    expect(await ask(folder, 'flatten')).toMatchObject({
      standing: { mode: 'flattening' },
      flatten: { open: [] },
    });
    expect(said).toEqual(['pause', 'flatten']);
    await control.close();
  });

  it.each([
    ['no JSON', 'hello\n'],
    ['a word that it does not know', '{"do":"stop"}\n'],
    ['no object', '7\n'],
    ['a line without an end', 'x'.repeat(5_000)],
  ])('refuses %s, and says what to do', async (_what, text) => {
    const { control, conductor } = await opened();
    const said: OperatorAction[] = [];
    control.attach((action) => said.push(action));
    const before = conductor.state;
    expect(JSON.parse(await raw(text))).toEqual({ error: expect.any(String), remedy: expect.any(String) });
    expect([said, conductor.state]).toEqual([[], before]);
    await control.close();
  });

  it('takes the place of one that a killed process has left', async () => {
    writeFileSync(SOCKET, '');
    const { control } = await opened();
    expect(await ask(folder, 'status')).toMatchObject({ book: 'demo' });
    await control.close();
  });

  it('that cannot be opened is told of, and nothing else', async () => {
    const notices: string[] = [];
    const far = join(folder, 'x'.repeat(120));
    const { control } = await opened(notices, far);
    expect(notices[0]).toMatch(/^no control socket at .*longer than 103 bytes/);
    await control.close();
  });

  it('that does not answer is no engine', async () => {
    const mute = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => mute.listen(SOCKET, resolve));
    await expect(ask(folder, 'status')).rejects.toThrow(NoEngine);
    await new Promise((resolve) => mute.close(resolve));
  });
});

it('flattens a demo that runs: the paper venue holds nothing of what was to be closed', async () => {
  const { started, journal, conductor, control } = await opened();
  const controller = new AbortController();
  let now: number = conductor.state.at;
  const clock = {
    now: () => millis(now),
    until: async (at: number) => {
      now = Math.max(now, at) + 1_000;
      if (now - conductor.state.at > 1e9) throw new Error('never');
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const session = { ...started, journal, clock, signal: controller.signal, onProgress: () => undefined };
  const running = runSession({ ...session, onReady: (control as Control).attach });
  const perps = () => {
    const positions: Readonly<Record<string, number>> = started.venues[0]?.truth().positions ?? {};
    return Object.keys(positions).filter((id) => id.endsWith('PERP') && positions[id] !== 0);
  };
  for (let i = 0; i < 2_000 && perps().length < 2; i += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(perps()).toHaveLength(2);
  await ask(folder, 'flatten');
  let status = await ask(folder, 'status');
  for (let i = 0; i < 1_000 && 'standing' in status && status.standing.mode !== 'flat'; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    status = await ask(folder, 'status');
  }
  expect(status).toMatchObject({ standing: { mode: 'flat' } });
  expect(perps()).toEqual([]);
  // Sold to nobody here: they wait for their expiry.
  expect('flatten' in status && status.flatten?.left).toEqual(
    expect.arrayContaining(['ETH-CALL', 'ETH-PUT']),
  );
  controller.abort();
  await running;
  await control.close();
});
