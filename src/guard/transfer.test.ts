import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransferRequest, TransferRoute } from '../domain/transfer.ts';
import { atoms, millis } from '../units/units.ts';
import { approveTransfer, type TransferInputs, type TransferVerdict } from './transfer.ts';

const UNIT = 100_000_000n;
const usdt = (units: number) => atoms(BigInt(units) * UNIT);

const ROUTE: TransferRoute = {
  ...{ from: 'a', to: 'b', currency: 'USDT', fee: usdt(1), latencyMs: 60_000, overdueMs: 240_000 },
  ...{ least: usdt(10), most: usdt(1_000), by: 'treasury' },
};
const REQUEST: TransferRequest = {
  ...{ id: 't', from: 'a', to: 'b', currency: 'USDT', amount: usdt(500), deadline: millis(1) },
};
const INPUTS: TransferInputs = {
  ...{ routes: [ROUTE], standing: { mode: 'running' }, underWay: [], cash: usdt(5_000), unknown: [] },
  ...{ maxInTransit: 600, worths: { USDT: 1 } },
};

function verdict(
  change: Partial<TransferRequest> = {},
  inputs: Partial<TransferInputs> = {},
): TransferVerdict {
  return approveTransfer({ ...REQUEST, ...change }, { ...INPUTS, ...inputs });
}

describe('a transfer', () => {
  it('passes over a listed route, within its limits, and is what was asked for', () => {
    const found = verdict();
    expect(found).toMatchObject({ kind: 'approved', route: ROUTE });
    if (found.kind === 'approved') expect(found.command).toEqual({ kind: 'transfer', transfer: REQUEST });
  });

  it('passes in a halt and in a flatten, as collateral may be what keeps a position from being taken', () => {
    for (const mode of ['halted', 'flattening', 'flat'] as const)
      expect(verdict({}, { standing: { mode } }).kind).toBe('approved');
  });

  it.each([
    ['off the allow-list', { to: 'c' }, {}, 'transfers', 500, 0],
    ['in a currency that the route is not for', { currency: 'BTC' }, {}, 'transfers', 500, 0],
    ['the other way', { from: 'b', to: 'a' }, {}, 'transfers', 500, 0],
    ['of too little', { amount: usdt(9) }, {}, 'least', 9, 10],
    ['of too much', { amount: usdt(1_001) }, {}, 'most', 1_001, 1_000],
    ['of more than there is', {}, { cash: usdt(400) }, 'cash', 500, 400],
    ['from where nobody knows what is held', {}, { unknown: ['a'] }, 'reported', 500, 0],
    ['to where nobody knows', {}, { unknown: ['b'] }, 'reported', 500, 0],
    ['beside one that has not ended', {}, { underWay: [REQUEST] }, 'underWay', 500, 0],
    ['beyond what may be in transit', { amount: usdt(601) }, {}, 'maxInTransit', 601, 600],
    ['of nobody knows what worth', {}, { worths: {} }, 'maxInTransit', 0, 600],
    ['after a kill', {}, { standing: { mode: 'killed' as const } }, 'killed', 500, 0],
    ['in a pause', {}, { standing: { mode: 'paused' as const } }, 'paused', 500, 0],
  ])('is refused %s, with limit, value and remedy', (_, change, inputs, limit, value, allowed) => {
    const found = verdict(change, inputs);
    expect(found).toMatchObject({ kind: 'refused', limit, value, allowed });
    if (found.kind === 'refused') expect(found.remedy.length).toBeGreaterThan(10);
  });

  it('counts what is under way elsewhere, at what it is worth', () => {
    const other = { ...REQUEST, from: 'c', currency: 'BTC', amount: atoms(UNIT / 100n) };
    const worths = { USDT: 1, BTC: 20_000 };
    expect(verdict({ amount: usdt(400) }, { underWay: [other], worths }).kind).toBe('approved');
    expect(verdict({ amount: usdt(401) }, { underWay: [other], worths })).toMatchObject({ value: 601 });
  });

  it('never comes to nothing where it arrives', () => {
    const dear = { ...ROUTE, least: atoms(0n), fee: usdt(100) };
    expect(verdict({ amount: usdt(100) }, { routes: [dear] })).toMatchObject({ limit: 'least' });
    expect(verdict({ amount: atoms(100n * UNIT + 1n) }, { routes: [dear] }).kind).toBe('approved');
  });

  it('passes only if every limit has room for it, whatever it is', () => {
    const sums = fc.bigInt({ min: 0n, max: 2_000n * UNIT });
    fc.assert(
      fc.property(sums, sums, sums, (amount, cash, moving) => {
        const underWay = [{ ...REQUEST, from: 'c', amount: atoms(moving) }];
        const found = verdict({ amount: atoms(amount) }, { cash: atoms(cash), underWay });
        const fits =
          amount >= ROUTE.least && amount <= ROUTE.most && amount <= cash && amount + moving <= 600n * UNIT;
        expect(found.kind).toBe(fits ? 'approved' : 'refused');
      }),
    );
  });
});
