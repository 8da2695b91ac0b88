import { intervalMs } from './candles.ts';
import type { Desk } from './desk.ts';
import { addressOf, type Fields, fieldsOf, flagOf, wholeOf } from './reading.ts';

/** What a socket can listen to, in the venue's form: as the answer echoes it. */
export interface Subscription {
  readonly type: string;
  readonly coin?: string;
  readonly user?: string;
  readonly interval?: string;
  readonly dex?: string;
  readonly nSigFigs?: number | null;
  readonly mantissa?: number | null;
  readonly aggregateByTime?: boolean;
}

type Reader = (desk: Desk, fields: Fields) => Omit<Subscription, 'type'> | undefined;

function coinOf(desk: Desk, { coin }: Fields): { readonly coin: string } | undefined {
  const asset = desk.assets.of(coin);
  return asset && { coin: asset.coin };
}

function userOf(_desk: Desk, { user }: Fields): { readonly user: string } | undefined {
  const address = addressOf(user);
  return address === undefined ? undefined : { user: address };
}

function grainOf(desk: Desk, fields: Fields): Omit<Subscription, 'type'> | undefined {
  const coin = coinOf(desk, fields);
  const { nSigFigs, mantissa } = fields;
  const figures = wholeOf(nSigFigs) ?? null;
  const step = wholeOf(mantissa) ?? null;
  const areFigures = figures === null ? (nSigFigs ?? null) === null : figures >= 2 && figures <= 5;
  const isStep = step === null ? (mantissa ?? null) === null : figures === 5 && (step === 2 || step === 5);
  return coin && areFigures && isStep ? { ...coin, nSigFigs: figures, mantissa: step } : undefined;
}

/** Other dexes than the first, whose name is empty, are not here. */
function ofFirstDex(reader: Reader): Reader {
  return (desk, fields) => {
    const rest = fields.dex === undefined || fields.dex === '' ? reader(desk, fields) : undefined;
    return rest && { ...rest, ...(fields.dex === '' ? { dex: '' } : {}) };
  };
}

const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['allMids', ofFirstDex(() => ({}))],
  ['l2Book', grainOf],
  ...(['trades', 'bbo', 'activeAssetCtx'] as const).map((type) => [type, coinOf] as const),
  [
    'candle',
    (desk, fields) => {
      const coin = coinOf(desk, fields);
      const { interval } = fields;
      return coin && intervalMs(interval) !== undefined ? { ...coin, interval: String(interval) } : undefined;
    },
  ],
  [
    'activeAssetData',
    (desk, fields) => {
      const [coin, user] = [coinOf(desk, fields), userOf(desk, fields)];
      return coin && user && { ...coin, ...user };
    },
  ],
  [
    'userFills',
    (desk, fields) => {
      const user = userOf(desk, fields);
      return user && { ...user, aggregateByTime: flagOf(fields.aggregateByTime) ?? false };
    },
  ],
  ...(['clearinghouseState', 'openOrders'] as const).map((type) => [type, ofFirstDex(userOf)] as const),
  ...(
    [
      ...(['orderUpdates', 'userEvents', 'userFundings', 'userNonFundingLedgerUpdates'] as const),
      ...(['userHistoricalOrders', 'webData2', 'spotState', 'notification'] as const),
    ] as const
  ).map((type) => [type, userOf] as const),
]);

/** A subscription as asked for; undefined for what this venue cannot tell. */
export function readSubscription(desk: Desk, value: unknown): Subscription | undefined {
  const fields = fieldsOf(value);
  const rest = fields && READERS.get(fields.type)?.(desk, fields);
  return rest && { type: String(fields?.type), ...rest };
}
