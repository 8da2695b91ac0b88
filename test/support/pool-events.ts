/** A day of a real Uniswap v3 pool: every event that it logged, in order, in integers. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sharedPath } from './shared-data.ts';

export interface PoolEvent {
  readonly kind: string;
  readonly block: number;
  readonly amount0: bigint;
  readonly amount1: bigint;
  /** In range after the event. */
  readonly poolLiquidity: bigint;
  /** After the event. */
  readonly sqrtPrice: bigint;
  readonly tick: number;
  /** Of a position; empty for a swap. */
  readonly range: readonly [number, number];
  readonly liquidity: bigint;
}

/** Rows of a shared CSV file by column name; none of them has a comma within a field. */
function rowsOf(...path: string[]): Readonly<Record<string, string>>[] {
  const lines = gunzipSync(readFileSync(sharedPath(...path)))
    .toString()
    .trim()
    .split('\n');
  const [header = '', ...rows] = lines;
  const names = header.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

/** USDC/WETH on Ethereum on 2024-01-05; `fee` is that of the pool, in basis points: '005' or '030'. */
export function poolEvents(fee: '005' | '030'): readonly PoolEvent[] {
  const rows = rowsOf('data', 'defi', `uniswap_v3_usdc_weth_${fee}_events_20240105.csv.gz`);
  return rows.map((row) => ({
    kind: row.event ?? '',
    block: Number(row.block),
    amount0: BigInt(row.amount0 ?? ''),
    amount1: BigInt(row.amount1 ?? ''),
    poolLiquidity: BigInt(row.total_liquidity ?? ''),
    sqrtPrice: BigInt(row.sqrt_price_x96 ?? ''),
    tick: Number(row.tick),
    range: [Number(row.tick_lower), Number(row.tick_upper)],
    liquidity: BigInt(row.liquidity ?? ''),
  }));
}
