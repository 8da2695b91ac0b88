/** Bugs in how a book is closed on an operator's word. */
import type { Command } from '../../domain/order.ts';
import type { Approved } from '../../guard/approved.ts';
import { lots } from '../../units/units.ts';
import { withPlaced } from './orders.ts';
import { after, type Planted, withState } from './plant.ts';

export const FLATTEN_BUGS: readonly Planted[] = [
  after('a flatten believes its own book and asks no venue', (result) => {
    const { flatten, standing } = result.state;
    const { closing } = result.outcome;
    if (flatten === undefined || closing === undefined || closing.open.some(({ kind }) => kind !== 'word'))
      return result;
    const isAsking = ({ kind }: Approved<Command>): boolean => kind === 'query';
    const commands = result.commands.filter((command) => !isAsking(command));
    const outcome = { ...result.outcome, commands, closing: { ...closing, mode: 'flat' as const } };
    return { ...withState(result, { standing: { ...standing, mode: 'flat' } }), outcome, commands };
  }),
  after('a flatten opens what it is to close', (result) => {
    if (result.outcome.closing === undefined) return result;
    return withPlaced(result, (request) => ({ ...request, lots: lots(-request.lots), reduceOnly: false }));
  }),
  after('a flatten is forgotten at a start', (result, { entry }) => {
    if (entry.body.kind !== 'configured' || result.state.flatten === undefined) return result;
    const { flatten: _, ...state } = result.state;
    return { ...result, state: { ...state, standing: { ...state.standing, mode: 'running' } } };
  }),
];
