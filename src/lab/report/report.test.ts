import { describe, expect, it } from 'vitest';
import { html } from './html.ts';
import { charts, list, page, section } from './report.ts';
import { misnested, reachesOut, textOf } from './report-fixture.ts';
import { STYLE } from './style.ts';
import { facts } from './table.ts';

const MADE = { command: 'evenkeel lab x --data "<a>"', commit: 'abc' };
const PAGE = page('A & <b>', 'What it is', MADE, [
  section(
    'Facts',
    facts([
      ['size', '<1>'],
      ['hash', html`<code>ff</code>`],
    ]),
  ),
  section('Notes', list(['one', '</ul><script>alert(1)</script>'])),
  section('Charts', charts([{ title: 't', x: 'x', y: 'y', time: false, layers: [] }])),
]);

describe('page', () => {
  it('is a whole document that closes what it opens', () => {
    expect(PAGE.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(misnested(PAGE)).toBeNull();
    expect(textOf(PAGE, 'h1')).toEqual(['A &amp; &lt;b&gt;']);
    expect(textOf(PAGE, 'h2')).toEqual(['Facts', 'Notes', 'Charts', 'How this was made']);
  });

  it('needs nothing from outside, runs nothing, and says so to the browser', () => {
    expect(reachesOut(PAGE.replace('http-equiv', ''))).toEqual([]);
    expect(PAGE.replaceAll('&#39;', "'")).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(reachesOut('<script src="https://x">')).toEqual(['<script', 'src=', 'https:']);
  });

  it('says how it was made', () => {
    expect(PAGE).toContain('evenkeel lab x --data &quot;&lt;a&gt;&quot;');
    expect(PAGE).toContain(`Source at <code>abc</code>, Node ${process.version}.`);
  });

  it('fits a phone and follows the reader’s choice of dark or light', () => {
    expect(PAGE).toContain('width=device-width');
    expect(STYLE).toContain('@media (prefers-color-scheme:dark)');
    expect(STYLE).toContain('@media (max-width:640px)');
  });
});

/** Relative luminance of #rgb or #rrggbb, as WCAG 2 has it. */
function luminance(colour: string): number {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((one) => one + one) : (colour.slice(1).match(/../g) ?? []);
  const [r = 0, g = 0, b = 0] = digits
    .map((pair) => Number.parseInt(pair, 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : Math.exp(2.4 * Math.log((part + 0.055) / 1.055))));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other);
  return (bright + 0.05) / (dim + 0.05);
}

describe('colours', () => {
  it('are measured as they are published: #767676 on white is 4.54', () => {
    expect(contrast('#767676', '#fff')).toBeCloseTo(4.54, 2);
  });

  const [light = '', dark = ''] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, inside]) => inside);
  it.each([
    ['light', light],
    ['dark', dark],
  ])('can be read: %s', (_mode, text) => {
    const colours = Object.fromEntries(
      [...text.matchAll(/--(\w+):(#\w+)/g)].map(([, name, value]) => [name, value]),
    );
    expect(Object.keys(colours).length).toBe(15);
    for (const ground of ['paper', 'panel'])
      for (const name of ['ink', 'soft', 'good', 'bad'])
        expect(contrast(colours[name] ?? '', colours[ground] ?? '')).toBeGreaterThan(4.5);
    for (let i = 0; i < 8; i += 1)
      expect(contrast(colours[`s${i}`] ?? '', colours.panel ?? '')).toBeGreaterThan(3);
  });
});
