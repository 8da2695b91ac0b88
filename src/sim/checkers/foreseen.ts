import { type MarginedAccount, survives } from '../margin.ts';
import type { Checker, Finding, Witness } from './witness.ts';

/** Of the gap that is to be survived, what every account keeps that can be helped: below it positions are reduced. */
const KEPT = 0.6;

/** Ticks in which an account can be helped if nothing gets in the way, by orders as small as limits make them. */
function patience({ config, scenario }: Witness, { held }: MarginedAccount): number {
  const { execution, limits } = config;
  const { tickMs, barMs, latencyMs, jitterMs } = scenario;
  const gross = held.reduce((sum, { instrument, lots, mark }) => {
    const size = Math.abs(lots) * instrument.lot * instrument.multiplier;
    return sum + (instrument.inverse ? size : size * mark);
  }, 0);
  const turns = held.length + Math.ceil(gross / limits.maxOrderNotional);
  const turnMs = 2 * (latencyMs + jitterMs) + 4 * tickMs;
  const ms = 3 * (execution.orderLifeMs + execution.ackWithinMs) + 2 * barMs + turns * turnMs;
  return Math.ceil(ms / tickMs);
}

/**
 * No account is liquidated that could have been helped: that was near its end for long while orders could be sent,
 * whatever gaps there were before. What a gap takes at once, beyond all that was kept, nobody can help.
 */
export function createForeseen(witness: Witness): Checker {
  const near = new Map<string, number>();
  let judged = 0;

  const isUp = (): boolean => {
    const { state } = witness;
    return state !== null && !state.decisions.stopped && state.standing.mode !== 'killed';
  };

  const judge = (): Finding => {
    const { liquidations } = witness.desk;
    for (; judged < liquidations.length; judged += 1) {
      const one = liquidations[judged];
      const spent = one === undefined ? 0 : (near.get(`${one.venue}/${one.unit}`) ?? 0);
      if (one !== undefined && spent > 1)
        return `${one.unit} at ${one.venue} is liquidated, near its end for ${spent.toFixed(1)} times what help takes`;
    }
    return null;
  };

  return {
    name: 'foreseen',
    ticked() {
      const { desk, scenario, config } = witness;
      const { margined } = scenario;
      if (margined === undefined) return null;
      const finding = judge();
      if (finding !== null) return finding;
      const kept = KEPT * (config.protection?.gap ?? 0);
      for (const { venue, unit, account } of desk.accounts()) {
        const key = `${venue}/${unit}`;
        const isSafe = survives(account, margined.contracts, kept);
        if (isSafe || !isUp()) near.delete(key);
        // What it would take grows with what is held: so counted as shares of it.
        else if (!witness.isHindered(venue))
          near.set(key, (near.get(key) ?? 0) + 1 / patience(witness, account));
      }
      return null;
    },
  };
}
