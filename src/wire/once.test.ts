import { expect, it } from 'vitest';
import { createOnce } from './once.ts';

it('knows what it has seen, as far back as it remembers', () => {
  const once = createOnce(2);
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(once.isNew)).toEqual([true, true, false, true, false, true]);
});
