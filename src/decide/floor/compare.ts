/** What is done for a floor that does not stand yet: the ways to it compared, and the least taken. */
import { HOUR } from '../../units/time.ts';
import type { Asked, FloorMemory } from './account.ts';
import { answer, type Case, type FloorDecision, type FloorFacts } from './case.ts';
import { chosen } from './choose.ts';
import { callWay, collarWay } from './collar.ts';
import { putWay } from './put.ts';
import { isFragile, type Replication, replicationWay } from './replication.ts';
import type { MaybeWay, Quoted } from './way.ts';

/** So often options are ordered in vain before the floor is held otherwise for an hour. */
const [TIMES, PAUSE] = [3, HOUR];

/** Whether options have been ordered so often in vain that another way is to be taken for a while. */
function isInVain({ asked }: FloorMemory, open: number, { at }: FloorFacts): boolean {
  return asked !== null && asked.units <= open && asked.times >= TIMES && at - asked.at < PAUSE;
}

function askedAgain({ asked }: FloorMemory, open: number, { at }: FloorFacts): Asked {
  if (asked === null || asked.units > open || (asked.times >= TIMES && at - asked.at >= PAUSE))
    return { units: open, times: 1, at };
  return { units: open, times: asked.times + 1, at };
}

const NO_FORECAST =
  'no forecast of vol: what options are worth and what following one would cost is not known';
const IN_VAIN = 'options were ordered three times in vain: none for an hour';

function quotedIn({ options }: FloorFacts): readonly Quoted[] {
  return options.flatMap(({ quoted }) => (quoted === null ? [] : [quoted]));
}

/** Puts and collars; why not, where there is none. */
function staticWays({ need, facts, memory, cover }: Case): readonly MaybeWay[] {
  if (isInVain(memory, cover.open, facts)) return [IN_VAIN];
  const quoted = quotedIn(facts);
  if (quoted.length === 0) return ['no option with a fresh price may be dealt'];
  return [putWay(need, quoted, facts), collarWay(need, quoted, facts)];
}

/** How `found` would be followed; why not, where it cannot or should not be. */
function followed(one: Case): Replication | string {
  const { vol } = one.facts;
  if (vol === null) return NO_FORECAST;
  const found = replicationWay(one.need, { ...one.facts, vol });
  return 'kind' in found ? `no delta to follow where ${found.field} is ${found.value}` : found;
}

function fragileText({ broken }: Replication): string {
  return `following a delta would break the floor by ${Math.round(100 * broken)} % of the loss in a sudden fall`;
}

/** The way for what no option stands under yet, and what to do for it. */
export function wayFor(one: Case): FloorDecision {
  const { facts, memory, cover } = one;
  const found = staticWays(one);
  const ways = found.filter((way) => typeof way !== 'string');
  const notes = found.filter((way) => typeof way === 'string');
  if (facts.vol !== null && facts.volFrom !== 'forecast') notes.push(`vol of the ${facts.volFrom}`);
  const replication = followed(one);
  if (typeof replication === 'string') notes.push(replication);
  else if (isFragile(replication)) notes.push(fragileText(replication));
  // What a sudden fall would break is still better than nothing.
  if (typeof replication !== 'string' && (!isFragile(replication) || ways.length === 0))
    ways.push(replication.way);
  const way = chosen(ways, memory.way);
  const asked = isInVain(memory, cover.open, facts) ? memory.asked : null;
  if (way === undefined) return answer(one, { state: 'hedged in full', hedge: -cover.open, notes, asked });
  const { kind } = way;
  if (kind === 'replication' && typeof replication !== 'string') {
    const { delta, gamma } = replication;
    return answer(one, { state: 'replicated', hedge: delta, gamma, way: kind, ways, notes, asked });
  }
  // Until the options are there, what there is of a hedge stays.
  return answer(one, {
    ...{ state: 'buying options', hedge: facts.hedge, also: way.legs, way: kind, ways, notes },
    asked: askedAgain(memory, cover.open, facts),
  });
}

/**
 * What to do where there is a put under each unit: nothing, but to sell what a collar has not sold yet, where the
 * floor stands too low without, or a call still brings more than it gives up.
 */
export function standing(one: Case): FloorDecision {
  const { facts, memory, cover, level } = one;
  const { way } = memory;
  const missing = level - cover.kept - memory.account;
  const isLow = missing > 1e-9 * memory.reference;
  const notes = isLow ? [`the floor stands ${missing.toFixed(2)} too low`] : [];
  const still = { state: 'held by options', hedge: 0, way } as const;
  if (way !== 'collar' || cover.highest === null || isInVain(memory, 0, facts))
    return answer(one, { ...still, notes, asked: memory.asked });
  const call = callWay(Math.max(0, missing), cover.unsold, cover.highest, quotedIn(facts), facts);
  if (typeof call === 'string') return answer(one, { ...still, notes: isLow ? [...notes, call] : notes });
  if (!isLow && call.cost >= 0) return answer(one, { ...still, notes });
  return answer(one, {
    ...{ state: 'buying options', hedge: facts.hedge, also: call.legs, way, ways: [call], notes },
    asked: askedAgain(memory, 0, facts),
  });
}
