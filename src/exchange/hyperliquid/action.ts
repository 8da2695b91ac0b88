/**
 * Trading actions as the venue understands them. Signatures are checked over what was understood, in the venue's
 * order of fields and way of writing numbers: a client that signs another writing is found to be a stranger.
 */
import { normalDecimal } from './decimal.ts';
import { addressOf, allOf, cloidOf, type Fields, fieldsOf, flagOf, textOf, wholeOf } from './reading.ts';

export type Tif = 'Gtc' | 'Ioc' | 'Alo' | 'FrontendMarket';

/** One order as it is sent; the names are the venue's. */
export interface OrderWire {
  /** Asset: the place in the universe. */
  readonly a: number;
  readonly b: boolean;
  readonly p: string;
  readonly s: string;
  readonly r: boolean;
  readonly t:
    | { readonly limit: { readonly tif: Tif } }
    | { readonly trigger: { readonly isMarket: boolean; readonly triggerPx: string; readonly tpsl: string } };
  readonly c?: string;
}

/** The venue's number of an order, or the client's id for it. */
export type OrderName = number | string;

export interface ModifyWire {
  readonly oid: OrderName;
  readonly order: OrderWire;
}

export type Action =
  | {
      readonly type: 'order';
      readonly orders: readonly OrderWire[];
      readonly grouping: string;
      readonly builder?: { readonly b: string; readonly f: number };
    }
  | { readonly type: 'cancel'; readonly cancels: readonly { readonly a: number; readonly o: number }[] }
  | {
      readonly type: 'cancelByCloid';
      readonly cancels: readonly { readonly asset: number; readonly cloid: string }[];
    }
  | ({ readonly type: 'modify' } & ModifyWire)
  | { readonly type: 'batchModify'; readonly modifies: readonly ModifyWire[] }
  | { readonly type: 'scheduleCancel'; readonly time?: number }
  | {
      readonly type: 'updateLeverage';
      readonly asset: number;
      readonly isCross: boolean;
      readonly leverage: number;
    }
  | {
      readonly type: 'updateIsolatedMargin';
      readonly asset: number;
      readonly isBuy: boolean;
      readonly ntli: number;
    }
  | { readonly type: 'setReferrer'; readonly code: string }
  | { readonly type: 'noop' };

const TIFS: readonly Tif[] = ['Gtc', 'Ioc', 'Alo', 'FrontendMarket'];
const GROUPINGS = ['na', 'normalTpsl', 'positionTpsl'];

function kindOf(value: unknown): OrderWire['t'] | undefined {
  const { limit, trigger } = fieldsOf(value) ?? {};
  const [limited, triggered] = [fieldsOf(limit), fieldsOf(trigger)];
  const tif = TIFS.find((one) => one === limited?.tif);
  if (tif !== undefined) return { limit: { tif } };
  if (triggered === undefined) return undefined;
  const isMarket = flagOf(triggered.isMarket);
  const triggerPx = normalDecimal(triggered.triggerPx);
  const tpsl = triggered.tpsl === 'tp' || triggered.tpsl === 'sl' ? triggered.tpsl : undefined;
  if (isMarket === undefined || triggerPx === undefined || tpsl === undefined) return undefined;
  return { trigger: { isMarket, triggerPx, tpsl } };
}

function orderOf(value: unknown): OrderWire | undefined {
  const fields = fieldsOf(value) ?? {};
  const [a, b, p, s] = [
    wholeOf(fields.a),
    flagOf(fields.b),
    normalDecimal(fields.p),
    normalDecimal(fields.s),
  ];
  const [r, t, c] = [flagOf(fields.r), kindOf(fields.t), cloidOf(fields.c)];
  if (a === undefined || b === undefined || p === undefined || s === undefined) return undefined;
  if (r === undefined || t === undefined) return undefined;
  if (c !== undefined) return { a, b, p, s, r, t, c };
  return fields.c === undefined || fields.c === null ? { a, b, p, s, r, t } : undefined;
}

