import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './data-fixture.ts';
import { readTable } from './table.ts';

const folder = makeFolder();
afterAll(folder.remove);

async function read(text: string, columns: readonly string[] = ['n', 'name']): Promise<unknown[]> {
  const rows: unknown[] = [];
  await readTable(folder.write('table.csv', text), columns, (row) => {
    rows.push([row.line, row.number(0), row.text(1)]);
    return null;
  });
  return rows;
}

describe('readTable', () => {
  it('gives fields by the columns asked for, whatever their order in the file', async () => {
    expect(await read('name,other,n\na,x,1\nb,y,2.5\n')).toEqual([
      [2, 1, 'a'],
      [3, 2.5, 'b'],
    ]);
  });

  it('takes spaces, a byte order mark and ends of two characters in the header', async () => {
    expect(await read('\ufeffn, name\r\n1,a\r\n')).toEqual([[2, 1, 'a']]);
  });

  it('passes over empty lines but counts them', async () => {
    expect(await read('n,name\n\n1,a\n\n')).toEqual([[3, 1, 'a']]);
  });

  it('gives an empty field as no number', async () => {
    expect(await read('n,name\n,\n')).toEqual([[2, Number.NaN, '']]);
  });

  it('refuses rows with another number of fields', async () => {
    const path = folder.write('fields.csv', 'n,name\n1\n1,a,b\n2,b\n');
    const { refusals } = await readTable(path, ['n', 'name'], () => null);
    expect(refusals.rows()).toEqual({
      count: 2,
      byReason: { '1 fields instead of 2': 1, '3 fields instead of 2': 1 },
      first: [
        { line: 2, reason: '1 fields instead of 2' },
        { line: 3, reason: '3 fields instead of 2' },
      ],
    });
  });

  it('refuses rows that the taker finds fault with', async () => {
    const path = folder.write('faults.csv', 'n,name\n1,a\n2,b\n');
    const { refusals } = await readTable(path, ['n'], (row) => (row.number(0) > 1 ? 'too large' : null));
    expect(refusals.rows().first).toEqual([{ line: 3, reason: 'too large' }]);
  });

  it('names the columns that a header lacks', async () => {
    await expect(read('n,title\n1,a\n')).rejects.toMatchObject({
      message: expect.stringContaining('begins with "n,title", which names no name'),
      remedy: 'its first line must name the columns n,name',
    });
  });

  it('says so when there is no header at all', async () => {
    await expect(read('')).rejects.toThrow('is empty');
    await expect(read('1,a\n2,b\n')).rejects.toThrow('names no n, name');
  });

  it('hashes the same text to the same, and another to another', async () => {
    const hash = async (text: string) =>
      (await readTable(folder.write('hash.csv', text), ['n'], () => null)).sha256;
    expect(await hash('n\n1\n')).toBe(await hash('n\n1\n'));
    expect(await hash('n\n1\n')).not.toBe(await hash('n\n2\n'));
  });
});
