import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { minimumVarianceDelta } from '../../pricing/surface/smile-delta.ts';
import {
  asMinimumVariance,
  NO_RESPONSE,
  type ResponseSums,
  volResponse,
  withSnapshot,
} from '../../pricing/surface/vol-response.ts';
import { RESPONSE, TRUST } from '../../value/smile-deltas.ts';
import { readChains } from './chain-file.ts';
import type { Move } from './learner.ts';
import settings from './smile.json' with { type: 'json' };
import { walk } from './walk.ts';

/** Until then settings were chosen. */
const TUNED_UNTIL = Date.UTC(2026, 0, 29, 17, 31);
const MONTHS = ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04'];

function known<T extends object>(result: T): Exclude<T, { readonly kind: 'refused' }> {
  if ('kind' in result && result.kind === 'refused') throw new Error(JSON.stringify(result));
  return result as Exclude<T, { readonly kind: 'refused' }>;
}

/** What a delta that follows `RESPONSE` leaves unhedged, as a share of the underlying's price. */
function left({ start, spotChange, priceChange }: Move, trust: number): number {
  const delta = minimumVarianceDelta(start, start, asMinimumVariance(RESPONSE, start.terms.type, trust));
  if (typeof delta !== 'number') throw new Error(delta.field);
  return (priceChange - delta * spotChange) / start.spot;
}

if (process.env.EVENKEEL_LONG === '1')
  describeWithShared('the response of vols that the engine goes by', () => {
    it('is that of the month in which settings were chosen, and has helped since', async () => {
      const paths = MONTHS.map((month) => sharedPath('data', 'options', `deribit_chain_${month}.csv.gz`));
      const { chains } = await readChains(paths, () => undefined);
      let sums: ResponseSums = NO_RESPONSE;
      const squares = { plain: 0, half: 0 };
      walk(chains, settings, {
        onMoves: (at, moves) => {
          if (at >= TUNED_UNTIL) {
            for (const move of moves) {
              squares.plain += left(move, 0) * left(move, 0);
              squares.half += left(move, TRUST) * left(move, TRUST);
            }
            return;
          }
          const observed = moves.map(({ start, spotChange, priceChange }) => {
            const { delta, vega, spot, years } = start;
            return { delta, vega, spot, years, spotChange, priceChange };
          });
          sums = known(withSnapshot(sums, observed, 1));
        },
      });
      expect(sums.moves.count).toBe(79_070);
      const fitted = known(volResponse(sums, 0));
      expect(fitted.level).toBeCloseTo(RESPONSE.level, 4);
      expect(fitted.tilt).toBeCloseTo(RESPONSE.tilt, 4);
      expect(squares.half).toBeLessThan(0.98 * squares.plain);
    }, 120_000);
  });
else
  describe('the response of vols that the engine goes by', () => {
    it('is taken in part, with a smile that turns up where calls are out of the money', () => {
      expect(TRUST).toBeLessThan(1);
      expect(RESPONSE.tilt).toBeGreaterThan(0);
    });
  });
