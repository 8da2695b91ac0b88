import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { EXIT, UsageError } from './exit.ts';
import { runProgram } from './program.ts';
import type { Load, Verbs } from './verbs.ts';

interface Told {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** What was called, with what. */
  readonly calls: readonly (readonly [string, unknown])[];
  readonly loaded: readonly string[];
}

/** Runs the command line over verbs that only remember, and end as `end` says. */
async function evenkeel(line: string, end: () => Promise<number> = async () => EXIT.ok): Promise<Told> {
  const told = {
    out: [] as string[],
    err: [] as string[],
    calls: [] as [string, unknown][],
    loaded: [] as string[],
  };
  const verb = (name: string): Load<unknown> => {
    return async () => {
      told.loaded.push(name);
      const main = (options: unknown): Promise<number> => {
        told.calls.push([name, options]);
        return end();
      };
      return { main };
    };
  };
  const names = [
    'run',
    'control',
    'backtest',
    'replay',
    'simulate',
    'check',
    'doctor',
    'exchange',
    'value',
    'iv',
    'lab',
    'bench',
  ];
  const verbs = Object.fromEntries(names.map((name) => [name, verb(name)])) as unknown as Verbs;
  const output = { out: (text: string) => told.out.push(text), err: (text: string) => told.err.push(text) };
  const status = await runProgram(line.split(' ').filter(Boolean), output, verbs);
  return { ...told, status, out: told.out.join('\n'), err: told.err.join('\n') };
}

describe('the verbs of the command line', () => {
  it.each<[string, string, unknown]>([
    ['run', 'run', { rearm: false, live: false, json: false }],
    ['run --live', 'run', { rearm: false, live: true, json: false }],
    [
      'run a.yaml --for 60s --speed 600x --journal j --rearm --json',
      'run',
      { config: 'a.yaml', forMs: 60_000, speed: 600, journal: 'j', rearm: true, live: false, json: true },
    ],
    ['status', 'control', { word: 'status', json: false }],
    ['kill a.yaml', 'control', { word: 'kill', config: 'a.yaml', json: false }],
    [
      'flatten a.yaml --journal j --yes --wait 90s --json',
      'control',
      { word: 'flatten', config: 'a.yaml', journal: 'j', yes: true, waitMs: 90_000, json: true },
    ],
    ['flatten', 'control', { word: 'flatten', yes: false, json: false }],
    [
      'backtest a.yaml --data x.csv',
      'backtest',
      { config: 'a.yaml', data: [{ file: 'x.csv' }], funding: [], chains: [], json: false },
    ],
    [
      'backtest a.yaml --data X=x.csv y.csv --funding f.csv --chains c.csv --policy clock --journal j --report r.html --json',
      'backtest',
      {
        config: 'a.yaml',
        data: [{ instrument: 'X', file: 'x.csv' }, { file: 'y.csv' }],
        funding: ['f.csv'],
        chains: ['c.csv'],
        policy: 'clock',
        journal: 'j',
        report: 'r.html',
        json: true,
      },
    ],
    [
      'backtest a.yaml --data x.csv --sweep a.b=1,2 --sweep policy=clock --workers 3',
      'backtest',
      {
        ...{ config: 'a.yaml', data: [{ file: 'x.csv' }], funding: [], chains: [], workers: 3, json: false },
        sweep: [
          { key: 'a.b', values: ['1', '2'] },
          { key: 'policy', values: ['clock'] },
        ],
      },
    ],
    ['replay journals/demo --json', 'replay', { journal: 'journals/demo', json: true }],
    ['simulate', 'simulate', { json: false }],
    ['simulate --seeds 200 --seed 5', 'simulate', { seeds: 200, seed: 5, json: false }],
    ['check a.yaml', 'check', { config: 'a.yaml', json: false }],
    ['doctor a.yaml --json', 'doctor', { config: 'a.yaml', json: true }],
    ['exchange', 'exchange', { json: false }],
    [
      'exchange --protocols deribit --port 0 --host 10.0.0.1 --data f.csv --pace 60x --seed 3 --for 5s',
      'exchange',
      {
        ...{ protocols: 'deribit', port: 0, host: '10.0.0.1', data: 'f.csv', pace: 60, seed: 3 },
        ...{ forMs: 5_000, json: false },
      },
    ],
    ['lab vol', 'lab', { name: 'vol', data: [], funding: [], chains: [], json: false }],
    [
      'lab vol --data a.csv b.csv --funding f.csv --chains c.csv --report r.html --json',
      'lab',
      {
        ...{ name: 'vol', data: ['a.csv', 'b.csv'], funding: ['f.csv'], chains: ['c.csv'] },
        ...{ report: 'r.html', json: true },
      },
    ],
    ['value', 'value', { json: false }],
    ['value options.csv --json', 'value', { file: 'options.csv', json: true }],
    ['iv - --json', 'iv', { file: '-', json: true }],
    ['iv quotes.csv', 'iv', { file: 'quotes.csv', json: false }],
    ['bench pricing --json', 'bench', { name: 'pricing', json: true }],
  ])('%s', async (line, verb, options) => {
    const { status, calls, loaded, err } = await evenkeel(line);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(calls).toEqual([[verb, options]]);
    expect(loaded).toEqual([verb]);
  });

  it('end with the status that the verb answers', async () => {
    expect((await evenkeel('run', async () => EXIT.rowsRefused)).status).toBe(3);
    expect((await evenkeel('run', async () => EXIT.failed)).status).toBe(1);
  });
});

