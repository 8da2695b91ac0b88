/** Bugs in what keeps accounts from liquidation. */
import type { Entry } from '../../domain/entry.ts';
import { UNPROTECTED } from '../../engine/protection/protection.ts';
import type { EngineState, Step } from '../../engine/state.ts';
import { millis } from '../../units/units.ts';
import { ENGINE } from '../host.ts';
import { withPlaced } from './orders.ts';
import { after, mapWatched, type Planted, stepping, withState } from './plant.ts';

/** `state` decided on as if nobody protected any account. */
function unprotected(state: EngineState, entry: Entry): Step {
  const { protection: _, ...config } = state.config;
  const { protection: __, ...others } = state;
  return ENGINE.step({ ...others, config }, entry);
}

export const PROTECTION_BUGS: readonly Planted[] = [
  after('the stages of accounts are forgotten at a start', (result, { entry }) => {
    if (entry.body.kind !== 'configured' || !entry.body.starting) return result;
    return result.state.protection === undefined ? result : withState(result, { protection: UNPROTECTED });
  }),
  stepping('the guard lets pass what adds risk to an account', () => (state, entry) => {
    const result = ENGINE.step(state, entry);
    const { plan, protecting } = result.outcome;
    const isBarred = (plan?.dropped ?? []).some(({ why }) => why.includes('no new risk'));
    if (state === null || !isBarred || protecting !== undefined) return result;
    const passed = unprotected(state, entry);
    const { config, protection = UNPROTECTED } = result.state;
    return withState(passed, { config, protection });
  }),
  after('what a venue says of an account is not compared with ours', (result, { entry }) => {
    const { protection } = result.state;
    const isReport = entry.body.kind === 'account' && entry.body.event.kind === 'report';
    if (protection === undefined || !isReport) return result;
    return withState(result, { protection: { ...protection, gaps: {} } });
  }),
  after('what a venue takes away is not hedged again', (result, { entry, state }) => {
    const never = millis(Number.MAX_SAFE_INTEGER);
    const isTaken =
      entry.body.kind === 'account' &&
      entry.body.event.kind === 'deal' &&
      entry.body.event.instrument.kind === 'perp';
    if (!isTaken && state.decisions.lastAt !== never) return result;
    const { decisions } = result.state;
    const watched = mapWatched(decisions.watched, (one) => ({ ...one, retryAt: never }));
    return withState(result, { decisions: { ...decisions, bookChanged: false, lastAt: never, watched } });
  }),
  after('an account is made safer by twice of what was asked', (result) => {
    if (result.outcome.protecting === undefined) return result;
    return withPlaced(result, (request) =>
      request.reduceOnly ? { ...request, lots: (2 * request.lots) as typeof request.lots } : request,
    );
  }),
];
