import type { Infeasible, LimitName, Outcome } from '../optimiser/outcome.ts';
import type { Posed } from './pose.ts';

/** What the profile, or the config, calls a limit of the programme. */
export function limitText({ kind, index }: LimitName, { exposureNames, toolNames }: Posed): string {
  switch (kind) {
    case 'exposure':
      return exposureNames[index] ?? `exposure ${index}`;
    case 'trade':
      return `room for ${toolNames[index] ?? `instrument ${index}`}`;
    case 'margin':
      return 'maxHourlyTurnover';
    case 'row':
      return `limit ${index}`;
  }
}

function conflictText({ limit, shortfall, conflict }: Infeasible, posed: Posed): string {
  const others = conflict.slice(1).map((one) => `${limitText(one, posed)} (${one.side})`);
  const beside = others.length === 0 ? '' : `, which cannot be met beside ${others.join(', ')}`;
  return `infeasible: ${limitText(limit, posed)} misses its ${limit.side} limit by ${shortfall}${beside}`;
}

/** Why the optimiser has found no trades. */
export function failureText(outcome: Exclude<Outcome, { kind: 'solved' }>, posed: Posed): string {
  switch (outcome.kind) {
    case 'infeasible':
      return conflictText(outcome, posed);
    case 'stalled':
      return 'the optimiser came to no end';
    case 'refused':
      return `the optimiser has no answer where ${outcome.field} is ${outcome.value}`;
  }
}
