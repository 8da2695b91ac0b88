/** The last word before money moves between our accounts: the only maker of approved transfers. */
import type { Currency, VenueId } from '../domain/instrument.ts';
import type { TransferCommand, TransferRequest, TransferRoute, TransferWanted } from '../domain/transfer.ts';
import { fromAtoms } from '../units/rounding.ts';
import { type Atoms, atoms } from '../units/units.ts';
import type { Approved } from './approved.ts';
import type { Refused } from './guard.ts';
import type { Standing } from './standing.ts';

export type TransferVerdict =
  | {
      readonly kind: 'approved';
      readonly command: Approved<Extract<TransferCommand, { kind: 'transfer' }>>;
      readonly route: TransferRoute;
    }
  | Refused;

export interface TransferInputs {
  /** The allow-list. */
  readonly routes: readonly TransferRoute[];
  readonly standing: Pick<Standing, 'mode'>;
  /** What has been asked for and has not ended. */
  readonly underWay: readonly TransferWanted[];
  /** What is at the account it would leave, less what is to leave that already. */
  readonly cash: Atoms;
  /** Venues of which it is not known what is held there. */
  readonly unknown: readonly VenueId[];
  /** Most that may be under way, in reporting currency; undefined: any. */
  readonly maxInTransit: number | undefined;
  /** What one unit of a currency is worth in the reporting currency. */
  readonly worths: Readonly<Record<Currency, number>>;
}

/** A limit of exactly so much lets so much pass, whatever products round to. */
const TOLERANCE = 1e-9;

/** What a transfer goes over, in words. */
export function routeText({ from, to, currency }: Omit<TransferWanted, 'amount'>): string {
  return `${currency} from ${from} to ${to}`;
}

function isOn(a: Omit<TransferWanted, 'amount'>, b: Omit<TransferWanted, 'amount'>): boolean {
  return a.from === b.from && a.to === b.to && a.currency === b.currency;
}

function worthOf({ currency, amount }: TransferWanted, { worths }: TransferInputs): number {
  return fromAtoms(amount) * (worths[currency] ?? Number.NaN);
}

/** Passes `request`, or refuses it: amounts are in units of its currency, but for `maxInTransit`. */
export function approveTransfer(request: TransferRequest, inputs: TransferInputs): TransferVerdict {
  const { routes, standing, underWay, cash, unknown, maxInTransit } = inputs;
  const { from, to, amount } = request;
  const refused = (limit: string, value: Atoms, allowed: Atoms, remedy: string): Refused => ({
    ...{ kind: 'refused', limit, instrument: routeText(request), remedy },
    ...{ value: fromAtoms(value), allowed: fromAtoms(allowed) },
  });
  const none = atoms(0n);
  if (standing.mode === 'killed' || standing.mode === 'paused')
    return refused(standing.mode, amount, none, 'resume, or re-arm after a kill');
  const route = routes.find((one) => isOn(one, request));
  if (route === undefined || from === to)
    return refused(
      'transfers',
      amount,
      none,
      'list the route under transfers; only own accounts belong there',
    );
  const least = route.least > route.fee ? route.least : atoms(route.fee + 1n);
  if (amount < least) return refused('least', amount, least, 'move more at once');
  if (amount > route.most) return refused('most', amount, route.most, 'move less at once, or raise most');
  const silent = [from, to].find((venue) => unknown.includes(venue));
  if (silent !== undefined)
    return refused('reported', amount, none, `wait until ${silent} reports and agrees`);
  if (underWay.some((one) => isOn(one, request)))
    return refused('underWay', amount, none, 'wait until the one before has ended, or is cleared up');
  if (amount > cash) return refused('cash', amount, cash, `move no more than ${from} has`);
  const moving = [...underWay, request].reduce((sum, one) => sum + worthOf(one, inputs), 0);
  if (maxInTransit !== undefined && !(moving <= maxInTransit * (1 + TOLERANCE))) {
    const value = Number.isFinite(moving) ? moving : 0;
    const remedy = 'wait for what is under way, or raise the limit';
    return { ...refused('maxInTransit', none, none, remedy), value, allowed: maxInTransit };
  }
  const command = { kind: 'transfer', transfer: request } as const;
  return { kind: 'approved', command: command as Approved<typeof command>, route };
}

/** Asking is never refused. */
export function approveTrack(transfer: TransferRequest): Approved<TransferCommand> {
  return { kind: 'track', transfer } as Approved<TransferCommand>;
}
