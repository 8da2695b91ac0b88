import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './data-fixture.ts';
import { defaultData } from './default-data.ts';

const folder = makeFolder();
afterAll(folder.remove);

describe('defaultData', () => {
  const root = folder.path('project');
  const beside = folder.path(join('shared', 'data'));

  it('names both places where there is neither', () => {
    expect(() => defaultData(['a.csv'], undefined, root)).toThrowError(
      expect.objectContaining({
        message: expect.stringContaining(`no ${beside} (EVENKEEL_DATA is not set`),
        remedy: `set EVENKEEL_DATA to the data folder, put it at ${beside}, or give files with --data`,
      }),
    );
  });

  it('looks beside the project', () => {
    mkdirSync(beside, { recursive: true });
    folder.write(join('shared', 'data', 'a.csv'), 'x');
    expect(defaultData(['a.csv'], undefined, root)).toEqual([join(beside, 'a.csv')]);
    expect(defaultData(['a.csv'], '', root)).toEqual([join(beside, 'a.csv')]);
  });

  it('follows EVENKEEL_DATA alone where it is set', () => {
    mkdirSync(folder.path('other'));
    folder.write(join('other', 'a.csv'), 'x');
    expect(defaultData(['a.csv'], folder.path('other'), root)).toEqual([folder.path(join('other', 'a.csv'))]);
    const wrong = folder.path('elsewhere');
    expect(() => defaultData(['a.csv'], wrong, root)).toThrow(`no ${wrong} (EVENKEEL_DATA is ${wrong})`);
  });

  it('names the file that is missing', () => {
    expect(() => defaultData(['a.csv', 'b.csv'], undefined, root)).toThrow(join(beside, 'b.csv'));
  });
});
