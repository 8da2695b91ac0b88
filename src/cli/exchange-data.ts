/** What a simulated exchange plays: recorded bars of a coin, or Binance's depth. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { barPrices } from '../exchange/market/bar-prices.ts';
import { beside } from '../exchange/market/beside.ts';
import { binanceRecording } from '../exchange/market/binance-recording.ts';
import { COINS, randomPrices } from '../exchange/market/random-prices.ts';
import { RecordedBook, type RecordedEvent, recordedPrices } from '../exchange/market/recorded-book.ts';
import type { OpenOptions } from '../exchange/open-exchanges.ts';
import { readBars } from '../lab/data/bar-file.ts';
import { readBarFileName } from '../lab/data/file-name.ts';
import { readLines } from '../lab/data/lines.ts';
import type { RefusedRows } from '../lab/data/refusals.ts';
import { UsageError } from './exit.ts';

/** Annualised, for options on a recording that does not tell. */
const RECORDED_VOL = 0.6;

export interface ExchangeData {
  readonly recorded: NonNullable<OpenOptions['recorded']>;
  /** Rows that could not be used; undefined of a file that has none. */
  readonly refused: RefusedRows | undefined;
}

async function depthOf(file: string): Promise<readonly RecordedEvent[]> {
  const lines: string[] = [];
  await readLines(file, (bytes, from, to) => lines.push(bytes.toString('latin1', from, to)));
  const remedy = 'give one as it was recorded: lines of "<nanoseconds> <message>", with a snapshot';
  let events: readonly RecordedEvent[];
  try {
    events = binanceRecording(lines);
  } catch {
    throw new UsageError(`${file} has a line that is no message of Binance`, remedy);
  }
  if (!events.some((event) => event.kind === 'book' && event.isSnapshot))
    throw new UsageError(`${file} has no snapshot for its book to begin with`, remedy);
  return events;
}

async function playDepth(file: string, pace: number): Promise<ExchangeData> {
  const book = new RecordedBook(await depthOf(file));
  const others = randomPrices({ coins: COINS, pace });
  const prices = recordedPrices(book, 'BTC', { pace, vol: RECORDED_VOL, others });
  return {
    recorded: { prices, book: { protocol: 'binance', symbol: 'BTCUSDT', book } },
    refused: undefined,
  };
}

async function playBars(file: string, pace: number): Promise<ExchangeData> {
  const { base, intervalMs } = readBarFileName(file);
  if (base === null)
    throw new UsageError(`${file} does not say of what it is`, 'name it as in BTCUSDT_perp_5m.csv');
  const coins = COINS.map(({ currency }) => currency);
  if (!coins.includes(base))
    throw new UsageError(`${file} is of ${base}, which is not listed`, `give one of ${coins.join(', ')}`);
  const series = await readBars(file, intervalMs);
  const at = (column: Float64Array, i: number): number => column[i] as number;
  const bars = Array.from({ length: series.length }, (_, i) => ({
    open: at(series.open, i),
    high: at(series.high, i),
    low: at(series.low, i),
    close: at(series.close, i),
  }));
  const played = barPrices({
    bars: { [base]: bars },
    ...{ intervalMs: series.intervalMs, pace, vol: RECORDED_VOL },
  });
  const others = randomPrices({ coins: COINS, pace });
  return { recorded: { prices: beside(base, played, others) }, refused: series.refused };
}

/**
 * What a file of recorded bars or of recorded Binance depth plays; the name says which. Coins that it is not of move
 * as without it. Throws `UsageError` and `InputRefused` where it cannot be used.
 */
export function readExchangeData(file: string, pace: number): Promise<ExchangeData> {
  if (!existsSync(file)) throw new UsageError(`cannot read ${file}: there is no such file`, 'check the path');
  const isDepth = /^binance_usdm_btcusdt_/.test(basename(file));
  return isDepth ? playDepth(file, pace) : playBars(file, pace);
}
