import { afterEach, describe, expect, it, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const { argv, exitCode } = process;
const listeners = [process.stdout, process.stderr].map(
  (stream) => [stream, stream.listeners('error')] as const,
);

afterEach(() => {
  process.argv = argv;
  process.exitCode = exitCode;
  vi.restoreAllMocks();
  vi.resetModules();
  for (const [stream, before] of listeners)
    for (const listener of stream.listeners('error').filter((one) => !before.includes(one)))
      stream.off('error', listener as () => void);
});

/** Runs the entry as `node main.js ...args` would. */
async function start(...args: string[]): Promise<{ status: unknown; out: string; err: string }> {
  const told = { out: '', err: '' };
  process.argv = ['node', 'main.js', ...args];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    told.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told.err += String(text);
    return true;
  });
  await import('./main.ts');
  return { status: process.exitCode, ...told };
}

describe('main', () => {
  it('takes the arguments of the process and sets its status', async () => {
    expect(await start('--version')).toEqual({ status: 0, out: `${manifest.version}\n`, err: '' });
    vi.resetModules();
    const { status, out, err } = await start('sail');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain("unknown command 'sail'");
  });

  it('drops what a reader that has left would not read, and minds any other fault', async () => {
    await start('--version');
    const fault = (code: string): Error => Object.assign(new Error(code), { code });
    expect(() => process.stdout.emit('error', fault('EPIPE'))).not.toThrow();
    expect(() => process.stdout.emit('error', fault('ENOSPC'))).toThrow('ENOSPC');
  });
});