describe('help and version', () => {
  it('go to stdout, load no verb, and are no error', async () => {
    const help = await evenkeel('--help');
    expect(help).toMatchObject({ status: 0, err: '', loaded: [] });
    for (const verb of [
      'run',
      'backtest',
      'replay',
      'simulate',
      'check',
      'doctor',
      'exchange',
      'value',
      'iv',
      'lab',
      'bench',
    ])
      expect(help.out).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    expect(await evenkeel('--version')).toMatchObject({ status: 0, out: manifest.version, loaded: [] });
    expect(await evenkeel('run --help')).toMatchObject({ status: 0, err: '', loaded: [] });
  });
});

describe('wrong usage', () => {
  it.each([
    ['', 'Usage: evenkeel'],
    ['chek a.yaml', "unknown command 'chek'"],
    ['check', "missing required argument 'config'"],
    ['check a.yaml b.yaml', 'too many arguments'],
    ['check a.yaml --jso', "unknown option '--jso'"],
    ['backtest a.yaml', "required option '--data"],
    ['run --for 60', 'It is 60, which has no unit: write 60s, 60m or 60h.'],
    ['run --speed fast', 'It is fast, which is no number'],
    ['simulate --seeds 0', 'It is 0: it must be 1 or more.'],
  ])('"%s" ends with 2, is told on stderr and loads nothing', async (line, message) => {
    const { status, out, err, loaded } = await evenkeel(line);
    expect({ status, out, loaded }).toEqual({ status: 2, out: '', loaded: [] });
    expect(err).toContain(message);
  });

  it('suggests what was meant', async () => {
    expect((await evenkeel('chek a.yaml')).err).toContain('Did you mean check?');
  });
});

describe('a verb that fails', () => {
  it('tells wrong usage without a stack', async () => {
    const fail = (): Promise<number> => Promise.reject(new UsageError('no data', 'set EVENKEEL_DATA'));
    expect(await evenkeel('lab vol', fail)).toMatchObject({
      status: 2,
      err: 'evenkeel: no data — set EVENKEEL_DATA',
    });
  });

  it('tells a fault with its stack', async () => {
    const { status, err } = await evenkeel('run', () => Promise.reject(new TypeError('x is not a function')));
    expect(status).toBe(1);
    expect(err).toMatch(/^evenkeel: TypeError: x is not a function\n +at /);
  });

  it('tells what is thrown even if it is no error', async () => {
    expect(await evenkeel('run', () => Promise.reject('lost'))).toMatchObject({
      status: 1,
      err: 'evenkeel: lost',
    });
  });
});
