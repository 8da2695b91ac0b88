import { afterEach, describe, expect, it, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const { argv } = process;
const listeners = [process.stdout, process.stderr].map(
  (stream) => [stream, stream.listeners('error')] as const,
);

afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
  vi.resetModules();
  for (const [stream, before] of listeners)
    for (const listener of stream.listeners('error').filter((one) => !before.includes(one)))
      stream.off('error', listener as () => void);
});

/** Runs the entry as `node main.js ...args` would. */
async function start(...args: string[]): Promise<{ status: unknown; out: string; err: string }> {
  const told = { out: '', err: '' };
  let status: unknown;
  process.argv = ['node', 'main.js', ...args];
  for (const [stream, name] of [
    [process.stdout, 'out'],
    [process.stderr, 'err'],
  ] as const) {
    vi.spyOn(stream, 'write').mockImplementation((text: unknown, whenWritten?: unknown) => {
      told[name] += String(text);
      if (typeof whenWritten === 'function') whenWritten();
      return true;
    });
  }
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    status = code;
    return undefined as never;
  });
  await import('./main.ts');
  return { status, ...told };
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
