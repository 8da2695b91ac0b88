/**
 * Forced trades that were recorded, read by the signal that watches them. What the venue traded in a day was
 * not recorded with them, so the answer is turned round: up to which daily volume the signal would speak.
 */
import { basename } from 'node:path';
import { type LiquidationReading, liquidationPrints } from '../../guard/breakers/liquidation-prints.ts';
import { millis } from '../../units/units.ts';
import { readTable } from '../data/table.ts';
import type { FileReport } from '../recording.ts';

/** Forced trades of one instrument. */
export interface LiquidationRow {
  readonly study: 'liquidations';
  readonly file: string;
  readonly symbol: string;
  readonly prints: number;
  /** In the venue's contracts, as are the volumes below. */
  readonly liquidated: number;
  /** When the signal was gravest. */
  readonly worstAt: string;
  /** It was cautious, or only reduced, unless more than so much is traded a day. */
  readonly cautiousBelow: number;
  readonly reduceBelow: number;
}

/** What the signal measures goes as one over the root of the daily volume, so any volume serves. */
const VOLUME = 1e9;

function liquidationRow(file: string, symbol: string, prints: readonly LiquidationReading[]): LiquidationRow {
  let state: ReturnType<typeof liquidationPrints.fold>;
  let worst = 0;
  let worstAt = 0;
  let liquidated = 0;
  for (const print of prints) {
    state = liquidationPrints.fold(state, print);
    liquidated += print.liquidated;
    const value = state === undefined ? 0 : liquidationPrints.severity(state, print.at).value;
    if (value > worst) {
      worst = value;
      worstAt = print.at;
    }
  }
  // Cautious from twice the usual move on, only reducing from four times it on.
  const below = (moves: number): number => VOLUME * (worst / moves) * (worst / moves);
  return {
    study: 'liquidations',
    file,
    symbol,
    prints: prints.length,
    liquidated,
    worstAt: new Date(worstAt).toISOString(),
    cautiousBelow: below(2),
    reduceBelow: below(4),
  };
}

/** A row for each symbol in a table of liquidations, the most prints first. */
export async function readLiquidations(
  path: string,
): Promise<{ rows: readonly LiquidationRow[]; report: FileReport }> {
  const bySymbol = new Map<string, LiquidationReading[]>();
  let rows = 0;
  const table = await readTable(path, ['ts_ms', 'symbol', 'leaves_qty'], (row) => {
    const at = row.number(0);
    const liquidated = row.number(2);
    if (!Number.isSafeInteger(at)) return 'time is not whole milliseconds';
    if (!(liquidated >= 0 && liquidated < Infinity)) return 'not a quantity';
    const symbol = row.text(1);
    const prints = bySymbol.get(symbol) ?? [];
    prints.push({ at: millis(at), liquidated, dailyVolume: VOLUME });
    bySymbol.set(symbol, prints);
    rows += 1;
    return null;
  });
  const file = basename(path);
  const all = [...bySymbol].map(([symbol, prints]) => liquidationRow(file, symbol, prints));
  return {
    rows: all.toSorted((one, other) => other.prints - one.prints),
    report: { file: path, instruments: [], rows, refused: table.refusals.rows(), sha256: table.sha256 },
  };
}
