import { describe, expect, it } from 'vitest';
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { TransferRoute } from '../domain/transfer.ts';
import { CONFIG, started, T0 } from '../engine/engine-fixture.ts';
import { begunTransfer } from '../execute/transfer.ts';
import { HOUR, later, MINUTE } from '../units/time.ts';
import { atoms } from '../units/units.ts';
import { treasuryOf } from './resume.ts';

const ROUTE: TransferRoute = {
  ...{ from: 'v', to: 'w', currency: 'USD', by: 'treasury', latencyMs: 10 * MINUTE, overdueMs: HOUR },
  ...{ fee: atoms(1n), least: atoms(0n), most: atoms(1_000n) },
};

function venuesOf() {
  const models = {
    ...{ fee: { taker: 0, maker: 0 }, latency: { ms: 0, jitterMs: 0 } },
    ...{ spread: { half: 0, impact: 0 }, participation: 1 },
  };
  return ['v', 'w'].map((venue) => {
    const opening = { cash: { USD: atoms(500n) }, positions: [] };
    return createPaperVenue({ venue, seed: 1, models, instruments: [], opening, programmes: [] });
  });
}

describe('the treasury of a paper book', () => {
  it('is none where nothing may be moved, or only by hand', () => {
    expect(treasuryOf(CONFIG, venuesOf(), null)).toBeUndefined();
    expect(
      treasuryOf({ ...CONFIG, transfers: [{ ...ROUTE, by: 'hand' }] }, venuesOf(), null),
    ).toBeUndefined();
  });

  it('goes on with what was under way when the process before it ended', () => {
    const request = { id: 't', from: 'v', to: 'w', currency: 'USD', amount: atoms(100n), deadline: T0 };
    const sent = begunTransfer(request, ROUTE, T0, MINUTE);
    const left = { ...sent, stage: 'left' as const };
    const before = {
      ...started().state(),
      transfers: { t: left, u: { ...sent, request: { ...request, id: 'u' } } },
    };
    const venues = venuesOf();
    const treasury = treasuryOf({ ...CONFIG, transfers: [ROUTE] }, venues, before);
    treasury?.advance(later(T0, HOUR));
    // What has left is not taken from the account again; what was only sent is for the engine to ask after.
    expect(venues.map((venue) => venue.truth().cash.USD)).toEqual([500n, 599n]);
    expect(treasury?.truth().map((one) => one.request.id)).toEqual(['t']);
  });
});
