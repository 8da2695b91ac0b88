import type { Lots } from '../../units/units.ts';
import type { AccountId, Ticket } from '../exchange.ts';
import type { Floor } from './floor.ts';

/** How many lots an order on `side` can take off the account's position without turning it over. */
export function reducible(
  { accounts }: Floor,
  account: AccountId,
  { symbol, side }: Pick<Ticket, 'symbol' | 'side'>,
): Lots {
  const held = accounts.positionLots(account, symbol);
  return Math.max(0, side === 'sell' ? held : 0 - held) as Lots;
}
