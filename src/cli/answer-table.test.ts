import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from './exit.ts';
import { main as iv } from './iv.ts';
import { main as value } from './value.ts';
import type { TableOptions } from './verbs.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-table-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'id,type,forward,strike,T,price\n';
const GOOD = '1,call,100,100,0.25,4\n';
const BAD = '2,put,100,110,0.25,110\n';

interface Told {
  readonly status: number;
  readonly data: string;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Runs a verb with `input` on stdin and a stdout that takes a write at a time, and leaves after `writes`. */
async function run(
  verb: typeof iv,
  options: TableOptions,
  input: Iterable<string> = [],
  writes: number = Infinity,
): Promise<Told> {
  const told = { data: '', out: [] as string[], err: [] as string[] };
  let left = writes;
  const stdout = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      left -= 1;
      told.data += chunk.toString();
      setImmediate(() => done(left > 0 ? null : Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })));
    },
  });
  // As main.ts has it.
  stdout.on('error', () => undefined);
  const output = { out: (text: string) => told.out.push(text), err: (text: string) => told.err.push(text) };
  const pipes = { input: Readable.from(input, { objectMode: false }), output: stdout };
  return { ...told, status: await verb(options, output, pipes), data: told.data };
}

describe('a table', () => {
  it('is answered from stdin, told on stderr, and ends in JSON where asked', async () => {
    const { status, data, out, err } = await run(iv, { json: true }, [HEADER, GOOD, '\n', BAD]);
    expect(data).toBe(
      'id,vol,error\n1,0.20061433385893446,\n2,,"price 110: a price above 10, its intrinsic value, ' +
        'and below 110, its value at an infinite vol"\n',
    );
    expect({ status, out, err }).toEqual({
      status: 3,
      out: ['{"rows":2,"refused":1}'],
      err: ['2 rows, 1 refused'],
    });
  });

  it('is answered from a file', async () => {
    const file = join(folder, 'options.csv');
    writeFileSync(file, 'vol,T,id,style,type,spot,strike,rate,div\n0.2,1,x,e,c,100,100,0,0');
    const { status, data, out } = await run(value, { file, json: false });
    expect(data).toMatch(/^id,price,delta,gamma,vega,theta,rho,error\nx,7\.9655674554\d+,0\.5398\d+,/);
    expect({ status, out }).toEqual({ status: 0, out: [] });
    expect((await run(iv, { file: '-', json: false }, [HEADER, GOOD])).data).toContain('\n1,0.2006');
  });

  it('is read no further than it is wanted', async () => {
    let drawn = 0;
    const endless = function* (): Generator<string> {
      yield HEADER;
      for (;;) {
        drawn += 1;
        yield GOOD.repeat(1000);
      }
    };
    const { status, out, err } = await run(iv, { json: true }, endless(), 5);
    expect({ status, out, err }).toEqual({ status: 0, out: [], err: [] });
    // What was written, and the little that streams hold.
    expect(drawn).toBeLessThan(20);
  });

  it('without a header that will do is wrong usage', async () => {
    const refusal = (error: unknown): unknown => {
      expect(error).toBeInstanceOf(UsageError);
      return [(error as UsageError).message, (error as UsageError).remedy];
    };
    const file = join(folder, 'bad.csv');
    writeFileSync(file, 'id,type,forward,strike,T\n');
    const remedy = 'the header must name id, type, forward, strike, T, price, in any order';
    expect(await run(iv, { file, json: false }).catch(refusal)).toEqual([
      `${file}: the header has no column price`,
      remedy,
    ]);
    expect(await run(iv, { json: false }).catch(refusal)).toEqual([
      'stdin: there is no header',
      'begin with id,type,forward,strike,T,price',
    ]);
    const none = join(folder, 'none.csv');
    expect(await run(iv, { file: none, json: false }).catch(refusal)).toEqual([
      `cannot read ${none}: there is no such file`,
      'check the path',
    ]);
    expect(await run(iv, { file: folder, json: false }).catch(refusal)).toEqual([
      `cannot read ${folder}: it is a folder`,
      'check the path',
    ]);
  });

  it('whose source fails is a fault', async () => {
    const broken = function* (): Generator<string> {
      yield HEADER;
      throw new Error('the line is dead');
    };
    await expect(run(iv, { json: false }, broken())).rejects.toThrow('the line is dead');
  });
});
