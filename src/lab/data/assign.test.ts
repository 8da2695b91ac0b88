import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../domain/config.ts';
import type { Perp, Spot } from '../../domain/instrument.ts';
import { ETH_PROFILE, engineConfig, PERP, PROFILE, SPOT } from '../lab-fixture.ts';
import { assignFiles, type DataFile } from './assign.ts';

const ETH_PERP: Perp = { ...PERP, id: 'ETH-PERP', base: 'ETH' };
const ETH_SPOT: Spot = { ...SPOT, id: 'ETH-USDT', base: 'ETH' };
const USDC_PERP: Perp = { ...PERP, id: 'BTCUSDC', quote: 'USDC', settle: 'USDC' };

const PERP_ONLY = engineConfig();
const BOTH = engineConfig({ instruments: [SPOT, PERP], profiles: [{ ...PROFILE, index: SPOT.id }] });
const SPOT_ONLY = engineConfig({
  instruments: [SPOT],
  profiles: [{ ...PROFILE, index: SPOT.id, hedge: SPOT.id }],
});

function assign(config: EngineConfig, ...files: readonly (string | DataFile)[]) {
  const given = files.map((file) => (typeof file === 'string' ? { file } : file));
  const { files: assigned, warnings } = assignFiles(given, config);
  return { served: assigned.map(({ instruments }) => instruments.map(({ id }) => id)), warnings };
}

describe('assignFiles', () => {
  it('gives a file to the instrument of its base and kind', () => {
    expect(assign(BOTH, 'BTCUSDT_perp_5m.csv', 'BTCUSDT_spot_5m.csv')).toEqual({
      served: [[PERP.id], [SPOT.id]],
      warnings: [],
    });
  });

  it('prefers the instrument of the same quote', () => {
    const config = engineConfig({ instruments: [PERP, USDC_PERP] });
    expect(assign(config, 'BTCUSDT_perp_5m.csv', 'BTCUSDC_perp_5m.csv').served).toEqual([
      [PERP.id],
      [USDC_PERP.id],
    ]);
  });

  it('lets an instrument that is given win over the name', () => {
    const file = { instrument: PERP.id, file: 'ETHUSDT_spot_5m.csv' };
    expect(assign(PERP_ONLY, file).served).toEqual([[PERP.id]]);
    expect(assign(PERP_ONLY, { instrument: PERP.id, file: 'prices.csv' }).served).toEqual([[PERP.id]]);
  });

  it('lets a kind that the config lacks serve its base, with a warning', () => {
    expect(assign(PERP_ONLY, 'BTCUSDT_spot_5m.csv')).toEqual({
      served: [[PERP.id]],
      warnings: [`BTCUSDT_spot_5m.csv (spot) stands in for ${PERP.id}, which has no file`],
    });
    expect(assign(SPOT_ONLY, 'BTCUSDT_perp_5m.csv').served).toEqual([[SPOT.id]]);
  });

  it('lets one file stand in for what else its base needs', () => {
    expect(assign(BOTH, 'BTCUSDT_perp_5m.csv')).toEqual({
      served: [[PERP.id, SPOT.id]],
      warnings: [`BTCUSDT_perp_5m.csv (perp) stands in for ${SPOT.id}, which has no file`],
    });
  });

  it('tells that prices in one currency are taken for another', () => {
    expect(assign(PERP_ONLY, 'BTCUSD_bitfinex_1m_2018.csv').warnings).toEqual([
      `BTCUSD_bitfinex_1m_2018.csv (spot) stands in for ${PERP.id}, which has no file`,
      `BTCUSD_bitfinex_1m_2018.csv is in USD; its prices are taken for ${PERP.id} in USDT`,
    ]);
    expect(assign(PERP_ONLY, 'BTC-PERP_ftx_1m.csv').warnings).toEqual([]);
  });

  it.each<[string, EngineConfig, DataFile, string, string]>([
    [
      'a base that the config lacks',
      PERP_ONLY,
      { file: 'XRPUSDT_perp_5m.csv' },
      'XRPUSDT_perp_5m.csv is of XRP, which the config does not list',
      'it lists BTCUSDT (BTC perp)',
    ],
    [
      'a name that says nothing',
      PERP_ONLY,
      { file: 'prices.csv' },
      'prices.csv: its name does not say what it is of',
      'write INSTRUMENT=prices.csv; there is BTCUSDT (BTC perp)',
    ],
    [
      'an instrument that the config lacks',
      PERP_ONLY,
      { instrument: 'DOGE', file: 'x.csv' },
      'x.csv is given for DOGE, which the config does not list',
      'it lists BTCUSDT (BTC perp)',
    ],
  ])('refuses %s, naming what there is', (_case, config, file, message, remedy) => {
    expect(() => assignFiles([file], config)).toThrowError(expect.objectContaining({ message, remedy }));
  });

  it('refuses to leave a profile without prices', () => {
    const profiles = [PROFILE, ETH_PROFILE];
    const config = engineConfig({ instruments: [PERP, ETH_PERP], profiles });
    expect(() => assign(config, 'BTCUSDT_perp_5m.csv')).toThrowError(
      expect.objectContaining({ remedy: 'add --data ETH-PERP=FILE' }),
    );
    expect(assign(config, 'BTCUSDT_perp_5m.csv', 'ETHUSDT_perp_5m.csv').served).toEqual([
      [PERP.id],
      ['ETH-PERP'],
    ]);
  });

  it('refuses a file that nothing can use', () => {
    const config = engineConfig({ instruments: [PERP, ETH_SPOT] });
    expect(() => assign(config, 'BTCUSDT_perp_5m.csv', 'ETHUSDT_perp_5m.csv')).toThrow('has use for none');
  });
});
