import type { HttpAnswer, HttpRequest } from '../server/gateway.ts';
import { carryOut } from './admission.ts';
import { Fault, faults } from './fault.ts';
import { Params } from './params.ts';
import { ROUTES, type Route } from './routes.ts';
import { signedForms } from './signature.ts';
import type { Answer, Venue } from './venue.ts';

function written(answer: Answer, headers: Readonly<Record<string, string>>): HttpAnswer {
  const all = { 'content-type': 'application/json;charset=UTF-8', ...headers };
  if (!(answer instanceof Fault)) return { status: 200, body: JSON.stringify(answer), headers: all };
  const { code, msg, status } = answer;
  return { status, body: JSON.stringify({ code, msg }), headers: all };
}

function headersOf(
  address: string,
  account: string | undefined,
  { orders }: Route,
  params: Params,
  venue: Venue,
): Record<string, string> {
  const { limits, exchange } = venue;
  const used = { 'x-mbx-used-weight-1m': String(limits.used(address, exchange.now)) };
  if (account === undefined || orders(params) === 0) return used;
  const { in10s, in1m } = limits.ordered(account, exchange.now);
  return { ...used, 'x-mbx-order-count-10s': String(in10s), 'x-mbx-order-count-1m': String(in1m) };
}

/** Answers a request over HTTP on `path`. */
export function answerRest(request: HttpRequest, path: string, venue: Venue): HttpAnswer {
  const { method, query, body, headers, address } = request;
  const route = ROUTES.get(`${method} ${path}`);
  if (route === undefined) return written(faults.notServed(method, path), {});
  const params = Params.fromForms(query, body);
  const { limits, exchange } = venue;
  const over = limits.weigh(address, route.weight(params), exchange.now);
  if (over) return written(over.fault, { 'retry-after': String(over.retryAfter) });
  const header = headers['x-mbx-apikey'];
  const key = typeof header === 'string' ? header : undefined;
  const { answer, account } = carryOut({ params, key, payload: signedForms(query, body) }, route, venue);
  return written(answer, headersOf(address, account, route, params, venue));
}
