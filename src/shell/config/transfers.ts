import type { VenueId } from '../../domain/instrument.ts';
import type { TransferRoute } from '../../domain/transfer.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { type Atoms, atoms } from '../../units/units.ts';
import type { Connection } from './connect.ts';
import { duration, durationText } from './duration.ts';
import { grouped } from './figure-text.ts';
import { amount } from './money.ts';
import { choice, currency, reference } from './reader.ts';
import type { Section, Value } from './section.ts';

const EXAMPLE =
  '{ from: deribit, to: binance, currency: USDT, fee: 1 USDT, takes: 10m, most: 50000 USDT, by: hand }';

/** What has not come in so many times its usual time is looked for. */
const OVERDUE = 4;

interface TransferContext {
  readonly venues: readonly VenueId[];
  readonly connections: readonly Connection[];
}

/** An amount in the route's own currency; nothing where the field may be left out and is. */
function readAmount(section: Section, key: string, of: string, isRequired: boolean): Atoms {
  const value = section.value(key);
  if (!isRequired && value === undefined) return atoms(0n);
  const told = section.required(key, { ...amount, wanted: `an amount in ${of === '' ? 'USDT' : of}` });
  if (told.currency !== '' && of !== '' && told.currency !== of)
    value?.wrong(`is in ${told.currency}, but ${of} is moved`, `write an amount in ${of}`);
  return told.atoms;
}

function readRoute(value: Value, { venues, connections }: TransferContext): TransferRoute {
  const section = value.section(EXAMPLE);
  const venue = reference('a venue', 'venues', venues);
  const [from, to] = [section.required('from', venue), section.required('to', venue)];
  const of = section.required('currency', currency);
  const latencyMs = section.required('takes', duration());
  const route: TransferRoute = {
    ...{ from, to, currency: of, latencyMs },
    fee: readAmount(section, 'fee', of, true),
    overdueMs: section.value('overdue')?.read(duration()) ?? OVERDUE * latencyMs,
    least: readAmount(section, 'least', of, false),
    most: readAmount(section, 'most', of, true),
    by: section.required('by', choice('way to move money', ['treasury', 'hand'])),
  };
  if (from !== '' && from === to)
    section.value('to')?.wrong(`is ${to}, where it comes from`, 'write another venue');
  if (route.overdueMs <= latencyMs)
    section
      .value('overdue')
      ?.wrong(
        `is ${durationText(route.overdueMs)}, and it usually takes ${durationText(latencyMs)}`,
        `write overdue: ${durationText(OVERDUE * latencyMs)}`,
      );
  if (route.most > 0n && (route.most <= route.fee || route.most < route.least))
    section.value('most')?.wrong('leaves nothing to move', 'write more than the fee, and no less than least');
  if (route.by === 'treasury' && connections.length > 0)
    section
      .value('by')
      ?.wrong(
        'is treasury, and keys for venues may not withdraw',
        'write by: hand; you are told what to move',
      );
  section.refuseUnknown();
  return route;
}

/** What may be moved between our own accounts; nothing where the config says nothing. */
export function readTransfers(root: Section, context: TransferContext): readonly TransferRoute[] {
  const items = root.value('transfers')?.items(`a list, such as [${EXAMPLE}]`) ?? [];
  const routes = items.map((item) => readRoute(item, context));
  for (const [i, { from, to, currency: of }] of routes.entries()) {
    const first = routes.findIndex((one) => one.from === from && one.to === to && one.currency === of);
    if (of !== '' && first < i)
      items[i]?.wrong(`moves ${of} from ${from} to ${to}, as an entry before it does`, 'write it once');
  }
  return routes;
}

/** The allow-list as `check` says it. */
export function transferLines(routes: readonly TransferRoute[]): readonly string[] {
  return routes.map((route) => {
    const { from, to, currency: of, fee, least, most, latencyMs, overdueMs, by } = route;
    const sum = (held: Atoms): string => `${grouped(fromAtoms(held))} ${of}`;
    const range = least > 0n ? `${sum(least)} to ${sum(most)}` : `up to ${sum(most)}`;
    const how = by === 'hand' ? 'you are alerted to move it by hand' : 'moved by the treasury';
    return (
      `${range} at once from ${from} to ${to}, for ${sum(fee)}: ${how}; ` +
      `usually ${durationText(latencyMs)}, overdue after ${durationText(overdueMs)}`
    );
  });
}
