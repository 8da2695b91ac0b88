import type { PaperVenue } from '../adapters/paper/paper.ts';
import { createPaperTreasury, type Fate, type PaperTransfer } from '../adapters/paper/treasury.ts';
import type { AccountEvent, Command } from '../domain/order.ts';
import type { TransferCommand, TransferId, TransferRoute, TransferWanted } from '../domain/transfer.ts';
import type { EngineState } from '../engine/state.ts';
import { isUnderWay } from '../execute/transfer.ts';
import type { Approved } from '../guard/approved.ts';
import type { Random } from '../math/random.ts';
import { later } from '../units/time.ts';
import { type Atoms, atoms, type Millis } from '../units/units.ts';
import { between, chance, logBetween, pick, whole } from './draws.ts';
import type { Faults } from './faults.ts';
import type { Scenario } from './scenario.ts';

/** Whoever wants money moved, whoever moves it when told to, and the operator who does it by hand. */
export interface Treasurer {
  /** What is wanted now, sensible or not; null where nothing is. */
  wants(): TransferWanted | null;
  send(command: Approved<TransferCommand>): void;
  /** Money moves, and hands do what they were asked to. `state` is null while our process is down. */
  advance(to: Millis, state: EngineState | null): void;
  /** What becomes of transfers: `isTold` where the treasury says so, and not only where it is. */
  listen(listener: (event: AccountEvent, isTold: boolean) => void): void;
  truth(): readonly PaperTransfer[];
}

/** How often something is wanted, per tick, and how often it is none of what the routes allow. */
const WANTS = 0.04;
const WILD = 0.2;
/** Of what was asked of it, a hand does so much. */
const OBEYED = 0.8;

/** What goes wrong with a transfer over `route`, by the mix of `faults`. */
function fateOf(route: TransferRoute, faults: Faults, random: Random): Fate {
  const slow = faults.strikes('slowTransfer') ? between(faults.of('slowTransfer'), 1, 6) : 0;
  const endsMs = route.latencyMs * (1 + slow);
  const leavesMs = 0.5 * endsMs * random.next();
  const end = faults.strikes('refusedTransfer')
    ? 'refused'
    : faults.strikes('returnedTransfer')
      ? 'returned'
      : faults.strikes('stuckTransfer')
        ? 'stuck'
        : 'arrived';
  return { end, leavesMs, endsMs };
}

function wanted(random: Random, routes: readonly TransferRoute[], scenario: Scenario): TransferWanted | null {
  const [first, ...others] = routes;
  if (first === undefined) return null;
  const { from, to, currency, least, most } = pick(random, [first, ...others]);
  const share = logBetween(random, 0.01, 1);
  const amount = atoms(least + BigInt(Math.round(Number(most - least) * share)));
  if (!chance(random, WILD)) return { from, to, currency, amount };
  const venues = scenario.venues.map(({ venue }) => venue);
  const [a = from, ...rest] = [...venues, 'elsewhere'];
  const much: Atoms = atoms(amount * BigInt(whole(random, 1, 50)));
  return { from: pick(random, [a, ...rest]), to: pick(random, [a, ...rest]), currency, amount: much };
}

/** A hand pays about as much as was stated, and nobody knows how much before. */
function handRoutes(routes: readonly TransferRoute[]): TransferRoute[] {
  return routes.map((route) => ({ ...route, fee: atoms(route.fee / 2n) }));
}

export function createTreasurer(
  scenario: Scenario,
  { faults, venues, random }: { faults: Faults; venues: readonly PaperVenue[]; random: Random },
): Treasurer {
  const routes = scenario.engine.transfers ?? [];
  const [fates, wishes, hands] = [random.fork('fate'), random.fork('wants'), random.fork('hands')];
  const fate = (route: TransferRoute): Fate => fateOf(route, faults, fates);
  const treasury = createPaperTreasury({ venues, routes, fate });
  const hand = createPaperTreasury({ venues, routes: handRoutes(routes), fate });
  /** When a hand turns to what it was asked to do; null where it does not. */
  const turns = new Map<TransferId, Millis | null>();

  const turnTo = (state: EngineState, now: Millis): void => {
    for (const transfer of Object.values(state.transfers ?? {})) {
      const { request, by, latencyMs } = transfer;
      if (by !== 'hand' || !isUnderWay(transfer)) continue;
      if (!turns.has(request.id))
        turns.set(request.id, chance(hands, OBEYED) ? later(now, latencyMs * hands.next()) : null);
      const at = turns.get(request.id) ?? null;
      if (at === null || at > now) continue;
      turns.set(request.id, null);
      const command: Command = { kind: 'transfer', transfer: request };
      hand.send(command as Approved<TransferCommand>);
    }
  };

  return {
    wants: () => (chance(wishes, WANTS) ? wanted(wishes, routes, scenario) : null),
    send: treasury.send,
    advance(to, state) {
      if (state !== null) turnTo(state, to);
      treasury.advance(to);
      hand.advance(to);
    },
    listen(listener) {
      treasury.listen(({ event }) => listener(event, true));
      hand.listen(({ event }) => listener(event, false));
    },
    truth: () => [...treasury.truth(), ...hand.truth()],
  };
}
