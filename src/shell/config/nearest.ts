/** Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1] ?? [];
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const shorter = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(shorter, (rows[i - 2]?.[j - 2] ?? 0) + 1) : shorter);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** Letters and digits only: `taker_fee` and `taker-fee` are meant as `takerFee`. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The one of `known` that `written` was most likely meant to be; undefined when none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, edits: distance(plain(written), plain(name)) }))
    .toSorted((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const longest = Math.max(plain(written).length, plain(best.name).length);
  return best.edits <= Math.max(1, Math.floor(longest / 3)) ? best.name : undefined;
}

/** What to do about a key or word that is none of `known`. */
export function suggestion(written: string, known: readonly string[]): string {
  const best = nearest(written, known);
  if (best !== undefined) return `did you mean ${best}?`;
  return known.length === 0 ? 'remove it' : `known here: ${known.join(', ')}`;
}

/** What to do about a name that `listed` does not have. */
export function unlisted(written: string, listed: readonly string[]): string {
  const best = nearest(written, listed);
  if (listed.length === 0) return 'list it there';
  const there = `list it there or take one of ${listed.join(', ')}`;
  return best === undefined ? there : `did you mean ${best}? If not, ${there}`;
}
