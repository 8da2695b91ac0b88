/** Tells what is new from what has been seen: streams, logs and catching up tell the same things. */
export interface Once {
  isNew(id: string): boolean;
}

/** Remembers the last `most` ids. */
export function createOnce(most: number): Once {
  const seen = new Set<string>();
  return {
    isNew: (id) => {
      if (seen.has(id)) return false;
      seen.add(id);
      const [oldest] = seen;
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
      return true;
    },
  };
}
