import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './data-fixture.ts';
import { readLines } from './lines.ts';

const folder = makeFolder();
afterAll(folder.remove);

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  await readLines(path, (bytes, from, to, line) => {
    lines.push(`${line}:${bytes.toString('utf8', from, to)}`);
  });
  return lines;
}

describe('readLines', () => {
  it.each([
    ['a last line with its end', 'a\nb\n', ['1:a', '2:b']],
    ['a last line without', 'a\nb', ['1:a', '2:b']],
    ['ends of two characters', 'a\r\nb\r\n', ['1:a', '2:b']],
    ['an empty line', 'a\n\nb', ['1:a', '2:', '3:b']],
    ['nothing', '', []],
  ])('gives each line with its number: %s', async (_case, text, lines) => {
    expect(await linesOf(folder.write('plain.csv', text))).toEqual(lines);
    expect(await linesOf(folder.write('packed.csv.gz', text))).toEqual(lines);
  });

  it('sees whether a file is packed by its bytes, not by its name', async () => {
    const path = folder.path('misnamed.csv');
    writeFileSync(path, gzipSync('a\nb\n'));
    expect(await linesOf(path)).toEqual(['1:a', '2:b']);
  });

  it('puts lines together that chunks cut in two', async () => {
    const all = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 40)}`);
    const expected = all.map((text, i) => `${i + 1}:${text}`);
    expect(await linesOf(folder.write('long.csv', all.join('\n')))).toEqual(expected);
    expect(await linesOf(folder.write('long.csv.gz', all.join('\n')))).toEqual(expected);
  });

  it('answers the hash of the text, packed or not', async () => {
    const text = 'a\nbc\n';
    const expected = createHash('sha256').update(text).digest('hex');
    expect(await readLines(folder.write('hash.csv', text), () => undefined)).toBe(expected);
    expect(await readLines(folder.write('hash.csv.gz', text), () => undefined)).toBe(expected);
  });

  it('names a file that is not there, and what to do', async () => {
    const path = folder.path('absent.csv');
    await expect(linesOf(path)).rejects.toMatchObject({
      message: `cannot read ${path}: there is no such file`,
      remedy: 'check the path',
    });
  });

  it('says that a folder is none', async () => {
    mkdirSync(folder.path('inner'));
    await expect(linesOf(folder.path('inner'))).rejects.toThrow('it is a folder');
  });

  it('refuses a packed file that ends early', async () => {
    const path = folder.path('torn.csv.gz');
    const packed = gzipSync(Array.from({ length: 9_999 }, (_, i) => `${i * 7919}`).join('\n'));
    writeFileSync(path, packed.subarray(0, packed.length / 2));
    await expect(linesOf(path)).rejects.toThrow(`${path} is damaged: unexpected end of file`);
  });

  it('passes on what the taker throws', async () => {
    const path = folder.write('thrown.csv', 'a\n');
    const thrown = readLines(path, () => {
      throw new RangeError('no more');
    });
    await expect(thrown).rejects.toThrow(RangeError);
  });
});
