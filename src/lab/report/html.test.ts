import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from './html.ts';

describe('html', () => {
  it('escapes text and leaves markup as it is', () => {
    const inner = html`<b>${'a & b'}</b>`;
    expect(html`<p title="${'"<\'>'}">${inner}${7}${null}${[inner, inner]}</p>`.html).toBe(
      '<p title="&quot;&lt;&#39;&gt;"><b>a &amp; b</b>7<b>a &amp; b</b><b>a &amp; b</b></p>',
    );
  });

  it('lets no text open an element, end an attribute or begin an entity', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const made = html`${text}`.html;
        expect(made).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
