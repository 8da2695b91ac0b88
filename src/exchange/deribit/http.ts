/** The protocol over HTTP: `GET /api/v2/{method}?…`, and JSON-RPC by `POST /api/v2`. */
import type { HttpAnswer, HttpRequest } from '../server/gateway.ts';
import type { Auth } from './auth.ts';
import { type Dispatcher, type Outcome, readRequest } from './dispatch.ts';
import { paramsOfQuery } from './params.ts';
import { LONGEST_MESSAGE } from './socket.ts';
import { WireFault } from './wire-fault.ts';

const ROOT = '/api/v2';
const UNAUTHORISED = 13009;

/** Whether HTTP requests to `path` are this protocol's. */
export function isApiPath(path: string): boolean {
  return path === ROOT || path.startsWith(`${ROOT}/`);
}

function answerOf({ text, code }: Outcome): HttpAnswer {
  return { status: code === undefined ? 200 : code === UNAUTHORISED ? 401 : 400, body: text ?? '' };
}

/** Answers a request over HTTP; whatever is wrong with it is said with an error's envelope. */
export function answerHttp(dispatcher: Dispatcher, auth: Auth, request: HttpRequest): HttpAnswer {
  const { method: verb, path, query, headers, body, address } = request;
  if (body.length > LONGEST_MESSAGE)
    return {
      ...answerOf(dispatcher.refuse(null, new WireFault(11050, 'bad_request', 'the body is too long'))),
      status: 413,
    };
  const caller = () => {
    const { authorization } = headers;
    const uri = query === '' ? path : `${path}?${query}`;
    const signed = { method: verb, uri, body };
    return authorization === undefined ? null : (auth.byHeader(authorization, signed) ?? null);
  };
  const origin = { address, link: null, caller };
  const named = path.slice(ROOT.length + 1);
  if (verb === 'GET')
    return answerOf(dispatcher.carryOut({ id: null, method: named, params: paramsOfQuery(query) }, origin));
  if (verb !== 'POST')
    return answerOf(dispatcher.refuse(null, new WireFault(11050, 'bad_request', `no method ${verb}`)));
  const read = readRequest(body);
  if ('fault' in read) return answerOf(dispatcher.refuse(read.id, read.fault));
  return answerOf(dispatcher.carryOut(read, origin));
}
