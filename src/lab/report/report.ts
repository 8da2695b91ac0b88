/**
 * Reports: what a backtest or an experiment found, as one HTML file that needs nothing else: no network, no
 * script. Everything is drawn here, from figures (`figure.ts`) to SVG (`draw.ts`); `html.ts` escapes whatever
 * comes from outside.
 */
import { draw } from './draw.ts';
import type { Figure } from './figure.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** What a report says of how it was made. */
export interface Made {
  /** The command line. */
  readonly command: string;
  /** What the source was at. */
  readonly commit: string;
}

/** Nothing from outside can be loaded, and nothing run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function section(title: string, ...parts: readonly Html[]): Html {
  return html`<section><h2>${title}</h2>
${parts}</section>
`;
}

export function charts(figures: readonly Figure[]): Html {
  return html`<div class="charts">
${figures.map(draw)}</div>
`;
}

export function list(texts: readonly string[]): Html {
  return html`<ul class="plain">${texts.map((text) => html`<li>${text}</li>`)}</ul>
`;
}

/** The whole file. */
export function page(title: string, lead: string, made: Made, sections: readonly Html[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title}</title>
<style>${{ html: STYLE }}</style>
</head>
<body><main>
<header><h1>${title}</h1><p class="lead">${lead}</p></header>
${sections}
<footer><h2>How this was made</h2><p><code>${made.command}</code></p>
<p>Source at <code>${made.commit}</code>, Node ${process.version}.</p></footer>
</main></body>
</html>
`.html;
}
