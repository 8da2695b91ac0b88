import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { SimulatedExchange } from '../shell/config/market.ts';
import { projectRoot } from './project-root.ts';

/** An exchange in a process of its own. */
export interface ExchangeProcess {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts a simulated exchange on a port that is free; resolves when it listens. It ends with this process, however
 * that ends: the channel between them is then gone.
 */
export function startExchange({ seed, pace }: SimulatedExchange): Promise<ExchangeProcess> {
  const options = ['--port', '0', '--seed', String(seed), '--pace', String(pace)];
  const child = fork(join(projectRoot(), 'bin', 'evenkeel.js'), ['exchange', ...options], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-4_000);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulated exchange ended with ${code}: ${said}`)));
    child.once('message', (message) => {
      const { port } = Object(message) as { port?: unknown };
      const stop = async (): Promise<void> => {
        child.kill('SIGTERM');
        await exited;
      };
      if (typeof port === 'number') resolve({ port, stop });
    });
  });
}
