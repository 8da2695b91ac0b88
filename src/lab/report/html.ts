/** Text that is markup already. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text and numbers are escaped, markup is not, nothing is left out. */
type Part = string | number | Html | readonly Html[] | null;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markupOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '');
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
}

/** Markup from a template, in which all text that is put in is escaped: names come from users' files. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = template.map((piece, i) => piece + (i < parts.length ? markupOf(parts[i] ?? null) : ''));
  return { html: text.join('') };
}
