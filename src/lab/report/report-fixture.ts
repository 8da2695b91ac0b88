/** Elements that HTML never closes. */
const VOID = new Set(['meta', 'br', 'hr', 'img', 'input', 'link']);

/** What is wrong with the nesting of elements in `page`; null where every one is closed in its place. */
export function misnested(page: string): string | null {
  const open: string[] = [];
  const text = page.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<!doctype html>/, '');
  for (const [tag, slash = '', name = '', rest = ''] of text.matchAll(
    /<(\/?)([a-zA-Z0-9]+)((?:"[^"]*"|[^">])*)>/g,
  )) {
    if (VOID.has(name) || rest.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return `${tag} closes nothing`;
  }
  return open.length === 0 ? null : `${open.join(', ')} left open`;
}

/** Anything in `page` that would be fetched or run. */
export function reachesOut(page: string): readonly string[] {
  return page.match(/<script|<link|<iframe|<img|\bsrc=|\bhref=|@import|url\(|https?:|\bon[a-z]+=/gi) ?? [];
}

/** What stands in an element of `page`, markup left out. */
export function textOf(page: string, element: string): readonly string[] {
  return [...page.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>([\\s\\S]*?)</${element}>`, 'g'))].map(
    ([, inside = '']) => inside.replace(/<[^>]*>/g, ''),
  );
}