function modifyOf(value: unknown): ModifyWire | undefined {
  const fields = fieldsOf(value) ?? {};
  const oid = wholeOf(fields.oid) ?? cloidOf(fields.oid);
  const order = orderOf(fields.order);
  return oid === undefined || order === undefined ? undefined : { oid, order };
}

function ordersOf(fields: Fields): Action | undefined {
  const orders = allOf(fields.orders, orderOf);
  const grouping = GROUPINGS.find((one) => one === fields.grouping);
  if (orders === undefined || grouping === undefined) return undefined;
  if (fields.builder === undefined || fields.builder === null) return { type: 'order', orders, grouping };
  const builder = fieldsOf(fields.builder);
  const [b, f] = [addressOf(builder?.b), wholeOf(builder?.f)];
  if (b === undefined || f === undefined) return undefined;
  return { type: 'order', orders, grouping, builder: { b, f } };
}

function cancelsOf({ cancels }: Fields): Action | undefined {
  const all = allOf(cancels, (value) => {
    const fields = fieldsOf(value) ?? {};
    const [a, o] = [wholeOf(fields.a), wholeOf(fields.o)];
    return a === undefined || o === undefined ? undefined : { a, o };
  });
  return all && { type: 'cancel', cancels: all };
}

function cancelsByCloidOf({ cancels }: Fields): Action | undefined {
  const all = allOf(cancels, (value) => {
    const fields = fieldsOf(value) ?? {};
    const [asset, cloid] = [wholeOf(fields.asset), cloidOf(fields.cloid)];
    return asset === undefined || cloid === undefined ? undefined : { asset, cloid };
  });
  return all && { type: 'cancelByCloid', cancels: all };
}

function leverageOf(fields: Fields): Action | undefined {
  const [asset, isCross, leverage] = [
    wholeOf(fields.asset),
    flagOf(fields.isCross),
    wholeOf(fields.leverage),
  ];
  if (asset === undefined || isCross === undefined || leverage === undefined) return undefined;
  return { type: 'updateLeverage', asset, isCross, leverage };
}

function isolatedOf(fields: Fields): Action | undefined {
  const [asset, isBuy, ntli] = [wholeOf(fields.asset), flagOf(fields.isBuy), fields.ntli];
  if (asset === undefined || isBuy === undefined || !Number.isSafeInteger(ntli)) return undefined;
  return { type: 'updateIsolatedMargin', asset, isBuy, ntli: ntli as number };
}

function scheduleOf({ time }: Fields): Action | undefined {
  if (time === undefined || time === null) return { type: 'scheduleCancel' };
  const at = wholeOf(time);
  return at === undefined ? undefined : { type: 'scheduleCancel', time: at };
}

const READERS: ReadonlyMap<unknown, (fields: Fields) => Action | undefined> = new Map<
  unknown,
  (fields: Fields) => Action | undefined
>([
  ['order', ordersOf],
  ['cancel', cancelsOf],
  ['cancelByCloid', cancelsByCloidOf],
  [
    'modify',
    (fields) => {
      const modify = modifyOf(fields);
      return modify && { type: 'modify', ...modify };
    },
  ],
  [
    'batchModify',
    (fields) => {
      const modifies = allOf(fields.modifies, modifyOf);
      return modifies && { type: 'batchModify', modifies };
    },
  ],
  ['scheduleCancel', scheduleOf],
  ['updateLeverage', leverageOf],
  ['updateIsolatedMargin', isolatedOf],
  [
    'setReferrer',
    (fields) => {
      const code = textOf(fields.code);
      return code === undefined ? undefined : { type: 'setReferrer', code };
    },
  ],
  ['noop', () => ({ type: 'noop' })],
]);

/** A trading action, rebuilt from what is known of its kind; undefined for what is none. */
export function readAction(value: unknown): Action | undefined {
  const fields = fieldsOf(value);
  return fields && READERS.get(fields.type)?.(fields);
}

/** How many orders, cancels or modifications an action carries. */
export function lengthOf(action: Action): number {
  switch (action.type) {
    case 'order':
      return action.orders.length;
    case 'cancel':
    case 'cancelByCloid':
      return action.cancels.length;
    case 'batchModify':
      return action.modifies.length;
    default:
      return 1;
  }
}
