import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { evenkeel } from './evenkeel.ts';

type Row = Readonly<Record<string, string>>;

const BIN = fileURLToPath(new URL('../../bin/evenkeel.js', import.meta.url));

function rowsOf(text: string): Row[] {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

const file = (name: string): string => sharedPath('reference', name);

/** Every row of the file with what was answered for it. */
function paired(name: string, out: string): [Row, Row][] {
  const questions = rowsOf(readFileSync(file(name), 'utf8'));
  const answers = rowsOf(out);
  expect(answers.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
  return questions.map((question, i) => [question, answers[i] ?? {}]);
}

describeWithShared('evenkeel iv', () => {
  const torture = 'implied_vol_torture.csv';

  it('solves every row of the torture file that has a solution and refuses every row that has none', () => {
    const { status, out, err } = evenkeel(['iv', file(torture)]);
    expect(status).toBe(3);
    expect(err).toMatch(/^600 rows, \d+ refused\n$/);
    for (const [row, { vol, error }] of paired(torture, out)) {
      const gap = Math.abs(Number(vol) / Number(row.sigma_true_30d) - 1);
      if (row.status === 'ok')
        expect(gap, row.id).toBeLessThan(1e-12 * Math.max(1, Number(row.rel_condition)));
      else if (row.status === 'ill_conditioned')
        expect(vol === '' ? error : vol).not.toMatch(/^$|NaN|Infinity/);
      else expect([vol, error]).toEqual(['', expect.stringMatching(/^"price .* a price above/)]);
    }
  });

  it('reads stdin, ends in JSON, and goes quietly with whoever reads it', () => {
    const shell = (command: string) =>
      spawnSync('sh', ['-c', command, BIN, process.execPath, file(torture)], {
        encoding: 'utf8',
        timeout: 60_000,
      });
    const all = shell('"$1" "$0" iv --json <"$2"');
    expect(JSON.parse(all.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ rows: 600 });
    // Endless, so that only the reader's leaving ends it.
    const head = shell('{ head -n 1 "$2"; yes "$(sed -n 2p "$2")"; } | "$1" "$0" iv | head -n 3');
    expect(head.stdout.split('\n')).toHaveLength(4);
    expect(head.stderr).toBe('');
  });

  it('ends with 2 and the name of a column that is missing', () => {
    const { status, out, err } = evenkeel(['iv', file('quantlib_european_american.csv')]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('the header has no column forward');
  });
});

describeWithShared('evenkeel value', () => {
  it('agrees with QuantLib on every row of the reference file', () => {
    const reference = 'quantlib_european_american.csv';
    const { status, out, err } = evenkeel(['value', file(reference)]);
    expect({ status, err }).toEqual({ status: 0, err: '2189 rows, 0 refused\n' });
    for (const [row, answer] of paired(reference, out)) {
      const [spot, vol, years] = [Number(row.spot), Number(row.vol), Number(row.T)];
      const root = vol * Math.sqrt(years);
      // Natural scales, and what the American rows' own accuracy allows beside the European rows' 1e-10.
      const scales: readonly (readonly [string, number, number])[] = [
        ['price', spot * root, 1e-4],
        ['delta', 1, 5e-4],
        ['gamma', 1 / (spot * root), 2e-2],
        ['vega', spot * Math.sqrt(years), 1e-3],
        ['theta', (spot * vol) / Math.sqrt(years), 1e-3],
        ['rho', spot * years, 1e-3],
      ];
      for (const [name, scale, american] of scales) {
        // The file's stencil reaches 0.002 below the rate, and below a rate of 0 early exercise is another matter.
        if (name === 'rho' && row.style === 'american' && Number(row.rate) <= 0.002) continue;
        const gap = Math.abs(Number(answer[name]) - Number(row[name])) / scale;
        expect(gap, `${row.id} ${name}`).toBeLessThan(row.style === 'european' ? 1e-10 : american);
      }
    }
  });
});
