import type { InstrumentId } from '../../domain/instrument.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { distanceOf } from '../margin.ts';
import { bookedAccount, knownContracts } from './booked-account.ts';
import { heardMids } from './exposure.ts';
import { outcomeOf } from './overshoot.ts';
import { protectionIn } from './protecting.ts';
import type { Checker, Finding, Witness } from './witness.ts';

/** Distances that differ by less, as a share, are the same: prices that were heard are not quite those decided at. */
const SAME = 0.01;

function faultOf(witness: Witness, order: OrderRequest): Finding {
  const { state } = witness;
  const contracts = state === null ? null : knownContracts(state, order.venue);
  const settle = state?.instruments[order.instrument]?.settle;
  if (state === null || contracts === null || settle === undefined) return null;
  const watch = state.protection?.accounts[`${order.venue}/${settle}`];
  const stage = watch?.ladder.stage ?? 'not known';
  if (stage === 'calm' || stage === 'warn') return null;
  const outcome = outcomeOf(witness, order);
  // All goes, on an operator's word or as nothing else helps: what stood for what is of no use any more.
  const isAll = stage === 'flatten' && protectionIn(outcome, order) !== undefined;
  if (outcome?.closing !== undefined || isAll) return null;
  const held = state.book.positions[order.instrument]?.lots ?? 0;
  const isLess = order.reduceOnly && Math.abs(held + order.lots) < Math.abs(held);
  // Without brackets nothing but the size of a position tells.
  if (contracts[order.instrument]?.tiers.length === 0)
    return isLess ? null : `adds to ${held} lots where brackets are not known`;
  const markOf = (id: InstrumentId) => heardMids(witness, id).at(-1);
  const place = { venue: order.venue, unit: settle };
  const before = bookedAccount(state, place, markOf);
  const after = bookedAccount(state, place, markOf, order);
  const [from, to] = [distanceOf(before, contracts), distanceOf(after, contracts)];
  const isWorse = to === from ? Math.abs(held + order.lots) > Math.abs(held) : to < from * (1 - SAME);
  return isWorse
    ? `${order.lots} lots on ${held} bring the end from ${from} to ${to} away, at stage ${stage}`
    : null;
}

/** Whether the engine knows the stages that it has told: compared where all that it has done is on disk. */
function memoryFault({ state, entries }: Witness, told: ReadonlyMap<string, string>): Finding {
  if (state === null || state.seq !== entries.length - 1) return null;
  for (const [account, stage] of told) {
    const known = state.protection?.accounts[account]?.ladder.stage ?? 'calm';
    if (known !== stage)
      return `${account} is thought to be at ${known}, by what the journal tells at ${stage}`;
  }
  return null;
}

const STAGE = 'protection/';

/**
 * Where an account may take no new risk, by the stage that it is at, no order leaves that brings it nearer to its end:
 * not one that opens, and not one that closes what stood for something else. No stage is forgotten.
 */
export function createBarred(witness: Witness): Checker {
  const told = new Map<string, string>();
  return {
    name: 'barred',
    flushed(entries) {
      for (const { outcome } of entries)
        for (const { key, state } of (outcome as Outcome).alarms ?? [])
          if (key.startsWith(STAGE) && !key.endsWith('/unmet'))
            told.set(key.slice(STAGE.length), state ?? 'calm');
      return memoryFault(witness, told);
    },
    sending(command) {
      if (command.kind !== 'place') return null;
      const fault = faultOf(witness, command.order);
      return fault === null ? null : `${command.order.id}: ${fault}`;
    },
  };
}
