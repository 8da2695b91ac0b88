import { describe, expect, it } from 'vitest';
import type { Command } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import { atoms, millis } from '../units/units.ts';
import { dispatch, type Treasury } from './treasury.ts';
import type { Venue } from './venue.ts';

const transfer = { id: 't', from: 'a', to: 'b', currency: 'USDT', amount: atoms(1n), deadline: millis(1) };
const commands = [
  { kind: 'query', venue: 'b', orders: [] },
  { kind: 'transfer', transfer },
  { kind: 'track', transfer },
] as const satisfies readonly Command[];

function sentTo(isThere: boolean): readonly string[] {
  const sent: string[] = [];
  const venue = (id: string): Pick<Venue, 'id' | 'send'> => ({
    id,
    send: ({ kind }) => sent.push(`${id} ${kind}`),
  });
  const treasury: Pick<Treasury, 'send'> = { send: ({ kind }) => sent.push(`treasury ${kind}`) };
  const venues = [venue('a'), venue('b')] as Venue[];
  for (const command of commands)
    dispatch(command as unknown as Approved<Command>, venues, isThere ? treasury : undefined);
  return sent;
}

describe('a command', () => {
  it('goes to whom it is for', () => {
    expect(sentTo(true)).toEqual(['b query', 'treasury transfer', 'treasury track']);
  });

  it('to move money goes nowhere where nobody does', () => {
    expect(sentTo(false)).toEqual(['b query']);
  });
});
