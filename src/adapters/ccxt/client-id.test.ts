import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClientIds } from './client-id.ts';

const part = fc.stringMatching(/^[0-9a-z]{1,7}$/);
const orders = fc.tuple(part, part, part).map((parts) => `ek-${parts.join('-')}`);

describe('createClientIds', () => {
  it('is one to one, of letters and digits alone after its prefix', () => {
    for (const ids of [createClientIds('', 32), createClientIds('t-', 30)])
      fc.assert(
        fc.property(orders, (order) => {
          const encoded = ids.encode(order);
          expect(encoded).toMatch(/^(t-)?[0-9a-zA-Z]+$/);
          expect(ids.decode(encoded)).toBe(order);
        }),
      );
  });

  it('knows what is none of ours, and what is too long', () => {
    const ids = createClientIds('t-', 20);
    for (const other of ['', 'ekZaZ1Z0', 't-web', 't-ekZaZ1', 't-ekZaZ1Z0Z2', undefined, null, 7])
      expect(ids.decode(other)).toBeUndefined();
    expect(ids.encode('ek-0123456789-12345-0')).toBeUndefined();
  });
});
