/** What goes out: answers and notifications in the form of JSON-RPC 2.0, with Deribit's additions. */
import type { Millis } from '../../units/units.ts';
import type { WireFault } from './wire-fault.ts';

/** As a request gives it; null where it gave none or could not be read. */
export type RequestId = number | string | null;

/** The exchange's time is all that passes between `usIn` and `usOut`: in a simulation nothing. */
function times(now: Millis): { usIn: number; usOut: number; usDiff: number } {
  return { usIn: now * 1000, usOut: now * 1000, usDiff: 0 };
}

/** The answer to a request that was carried out. */
export function answered(id: RequestId, result: unknown, now: Millis): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result, ...times(now), testnet: true });
}

/** The answer to a request that was not. */
export function refusal(id: RequestId, { code, message, reason, param }: WireFault, now: Millis): string {
  const data = reason === undefined ? undefined : { reason, param };
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    error: { message, data, code },
    ...times(now),
    testnet: true,
  });
}

/** What subscribers of `channel` are told. */
export function notification(channel: string, data: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });
}

/** `heartbeat` says that the server lives; `test_request` that the client must say so too. */
export function heartbeat(type: 'heartbeat' | 'test_request'): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'heartbeat', params: { type } });
}
