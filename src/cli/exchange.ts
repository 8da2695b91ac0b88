import { randomBytes } from 'node:crypto';
import type { Protocol } from '../exchange/market/listings.ts';
import { PROTOCOLS } from '../exchange/open-exchanges.ts';
import { type ServeOptions, serveExchanges } from '../exchange/server/serve.ts';
import type { Serving } from '../exchange/server/server.ts';
import { readExchangeData } from './exchange-data.ts';
import { EXIT, UsageError } from './exit.ts';
import { refusingInput } from './input-refusals.ts';
import { jsonLine, type Output, terminal } from './output.ts';
import type { ExchangeOptions } from './verbs.ts';

/** Where nobody says which: easy to remember, and nobody else's. */
const PORT = 8420;

const PATHS: Readonly<Record<Protocol, string>> = {
  deribit: '/ws/api/v2 and /api/v2',
  binance: '/fapi, /ws, /stream and /ws-fapi/v1',
  hyperliquid: '/info, /exchange and /ws',
};

function protocolsOf(names: string | undefined): readonly Protocol[] {
  if (names === undefined) return PROTOCOLS;
  return names.split(',').map((name) => {
    const found = PROTOCOLS.find((protocol) => protocol === name.trim());
    if (found === undefined)
      throw new UsageError(`there is no protocol ${name}`, `name some of ${PROTOCOLS.join(', ')}`);
    return found;
  });
}

/** Resolves when the process is asked to end, or when the one that started it is gone. */
function ending(forMs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    // A terminal's Ctrl-C reaches both: one that was started by another is stopped by it, when it is done here.
    process.on('SIGINT', () => {
      if (process.send === undefined) resolve();
    });
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
    if (forMs !== undefined) setTimeout(resolve, forMs);
  });
}

/** Others can reach the exchange there: its account needs a secret that they do not know. */
function secretOn(host: string): string {
  return ['127.0.0.1', 'localhost', '::1'].includes(host) ? 'demo' : randomBytes(16).toString('hex');
}

function describe(
  protocols: readonly Protocol[],
  host: string,
  port: number,
  secret: string,
): readonly string[] {
  return [
    `a simulated exchange listens on ${host}:${port}; the key of its account is "demo", its secret "${secret}"`,
    ...protocols.map((protocol) => `  ${protocol.padEnd(12)} ${PATHS[protocol]}`),
    `  faults       curl -d '{"faults":{"latencyMs":200}}' http://${host}:${port}/control`,
  ];
}

const ANOTHER_PORT = 'name another with --port, or 0 for any';
const ANOTHER_HOST = 'name an address of this machine with --host';

/** Why an address cannot be listened on, and what to do. */
const UNUSABLE: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EADDRINUSE: ['it is taken', ANOTHER_PORT],
  EACCES: ['it takes more rights than ours', ANOTHER_PORT],
  ERR_SOCKET_BAD_PORT: ['ports end at 65535', ANOTHER_PORT],
  EADDRNOTAVAIL: ['it is not of this machine', ANOTHER_HOST],
  ENOTFOUND: ['it has no address', ANOTHER_HOST],
  EAI_AGAIN: ['it has no address', ANOTHER_HOST],
};

async function serve(options: ServeOptions & { readonly host: string }): Promise<Serving> {
  try {
    return await serveExchanges(options);
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    const [why, remedy] = UNUSABLE[String(code)] ?? [];
    if (why === undefined || remedy === undefined) throw error;
    throw new UsageError(`cannot listen on port ${options.port} of ${options.host}: ${why}`, remedy);
  }
}

/** `evenkeel exchange`: serves simulated exchanges until it is asked to end. */
export async function main(options: ExchangeOptions, output: Output = terminal): Promise<number> {
  const { host = '127.0.0.1', pace = 1, seed = 1, port = PORT, data } = options;
  const protocols = protocolsOf(options.protocols);
  const { recorded, refused } =
    data === undefined ? {} : await refusingInput(async () => readExchangeData(data, pace));
  const secret = secretOn(host);
  const opening = { protocols, seed, pace, port, host, secret };
  const serving = await serve(recorded === undefined ? opening : { ...opening, recorded });
  for (const line of describe(protocols, host, serving.port, secret)) output.err(line);
  const rowsRefused = refused?.count ?? 0;
  if (rowsRefused > 0) output.err(`${data}: ${rowsRefused} rows refused, and the others played`);
  // Whoever started this process over a channel waits for the port.
  process.send?.({ port: serving.port });
  await ending(options.forMs);
  await serving.close();
  if (options.json) output.out(jsonLine({ host, port: serving.port, protocols, rowsRefused }));
  return rowsRefused > 0 ? EXIT.rowsRefused : EXIT.ok;
}
