import { toAtoms } from '../../units/rounding.ts';
import { lots } from '../../units/units.ts';
import type { Exchange, Side } from '../exchange.ts';
import { NO_FAULTS, type WireFaults } from './faults.ts';
import type { HttpAnswer } from './gateway.ts';
import type { Serving } from './server.ts';

/** One thing that `POST /control` may ask for: `{"exchange": "deribit", "do": "halt", "symbol": "BTC-PERPETUAL"}`. */
interface Order {
  readonly [field: string]: unknown;
}

class BadControl extends Error {}

function text(order: Order, field: string): string {
  const value = order[field];
  if (typeof value !== 'string')
    throw new BadControl(`${field} must be a text, got ${JSON.stringify(value)}`);
  return value;
}

function number(order: Order, field: string): number {
  const value = order[field];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new BadControl(`${field} must be a number, got ${JSON.stringify(value)}`);
}

function truth(order: Order, field: string): boolean {
  const value = order[field];
  if (typeof value !== 'boolean') throw new BadControl(`${field} must be true or false`);
  return value;
}

function side(order: Order): Side {
  const value = text(order, 'side');
  if (value !== 'buy' && value !== 'sell') throw new BadControl(`side must be buy or sell, got ${value}`);
  return value;
}

type Deed = (exchange: Exchange, order: Order) => void;

const DEEDS: Readonly<Record<string, Deed>> = {
  halt: ({ control }, order) => control.halt(text(order, 'symbol')),
  resume: ({ control }, order) => control.resume(text(order, 'symbol')),
  maintenance: ({ control }, order) => control.maintenance(truth(order, 'on')),
  delist: ({ control }, order) => control.delist(text(order, 'symbol')),
  jump: ({ control }, order) => control.jump(text(order, 'currency'), number(order, 'factor')),
  funding: ({ control }, order) => control.payFunding(text(order, 'symbol'), number(order, 'rate')),
  settle: ({ control }, order) => control.settle(text(order, 'symbol'), number(order, 'delivery')),
  deleverage: ({ control }, order) =>
    control.deleverage(text(order, 'account'), text(order, 'symbol'), lots(number(order, 'lots'))),
  maker: ({ control }, order) => control.maker(text(order, 'symbol'), truth(order, 'on')),
  take: ({ control }, order) =>
    control.takeFrom(text(order, 'symbol'), side(order), lots(number(order, 'lots'))),
  deposit: (exchange, order) =>
    exchange.deposit(
      text(order, 'account'),
      text(order, 'currency'),
      toAtoms(number(order, 'amount'), 'nearest'),
    ),
};

function wireFaults(some: unknown): Partial<WireFaults> {
  if (typeof some !== 'object' || some === null) throw new BadControl('faults must be an object');
  for (const [field, value] of Object.entries(some)) {
    const known = (NO_FAULTS as unknown as Record<string, unknown>)[field];
    if (typeof known === 'undefined' || typeof known !== typeof value)
      throw new BadControl(`there is no fault ${field} of ${JSON.stringify(value)}`);
  }
  return some;
}

function limitsOf(order: Order): 'real' | 'none' | 'spent' {
  const value = text(order, 'limits');
  if (value === 'real' || value === 'none' || value === 'spent') return value;
  throw new BadControl(`limits must be real, none or spent, got ${value}`);
}

/** Carries out what was asked for, or throws `BadControl`. */
function carryOut(serving: Serving, order: Order): void {
  if (order.faults !== undefined) {
    serving.faults(wireFaults(order.faults));
    return;
  }
  const name = text(order, 'exchange');
  const hosted = serving.hosted.find(({ gateway }) => gateway.name === name);
  if (hosted === undefined) throw new BadControl(`no exchange ${name} is served`);
  const what = text(order, 'do');
  if (what === 'disconnect') serving.disconnect(hosted.gateway.name);
  else if (what === 'limits') hosted.gateway.limits(limitsOf(order));
  else if (Object.hasOwn(DEEDS, what)) DEEDS[what]?.(hosted.exchange, order);
  else
    throw new BadControl(`do must be one of ${['disconnect', 'limits', ...Object.keys(DEEDS)].join(', ')}`);
}

/** Answers a `POST /control` with `body`: 200, or 400 and what is wrong with it. */
export function control(serving: Serving, body: string): HttpAnswer {
  try {
    const order: unknown = JSON.parse(body);
    if (typeof order !== 'object' || order === null) throw new BadControl('the body must be an object');
    carryOut(serving, order as Order);
    return { status: 200, body: '{}' };
  } catch (error) {
    if (!(error instanceof BadControl) && !(error instanceof SyntaxError)) throw error;
    return { status: 400, body: JSON.stringify({ error: error.message }) };
  }
}
