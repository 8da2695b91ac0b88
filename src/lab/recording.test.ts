import { afterAll, describe, expect, it } from 'vitest';
import { HOUR } from '../units/time.ts';
import { FUNDING_HEADER, makeFolder, tableOf } from './data/data-fixture.ts';
import { barTable, diffusion, engineConfig, PERP, START } from './lab-fixture.ts';
import { readRecording } from './recording.ts';

const folder = makeFolder();
afterAll(folder.remove);

const LINES = diffusion(72);
const BARS = folder.write('BTCUSDT_perp_1h.csv.gz', barTable(LINES));

function fundingFile(name: string, ...hours: readonly number[]): string {
  const lines = hours.map((hour) => `${START + hour * HOUR},binance,BTC,0.0001,8`);
  return folder.write(name, tableOf(FUNDING_HEADER, lines));
}

describe('readRecording', () => {
  it('reads bars and reports on them', async () => {
    const recording = await readRecording(engineConfig(), [{ file: BARS }], []);
    expect([recording.from, recording.to]).toEqual([START, START + 72 * HOUR]);
    expect(recording.files).toEqual([
      {
        file: BARS,
        instruments: [PERP.id],
        rows: 72,
        refused: { count: 0, byReason: {}, first: [] },
        gaps: { count: 0, bars: 0, longestMs: 0, longest: [] },
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(recording.warnings).toEqual([]);
  });

  it('gives funding to the perpetuals of its asset', async () => {
    const file = fundingFile('funding.csv', 8, 16, 24, 32, 40, 48, 56, 64, 72);
    const { funding, files } = await readRecording(engineConfig(), [{ file: BARS }], [file]);
    expect(
      funding.map(({ series, instruments }) => [series.at.length, instruments.map(({ id }) => id)]),
    ).toEqual([[9, [PERP.id]]]);
    expect(files[1]).toMatchObject({ file, instruments: [PERP.id], rows: 9 });
  });

  it('joins files of funding in order of time, each time once', async () => {
    const [late, early] = [fundingFile('late.csv', 40, 48, 72), fundingFile('early.csv', 8, 40)];
    const { funding } = await readRecording(engineConfig(), [{ file: BARS }], [late, early]);
    expect(funding[0]?.series.at.map((at) => (at - START) / HOUR)).toEqual([8, 40, 48, 72]);
  });

  it('warns where funding is not known', async () => {
    const file = fundingFile('short.csv', 30, 38);
    const { warnings } = await readRecording(engineConfig(), [{ file: BARS }], [file]);
    expect(warnings).toEqual([
      'BTCUSDT: no funding is known before 2023-01-02 and after 2023-01-02, so none is paid',
    ]);
  });

  it('reports funding that nothing pays as not used', async () => {
    const file = folder.write('eth.csv', tableOf(FUNDING_HEADER, [`${START},binance,ETH,0.0001,8`]));
    const { funding, files } = await readRecording(engineConfig(), [{ file: BARS }], [file]);
    expect([funding, files[1]?.instruments]).toEqual([[], []]);
  });

  it('warns of bars that outlast the patience for a price', async () => {
    const config = engineConfig({ staleAfterMs: HOUR / 4 });
    const { warnings } = await readRecording(config, [{ file: BARS }], []);
    expect(warnings).toEqual([`${BARS}: bars of 60 minutes are stale after 15, timing.staleAfter`]);
  });

  it('lets files of one instrument follow each other', async () => {
    const first = folder.write('BTCUSDT_perp_1h_a.csv', barTable(LINES.slice(0, 30)));
    const second = folder.write('BTCUSDT_perp_1h_b.csv', barTable(LINES.slice(30)));
    const { bars, from, to } = await readRecording(engineConfig(), [{ file: second }, { file: first }], []);
    expect([bars.length, from, to]).toEqual([2, START, START + 72 * HOUR]);
  });

  it('refuses two files that tell of the same time', async () => {
    const again = folder.write('BTCUSDT_perp_1h_again.csv', barTable(LINES.slice(40)));
    await expect(readRecording(engineConfig(), [{ file: BARS }, { file: again }], [])).rejects.toThrow(
      'both have BTCUSDT at 2023-01-02',
    );
  });

  it('refuses to run on nothing', async () => {
    await expect(readRecording(engineConfig(), [], [])).rejects.toThrow('no bars to run on');
  });

  it('names a file that is missing, before it asks what its name means', async () => {
    for (const [bars, funding] of [
      ['absent.csv', []],
      [BARS, ['absent.csv']],
    ] as const)
      await expect(readRecording(engineConfig(), [{ file: bars }], funding)).rejects.toThrow(
        'cannot read absent.csv: there is no such file',
      );
  });
});
