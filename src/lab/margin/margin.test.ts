import { describe, expect, it } from 'vitest';
import type { StudySetting } from '../experiment.ts';
import type { AgreementRow } from './agreement.ts';
import { margin, runMargin } from './margin.ts';
import type { NettingRow } from './netted.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const shares: number[] = [];
const SETTING: StudySetting = {
  ...{ data: [], funding: [], chains: [], isDefault: true },
  onProgress: (share) => shares.push(share),
};

type Row = AgreementRow | NettingRow;

function rowsOf<P extends Row['part']>(rows: readonly object[], part: P) {
  return (rows as readonly Row[]).filter((row): row is Extract<Row, { part: P }> => row.part === part);
}

/** Goals as a reader of the rows would compute them. */
function recomputed(rows: readonly object[]): Readonly<Record<string, number>> {
  const errors = rowsOf(rows, 'exchange').flatMap((row) => [
    ...[row.equity, row.balance, row.initial, row.maintenance, row.price],
  ]);
  const savings = rowsOf(rows, 'netting')
    .filter(({ isHedged, hasHaircuts, model }) => isHedged && hasHaircuts && model !== 'venues')
    .map((row) => 1 - row.netted / row.gross);
  return { 'margin.exchange': Math.max(...errors), 'margin.netting': Math.min(...savings) };
}

function isConfirmed(rows: readonly AgreementRow[]): void {
  for (const row of rows) {
    expect(row.confirmed).toBe(row.driven);
    expect(row.neverConfirmed).toBe(row.never);
  }
}

describe('runMargin', () => {
  const { goals, peers, rows, files, warnings } = runMargin(500, SETTING);
  const compared = rowsOf(rows, 'exchange');

  it('has all its goals, which its rows let one compute again', () => {
    const again = recomputed(rows);
    expect(goals.map(({ id }) => id)).toEqual(['margin.exchange', 'margin.netting']);
    for (const { id, reached } of goals) expect(reached).toBeCloseTo(again[id] ?? Number.NaN, 15);
    const [exchange, netting] = goals;
    expect(exchange?.met).toBe((exchange?.reached ?? 1) <= 1e-9);
    expect(netting?.met).toBe((netting?.reached ?? 0) >= 0.4);
  });

  it('agrees with the exchange on accounts of all kinds, and dies where it does', () => {
    expect(compared.map(({ rules, unit }) => `${rules} ${unit}`).sort()).toEqual([
      ...['hyperliquid coin', 'hyperliquid quote', 'standard coin', 'standard quote'],
    ]);
    expect(recomputed(rows)['margin.exchange']).toBeLessThan(1e-11);
    isConfirmed(compared);
    for (const { accounts, orders, driven, never, prices } of compared)
      expect(Math.min(accounts, orders, driven, never, prices)).toBeGreaterThan(20);
    const options = compared.filter(({ rules }) => rules === 'standard').map((row) => row.options);
    expect(Math.min(...options)).toBeGreaterThan(50);
  });

  it('says of each book what it saves, reads nothing, and tells how far it is', () => {
    expect(peers.length).toBe(10);
    expect(peers.every(({ reached }) => reached !== null)).toBe(true);
    expect({ files, warnings }).toEqual({ files: [], warnings: [] });
    expect(shares.every((share, k) => share >= (shares[k - 1] ?? 0))).toBe(true);
    expect(shares.at(-1)).toBe(1);
  });
});

// Not in the short run at all, rather than skipped in it.
if (isLong)
  describe('margin', () => {
    it('agrees on all of its books, and says that files have no effect', async () => {
      const { goals, rows, warnings } = await margin({ ...SETTING, data: ['bars.csv'] });
      expect(warnings.length).toBe(1);
      expect(goals[0]?.met).toBe(true);
      isConfirmed(rowsOf(rows, 'exchange'));
    });
  });
