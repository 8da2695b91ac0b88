/** The engine as a process of its own, on an exchange at a port. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/cli/project-root.ts';
import { DAY } from '../src/units/time.ts';

export interface EngineProcess {
  /** Orders that it has told of so far, on stderr. */
  readonly told: number;
  /** All that it has said there. */
  readonly said: string;
  /** Called with each order that it tells of. */
  hear(listener: () => void): void;
  /** Resolves with the exit status when it has gone; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
}

/** From the decision to the time from which the exchange refuses the order. */
export const ORDER_LIFE_MS = 2_000;

/** A book with so much gamma that a price which moves by a percent is always worth an order. */
function configText(port: number): string {
  const expiry = new Date(Math.floor(Date.now() / DAY) * DAY + 14.5 * DAY).toISOString().slice(0, 16);
  const option = `strike: 100000, expiry: ${expiry}Z, venue: treasury, base: BTC, quote: USD, tick: 0.1, lot: 0.1`;
  return `name: kill9
reporting: USD
venues:
  treasury: { takerFee: 0bp, makerFee: 0bp, halfSpread: 0bp }
  deribit:
    takerFee: 5bp
    makerFee: 0bp
    halfSpread: 1bp
    connect: { protocol: deribit, to: "127.0.0.1:${port}", account: live, key: env KILL9 }
instruments:
  BTC-PERPETUAL: { kind: perp, venue: deribit, base: BTC, quote: USD, inverse: true, contract: 10 USD, tick: 0.5, lot: 1 }
  BTC-CALL: { kind: option, type: call, ${option} }
  BTC-PUT: { kind: option, type: put, ${option} }
book:
  cash: { treasury: [500_000 USD] }
  positions: { BTC-CALL: -20 @ 4000, BTC-PUT: -20 @ 4000 }
hedge:
  BTC:
    index: BTC-PERPETUAL
    with: BTC-PERPETUAL
    target: 0 BTC
    policy: fixed-band
    halfWidth: 0.1 BTC
    markVol: 60%
# The market is made to jump so that orders go, which is what breakers would stop.
limits: { maxOrder: 600_000 USD, maxPosition: 3_000_000 USD, maxDailyLoss: 3_000_000 USD, breakers: false }
execution: { maxSlippage: 20bp, orderLife: ${ORDER_LIFE_MS}ms, ackWithin: 500ms }
forecast: { model: ewma, halfLife: 30m }
timing: { bar: 1m, staleAfter: 15s, reviewEvery: 1m }
`;
}

/** Writes the config of a book on the exchange at `port`, and answers its path. */
export function writeConfig(folder: string, port: number): string {
  const path = join(folder, 'kill9.yaml');
  writeFileSync(path, configText(port));
  return path;
}

const TOLD = /lots BTC-PERPETUAL @/g;

/** Starts the engine on `journal`. */
export function startEngine(config: string, journal: string): EngineProcess {
  const bin = join(projectRoot(), 'bin', 'evenkeel.js');
  const child = spawn(process.execPath, [bin, 'run', config, '--journal', journal], {
    cwd: projectRoot(),
    env: { ...process.env, KILL9_KEY: 'demo', KILL9_SECRET: 'demo' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let told = 0;
  let listener = (): void => undefined;
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const orders = said.match(TOLD)?.length ?? 0;
    const isNews = orders > told;
    told = orders;
    if (isNews) listener();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    get told() {
      return told;
    },
    get said() {
      return said;
    },
    hear: (to) => {
      listener = to;
    },
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
