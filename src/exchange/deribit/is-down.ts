import type { Exchange } from '../exchange.ts';

/** Whether the exchange refuses everything for maintenance: it then does not even say that it knows no such order. */
export function isDown(exchange: Exchange): boolean {
  const outcome = exchange.cancel('', '', 'user');
  return 'code' in outcome && outcome.code === 'maintenance';
}
