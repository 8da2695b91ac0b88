import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { makeFolder, tableOf } from '../data/data-fixture.ts';
import { readChains } from './chain-file.ts';
import { CHAIN_HEADER, chainsOf, linesOf } from './smile-fixture.ts';

const folder = makeFolder();
afterAll(folder.remove);

const GOOD = '1000,BTC,BTC-A-100-C,9000,100,C,101,101,0.01,0.02,0.015,0.6,0.5,1,0,0';

function read(...lines: readonly string[]) {
  return readChains([folder.write('chain.csv.gz', tableOf(CHAIN_HEADER, lines))], () => undefined);
}

describe('readChains', () => {
  it('reads back what was written', async () => {
    const world = { seed: 'file', days: 2, jump: 0.01, volNoise: 0, response: { level: 0, tilt: 0 } };
    const chains = chainsOf(world);
    const { chains: again, files } = await read(...linesOf(chains));
    expect(again).toEqual(chains);
    expect(files[0]).toMatchObject({ rows: chains.at.length, refused: { count: 0 } });
  });

  it('joins files, and tells when each is done', async () => {
    const first = folder.write('a.csv', tableOf(CHAIN_HEADER, [GOOD]));
    const second = folder.write('b.csv', tableOf(CHAIN_HEADER, [GOOD.replace('1000', '2000')]));
    const done: number[] = [];
    const { chains, files } = await readChains([first, second], (count) => done.push(count));
    expect(chains.contracts).toHaveLength(1);
    expect(chains.at).toEqual([1000, 2000]);
    expect(files.map(({ rows }) => rows)).toEqual([1, 1]);
    expect(done).toEqual([1, 2]);
  });

  it('takes a quote or a vol that is not there as none', async () => {
    const { chains } = await read(GOOD.replace('0.01,0.02,0.015,0.6', ',,0.015,'));
    expect([chains.bid, chains.ask, chains.mark, chains.vol]).toEqual([
      [Number.NaN],
      [Number.NaN],
      [0.015],
      [Number.NaN],
    ]);
  });

  it.each([
    ['time is not whole milliseconds', GOOD.replace('1000', 'noon')],
    ['expiry is not whole milliseconds', GOOD.replace('9000', '')],
    ['strike not above 0', GOOD.replace(',100,C', ',0,C')],
    ['underlying not above 0', GOOD.replace(',C,101,', ',C,,')],
    ['mark is no price', GOOD.replace('0.015', '-1')],
    ['mark is no price', GOOD.replace('0.015', '')],
    ['type is neither C nor P', GOOD.replace(',C,', ',X,')],
    ['no currency or instrument', GOOD.replace('BTC-A-100-C', '')],
    ['terms differ from those before', GOOD.replace(',100,C', ',110,C')],
    ['terms differ from those before', GOOD.replace(',BTC,', ',ETH,')],
  ])('refuses a row: %s', async (reason, line) => {
    const { files } = await read(GOOD, line);
    expect(files[0]).toMatchObject({ rows: 1, refused: { first: [{ line: 3, reason }] } });
  });

  it('refuses no files, a file without a usable row, and one without the columns', async () => {
    await expect(readChains([], () => undefined)).rejects.toThrow('needs option chains');
    await expect(read(GOOD.replace('0.015', ''))).rejects.toThrow('no usable row: 1 were refused');
    const bars = folder.write('bars.csv', 'ts_ms,open\n1,2\n');
    await expect(readChains([bars], () => undefined)).rejects.toThrow('names no ccy');
  });
});

describeWithShared('readChains on recorded chains', () => {
  it('reads two days', async () => {
    const path = sharedPath('data', 'options', 'deribit_chain_2025-12.csv.gz');
    const { chains, files } = await readChains([path], () => undefined);
    expect(files[0]).toMatchObject({ rows: 5180, refused: { count: 0 } });
    expect(new Set(chains.contracts.map(({ ccy }) => ccy))).toEqual(new Set(['BTC', 'ETH']));
  });
});
