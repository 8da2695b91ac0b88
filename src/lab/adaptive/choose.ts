/** Which response, at which aversion, the past would have chosen. */
import { costAt } from '../frontier/curve.ts';
import { type Hedged, RESPONSES, type Trial } from './hedges.ts';

/** What may be switched on. */
export type Mode = 'off' | 'forecast' | 'regimes' | 'on';
export const MODES: readonly Mode[] = ['off', 'forecast', 'regimes', 'on'];

/** The places of the response and the aversion for each roll; −1 where there was too little past to choose on. */
export interface Choice {
  readonly response: Int32Array;
  readonly aversion: Int32Array;
}

/** Mean cost, and root mean square error in hours known to be volatile, of one way to hedge. Fractions of notional. */
export interface Past {
  readonly cost: number;
  readonly known: number;
}

/** By response, then by aversion. */
export type Pasts = readonly (readonly Past[])[];

const PAST_MIN = 30;

/** The places of the responses that `mode` may choose from. */
function allowed(mode: Mode): readonly number[] {
  return Array.from(RESPONSES.keys()).filter((r) => {
    const { power, tightening } = RESPONSES[r] as (typeof RESPONSES)[number];
    return (
      (power === 0 || mode === 'forecast' || mode === 'on') &&
      (tightening === 0 || mode === 'regimes' || mode === 'on')
    );
  });
}

/** What every way came to over the rolls that were over by `by`; undefined where they are too few. */
export function pastOf({ to, hedged }: Pick<Trial, 'to' | 'hedged'>, by: number): Pasts | undefined {
  const over = Array.from(to.keys()).filter((roll) => (to[roll] as number) <= by);
  if (over.length < PAST_MIN) return undefined;
  const sum = (values: Float64Array): number =>
    over.reduce((total, roll) => total + (values[roll] as number), 0) / over.length;
  const past = ({ cost, known }: Hedged): Past => ({ cost: sum(cost), known: Math.sqrt(sum(known)) });
  return hedged.map((byAversion) => byAversion.map(past));
}

/** The place whose past cost was nearest to `cost`, as a ratio. */
function nearest(pasts: readonly Past[], cost: number): number {
  const distances = pasts.map((past) => Math.abs(Math.log(past.cost / cost)));
  return distances.indexOf(Math.min(...distances));
}

/** Of the responses that `mode` allows, that with the least error in volatile hours at `cost`; else the plain one. */
function bestOf(pasts: Pasts, mode: Mode, cost: number): { response: number; aversion: number } {
  let response = 0;
  let least = Infinity;
  for (const r of allowed(mode)) {
    const points = (pasts[r] ?? []).map((past) => ({ error: past.cost, cost: past.known }));
    const error = costAt(points, cost) ?? Infinity;
    if (error < least) [response, least] = [r, error];
  }
  return { response, aversion: nearest(pasts[response] ?? [], cost) };
}

function monthStart(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/**
 * For each roll what the rolls that had expired when its month began would have chosen to reach `cost`. With `frozen`
 * the past is that.
 */
export function choose(
  trial: Trial,
  mode: Mode,
  costs: readonly number[],
  frozen?: Pasts,
): readonly Choice[] {
  const rolls = trial.from.length;
  const empty = (): Int32Array => new Int32Array(rolls).fill(-1);
  const choices = costs.map(() => ({ response: empty(), aversion: empty() }));
  let month = Number.NaN;
  let found: readonly ({ response: number; aversion: number } | undefined)[] = [];
  for (const [roll, at] of trial.from.entries()) {
    if (monthStart(at) !== month) {
      month = monthStart(at);
      const pasts = frozen ?? pastOf(trial, month);
      found = costs.map((cost) => (pasts === undefined ? undefined : bestOf(pasts, mode, cost)));
    }
    for (const [c, one] of found.entries()) {
      const choice = choices[c];
      if (one === undefined || choice === undefined) continue;
      choice.response[roll] = one.response;
      choice.aversion[roll] = one.aversion;
    }
  }
  return choices;
}
