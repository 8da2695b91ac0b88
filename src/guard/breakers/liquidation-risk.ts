/** Whether an order brings an account further from liquidation. */

/** A margin account, in one currency. */
export interface AccountRisk {
  readonly equity: number;
  /** Equity at which liquidation begins. */
  readonly maintenance: number;
  /** What equity changes by when the price doubles, with its sign: positions at their price, together. */
  readonly exposure: number;
}

/**
 * The relative move of the price, in the bad direction, that begins liquidation; negative where it is due,
 * Infinity where no move does; NaN where the account is not known. Maintenance is taken to stay what it is.
 */
export function liquidationDistance({ equity, maintenance, exposure }: AccountRisk): number {
  const room = equity - maintenance;
  if (!Number.isFinite(room + exposure)) return Number.NaN;
  if (exposure === 0) return room > 0 ? Infinity : -Infinity;
  return room / Math.abs(exposure);
}

/**
 * Whether an order makes liquidation less near: by the account as it is and as it were after the order filled
 * at its limit, fee paid. Where that is not known, whether it only reduces a margined position tells: what
 * must get out must not wait for a number that is missing. In a cross account closing one leg of two may
 * bring liquidation nearer, which is why `isReducing` alone does not count where the account is known.
 */
export function lowersLiquidationRisk(
  before: AccountRisk | null,
  after: AccountRisk | null,
  isReducing: boolean,
): boolean {
  const from = before === null ? Number.NaN : liquidationDistance(before);
  const to = after === null ? Number.NaN : liquidationDistance(after);
  if (Number.isNaN(from) || Number.isNaN(to) || before === null || after === null) return isReducing;
  // Where it is due already, a smaller position makes the same lack of room look like more of it.
  if (from <= 0 || to <= 0) {
    const [lack, left] = [before.equity - before.maintenance, after.equity - after.maintenance];
    return left > lack && Math.abs(after.exposure) <= Math.abs(before.exposure);
  }
  return to > from;
}
