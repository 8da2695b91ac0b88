import { isScalar, type Node, parseDocument } from 'yaml';

/** One value of a config, and what to write in its place. */
export interface Override {
  /** Keys from the top, with dots between them: `hedge.BTC.riskAversion`; list items by number. */
  readonly path: string;
  readonly value: string;
}

/** The config's text with other values, or the first path that it has no value at. */
export type Overridden =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent'; readonly path: string };

/** Where `path` has its one value in `text`; null where it has none, or a section. */
function rangeOf(text: string, path: string): readonly [from: number, to: number] | null {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const node = document.getIn(path.split('.'), true) as Node | undefined;
  if (!isScalar(node) || node.range === undefined || node.range === null || node.source === '') return null;
  return [node.range[0], node.range[1]];
}

/**
 * `text` with the values of `overrides` in place of its own, and not a letter else changed: what is then wrong
 * with a value is told at the line where the file has it. Only what the file states can be changed.
 */
export function overridden(text: string, overrides: readonly Override[]): Overridden {
  let changed = text;
  for (const { path, value } of overrides) {
    const range = rangeOf(changed, path);
    if (range === null) return { kind: 'absent', path };
    changed = changed.slice(0, range[0]) + value + changed.slice(range[1]);
  }
  return { kind: 'text', text: changed };
}
