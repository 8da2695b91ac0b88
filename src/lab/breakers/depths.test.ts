import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../data/data-fixture.ts';
import { readDepths } from './depths.ts';

const folder = makeFolder();
afterAll(folder.remove);

const T = Date.UTC(2024, 7, 8, 23);
const line = (second: number, message: object) => `${T + second * 1_000}000000 ${JSON.stringify(message)}`;
const change = (second: number, u: number, b: readonly string[][], a: readonly string[][] = []) =>
  line(second, { stream: 's', data: { e: 'depthUpdate', U: u, u, b, a } });
const trade = (second: number) => line(second, { stream: 's', data: { e: 'trade', p: '1', q: '1' } });

describe('a recorded book', () => {
  it('is read as its snapshot and the changes after it leave it, each second', async () => {
    const lines = [
      // Known to the snapshot, and not.
      change(0, 9, [['99.995', '50']]),
      change(0, 11, [['99.98', '0']], [['100.005', '0']]),
      line(1, {
        lastUpdateId: 10,
        bids: [
          ['99.99', '100'],
          ['99.98', '700'],
          ['99.00', '900'],
        ],
        asks: [
          ['100.005', '1'],
          ['100.01', '200'],
        ],
      }),
      // Known to the snapshot already.
      change(1, 10, [['99.99', '1']]),
      trade(2),
      ...Array.from({ length: 60 }, (_, i) => change(2 + i, 12 + i, [['98.00', `${i}`]])),
      change(62, 80, [['99.99', '25']]),
      change(63, 81, [['99.99', '0']]),
      change(64, 82, [['99.98', '0.1']]),
      ...Array.from({ length: 40 }, (_, i) => change(65 + i, 90 + i, [['98.00', `${i}`]])),
      'torn',
    ];
    const { row, report } = await readDepths(folder.write('book.txt', lines.join('\n')));
    expect(report).toMatchObject({ rows: lines.length - 1, refused: { count: 1 } });
    // Seconds 1 to 104; the bid of 99.00 is too far away to count.
    expect(row).toMatchObject({
      readings: 104,
      minutes: 103 / 60,
    });
    expect(row.medianDepth).toBeCloseTo(99.99 * 100, 8);
    // A second of little says nothing, half a minute of a thousandth does.
    expect(row.cautiousReadings).toBeGreaterThan(0);
    expect(row.cautiousReadings).toBeLessThan(42);
    expect(row.worst).toBeGreaterThan(4);
  });

  it('is refused where there is none', async () => {
    await expect(readDepths(folder.write('none.txt', trade(0)))).rejects.toThrow('holds no book');
  });
});
