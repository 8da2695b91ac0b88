import { basename } from 'node:path';
import { barPrices } from '../exchange/market/bar-prices.ts';
import { binanceRecording } from '../exchange/market/binance-recording.ts';
import type { Protocol } from '../exchange/market/listings.ts';
import { RecordedBook, recordedPrices } from '../exchange/market/recorded-book.ts';
import { type OpenOptions, PROTOCOLS } from '../exchange/open-exchanges.ts';
import { serveExchanges } from '../exchange/server/serve.ts';
import { readBars } from '../lab/data/bar-file.ts';
import { readBarFileName } from '../lab/data/file-name.ts';
import { readLines } from '../lab/data/lines.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, terminal } from './output.ts';
import type { ExchangeOptions } from './verbs.ts';

/** Where nobody says which: easy to remember, and nobody else's. */
const PORT = 8420;
/** Annualised, for options on a recording that does not tell. */
const RECORDED_VOL = 0.6;

const PATHS: Readonly<Record<Protocol, string>> = {
  deribit: '/ws/api/v2 and /api/v2',
  binance: '/fapi, /ws, /stream and /ws-fapi/v1',
  hyperliquid: '/info, /exchange and /ws',
};

type Recorded = NonNullable<OpenOptions['recorded']>;

/** What a file of recorded bars or of recorded Binance depth plays; the name says which. */
async function recordedFrom(file: string, pace: number): Promise<Recorded> {
  if (/^binance_usdm_btcusdt_/.test(basename(file))) {
    const lines: string[] = [];
    await readLines(file, (bytes, from, to) => lines.push(bytes.toString('latin1', from, to)));
    const book = new RecordedBook(binanceRecording(lines));
    const prices = recordedPrices(book, 'BTC', { pace, vol: RECORDED_VOL });
    return { prices, book: { protocol: 'binance', symbol: 'BTCUSDT', book } };
  }
  const { base, intervalMs } = readBarFileName(file);
  if (base === null)
    throw new UsageError(`${file} does not say of what it is`, 'name it as in BTCUSDT_perp_5m.csv');
  const series = await readBars(file, intervalMs);
  const at = (column: Float64Array, i: number): number => column[i] as number;
  const bars = Array.from({ length: series.length }, (_, i) => ({
    open: at(series.open, i),
    high: at(series.high, i),
    low: at(series.low, i),
    close: at(series.close, i),
  }));
  return {
    prices: barPrices({ bars: { [base]: bars }, intervalMs: series.intervalMs, pace, vol: RECORDED_VOL }),
  };
}

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
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
    if (forMs !== undefined) setTimeout(resolve, forMs);
  });
}

function describe(protocols: readonly Protocol[], host: string, port: number): readonly string[] {
  return [
    `a simulated exchange listens on ${host}:${port}; key and secret of its account are "demo"`,
    ...protocols.map((protocol) => `  ${protocol.padEnd(12)} ${PATHS[protocol]}`),
    `  faults       curl -d '{"faults":{"latencyMs":200}}' http://${host}:${port}/control`,
  ];
}

/** `evenkeel exchange`: serves simulated exchanges until it is asked to end. */
export async function main(options: ExchangeOptions, output: Output = terminal): Promise<number> {
  const { host = '127.0.0.1', pace = 1, seed = 1, port = PORT } = options;
  const protocols = protocolsOf(options.protocols);
  const recorded = options.data === undefined ? undefined : await recordedFrom(options.data, pace);
  const opening = { protocols, seed, pace, port, host, ...(recorded === undefined ? {} : { recorded }) };
  const serving = await serveExchanges(opening).catch((error: unknown) => {
    const { code } = Object(error) as { code?: unknown };
    if (code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} of ${host} is taken`, 'name another with --port, or 0 for any');
  });
  for (const line of describe(protocols, host, serving.port)) output.err(line);
  // Whoever started this process over a channel waits for the port.
  process.send?.({ port: serving.port });
  await ending(options.forMs);
  await serving.close();
  if (options.json) output.out(jsonLine({ host, port: serving.port, protocols }));
  return EXIT.ok;
}
