/** Finds which of some names stands in a message, without making a text of it. */
export interface Names {
  /** The place in the list of the name in `bytes` from `from` up to `to`; −1 where it is none of them. */
  find(bytes: Uint8Array, from: number, to: number): number;
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo, 1991). */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}

function isSame(name: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < name.length; i += 1) if (name[i] !== bytes[from + i]) return false;
  return true;
}

/** `list` in an open table of at least twice as many places. Of a name given twice, the first place is found. */
export function createNames(list: readonly string[]): Names {
  const encoder = new TextEncoder();
  const names = list.map((name) => encoder.encode(name));
  let size = 8;
  while (size < 2 * names.length) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const mask = size - 1;
  const find = (bytes: Uint8Array, from: number, to: number): number => {
    for (let i = hashOf(bytes, from, to) & mask; ; i = (i + 1) & mask) {
      const found = table[i] as number;
      if (found < 0) return -1;
      const name = names[found] as Uint8Array;
      if (name.length === to - from && isSame(name, bytes, from)) return found;
    }
  };
  for (const [place, name] of names.entries()) {
    if (find(name, 0, name.length) >= 0) continue;
    let i = hashOf(name, 0, name.length) & mask;
    while ((table[i] as number) >= 0) i = (i + 1) & mask;
    table[i] = place;
  }
  return { find };
}
