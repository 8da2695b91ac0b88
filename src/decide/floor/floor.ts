/**
 * A floor under what is held of an underlying: its value, with what was dealt for the floor, is not to fall by more
 * than was said until a date. Three ways lead there: a put that is bought, a collar (the put, paid for in part with
 * a call that is sold), and a put that nobody sells but whose delta is followed with the hedge instrument. Here they
 * are compared by what they are expected to cost from now on, and the least is taken (`decide/floor/way.ts` says
 * what that is).
 */
import type { Floor } from '../../domain/config.ts';
import { yearsBetween } from '../../units/time.ts';
import { begun, broughtUp, type FloorMemory } from './account.ts';
import { answer, type Case, type FloorDecision, type FloorFacts } from './case.ts';
import { standing, wayFor } from './compare.ts';
import { coverOf, whyUnsound } from './cover.ts';
import type { Need } from './way.ts';

function isSame(a: Floor, b: Floor): boolean {
  const amount = ({ loss }: Floor): number => (loss.kind === 'share' ? loss.share : loss.amount);
  return a.until === b.until && a.loss.kind === b.loss.kind && amount(a) === amount(b);
}

/** The loss that `floor` allows, in the underlying's quote. */
function lossOf({ loss }: Floor, reference: number, worth: number): number {
  return loss.kind === 'share' ? loss.share * reference : loss.amount / worth;
}

function verdictOf(one: Case): FloorDecision {
  const { facts, memory, need, cover } = one;
  const { onItsWay, bent, price } = facts;
  const { way } = memory;
  if (facts.at >= memory.floor.until) return answer(one, { state: 'over', hedge: 0 });
  const why = bent ?? whyUnsound(facts.options);
  if (why !== null)
    return answer(one, {
      state: 'not possible',
      hedge: facts.hedge,
      notes: [`a floor is for straight holdings: ${why}`],
    });
  if (!(facts.units > 0)) {
    const notes =
      facts.units < 0 ? ['what was sold has no floor: it loses when the price rises'] : ['nothing is held'];
    return answer(one, { state: 'not possible', hedge: 0, notes });
  }
  if (onItsWay !== null)
    return answer(one, {
      ...{ state: 'buying options', hedge: facts.hedge, way, asked: memory.asked },
      notes: [`${onItsWay} is on its way`],
    });
  if (cover.open === 0) return standing(one);
  if (need.perUnit > price) {
    const missing = (need.perUnit - price) * cover.open;
    const notes = [`already lost: ${missing.toFixed(2)} more than the floor allows`];
    return answer(one, { state: 'broken', hedge: -cover.open, notes });
  }
  return wayFor(one);
}

/**
 * What `floor` asks for at `facts`, and what to remember of it. `memory` is that of the last decision, undefined
 * before the first; that of another floor counts as none. Never refuses: where no way is to be had, or nothing is
 * known to compare them by, all exposure is hedged away and `told` says why.
 */
export function floorDecision(
  floor: Floor,
  facts: FloorFacts,
  memory: FloorMemory | undefined,
): FloorDecision {
  const isOld = memory !== undefined && isSame(memory.floor, floor);
  const current = isOld ? broughtUp(memory, facts) : begun(floor, facts);
  const { reference, account } = current;
  const years = yearsBetween(facts.at, floor.until);
  const loss = lossOf(floor, reference, facts.worth);
  const level = reference - loss;
  const cover = coverOf(facts.options, facts.units, years, facts.rate);
  const left = level - account - cover.kept;
  const perUnit = cover.open > 0 ? left / cover.open : 0;
  const need: Need = { units: cover.open, perUnit, years, loss };
  return verdictOf({ facts, memory: current, need, level, cover });
}
