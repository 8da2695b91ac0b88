import { describe, expect, it } from 'vitest';
import type { Chart } from '../experiment.ts';
import type { LabDocument } from '../run-lab.ts';
import { labReport } from './lab-report.ts';
import { misnested, reachesOut, textOf } from './report-fixture.ts';

const MADE = { command: 'evenkeel lab x', commit: 'abc' };
const DOCUMENT: LabDocument = {
  name: 'x<y',
  commit: 'abc',
  node: process.version,
  data: [
    {
      file: 'a&b.csv',
      instruments: [],
      rows: 12_345,
      refused: { count: 2, byReason: {}, first: [] },
      sha256: 'ff',
    },
  ],
  rowsRefused: 2,
  warnings: ['mind <this>'],
  goals: [
    { id: 'x.one', target: 0.5, reached: 0.25, met: true, what: 'at most' },
    { id: 'x.two', target: 3, reached: 2, met: false, what: 'at least' },
    { id: 'x.three', target: 3, reached: null, met: false, what: 'at least' },
  ],
  peers: [{ name: 'plain', reached: 1.5 }],
  rows: [
    { at: 1_672_531_200_000, share: 0.123_456_789, name: 'a' },
    { at: 2, nested: { deep: [1] }, long: 'z'.repeat(500) },
  ],
};

/** Rows of the page's tables, each as the texts of its cells. */
function cells(page: string): readonly (readonly string[])[] {
  return [...page.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => textOf(row, '(?:td|th)'));
}

describe('labReport', () => {
  const report = labReport(DOCUMENT, MADE);

  it('says which goals were met, which were not, and which could not be told', () => {
    expect(report).toContain('1 of 3 goals met');
    const rows = [...report.matchAll(/<tr>(<td><span class="(?:good|bad)">[\s\S]*?)<\/tr>/g)];
    expect(rows.map(([, row = '']) => row.replace(/<[^>]*>/g, '|').replace(/\|+/g, '|'))).toEqual([
      '|✓ met|x.one|0.25|0.5|at most|',
      '|✗ not met|x.two|2|3|at least|',
      '|✗ not met|x.three|too little data|3|at least|',
    ]);
  });

  it('has peers, warnings, rows, files and the command', () => {
    expect(textOf(report, 'h2')).toEqual([
      ...['Goals', 'Measured in the same run', 'Warnings', 'Rows', 'Data', 'How this was made'],
    ]);
    for (const text of [
      'plain',
      'mind &lt;this&gt;',
      'a&amp;b.csv',
      'evenkeel lab x',
      '1672531200000',
      '0.12346',
    ])
      expect(report).toContain(text);
    expect(report).toContain('{&quot;deep&quot;:[1]}');
    expect(report).not.toContain('z'.repeat(121));
    expect(cells(report).length).toBeGreaterThan(7);
  });

  it('is well formed, even with names that are not, and reaches for nothing', () => {
    expect(misnested(report)).toBeNull();
    expect(reachesOut(report.replace('http-equiv', ''))).toEqual([]);
    expect(report).not.toContain('<this>');
  });

  it('shows the first 200 rows and counts the others', () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => ({ i }));
    const long = labReport({ ...DOCUMENT, rows }, MADE);
    expect(long).toContain('800 rows more');
    expect(long).toContain('<td class="number">199</td>');
    expect(long).not.toContain('<td class="number">200</td>');
  });

  it('draws charts of every kind', () => {
    const points = [
      [1, 2],
      [2, 4],
      [3, 3],
    ] as const;
    const charts = (['line', 'points', 'bars'] as const).map(
      (kind): Chart => ({ title: `by ${kind}`, kind, x: 'time', y: 'bp', series: [{ name: 's', points }] }),
    );
    const drawn = labReport({ ...DOCUMENT, charts }, MADE);
    expect(textOf(drawn, 'h3')).toEqual(['by line', 'by points', 'by bars']);
    expect([drawn.match(/class="dot"/g)?.length, drawn.match(/class="bar"/g)?.length]).toEqual([4, 4]);
    expect(misnested(drawn)).toBeNull();
  });
});
