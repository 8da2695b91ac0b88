import { describe, expect, it } from 'vitest';
import { type Answered, answerRows, type Job, type TableRefused } from './rows.ts';

/** Adds two columns; refuses a negative first. */
const job: Job = {
  reads: ['a', 'b'],
  answers: ['sum', 'product'],
  answer: ([a = '', b = '']) =>
    Number(a) < 0
      ? { field: 'a', value: a, remedy: 'an a of "0" or more' }
      : [Number(a) + Number(b), Number(a) * Number(b)],
};

async function answer(
  pieces: readonly string[],
  isReading: () => boolean = () => true,
): Promise<{ result: Answered | TableRefused; out: string }> {
  let out = '';
  async function* source() {
    for (const piece of pieces) yield new TextEncoder().encode(piece);
  }
  const write = async (text: string): Promise<boolean> => {
    out += text;
    return isReading();
  };
  return { result: await answerRows(job, source(), { write }), out };
}

describe('rows', () => {
  it('are answered in place, whatever the order of the columns', async () => {
    const { result, out } = await answer(['b,note,id,a\n2,x,one,1\r\n\n', ' 0.2 ,y,"t,wo", 0.1\n  \n']);
    expect(out).toBe('id,sum,product,error\none,3,2,\n"t,wo",0.30000000000000004,0.020000000000000004,\n');
    expect(result).toEqual({ kind: 'answered', rows: 2, refused: 0, isCutShort: false });
  });

  it('are refused one by one, with the reason in quotes where it needs them', async () => {
    const { result, out } = await answer(['id,a,b\n1,-1,2\n2,"1,2\n3,1,2,3\n4,1,2\n5,1']);
    expect(out.split('\n')).toEqual([
      'id,sum,product,error',
      '1,,,"a -1: an a of ""0"" or more"',
      ',,,"line 2,""1,2: quotes that are closed, each inner one doubled"',
      '3,,,cells 4: at most the 3 of the header',
      '4,3,2,',
      '5,1,0,',
      '',
    ]);
    expect(result).toEqual({ kind: 'answered', rows: 5, refused: 3, isCutShort: false });
  });

  it('that are endless are refused, told by their beginning, and do not harm the next', async () => {
    const long = Array.from({ length: 40 }, () => '9'.repeat(1 << 16));
    const { result, out } = await answer(['id,a,b\n7,1,', ...long, '\n8,1,2\n']);
    expect(out).toBe(
      `id,sum,product,error\n7,,,"line 7,1,${'9'.repeat(36)}…: a line of at most 1048576 characters"\n8,3,2,\n`,
    );
    expect(result).toMatchObject({ rows: 2, refused: 1 });
  });

  it('end when nobody reads them any more', async () => {
    let writes = 0;
    const { result, out } = await answer(['id,a,b\n1,1,1\n', '2,1,1\n', '3,1,1\n'], () => {
      writes += 1;
      return writes < 2;
    });
    expect(out).toBe('id,sum,product,error\n1,2,1,\n2,2,1,\n');
    expect(result).toEqual({ kind: 'answered', rows: 2, refused: 0, isCutShort: true });
  });

  it('may be none', async () => {
    const { result, out } = await answer(['id,a,b']);
    expect({ result, out }).toEqual({
      result: { kind: 'answered', rows: 0, refused: 0, isCutShort: false },
      out: 'id,sum,product,error\n',
    });
  });
});

describe('a header', () => {
  const remedy = 'the header must name id, a, b, in any order';

  it.each<[string, string]>([
    ['id,a\n', 'the header has no column b'],
    ['A,b\n', 'the header has no columns id, a'],
    ['id,a,b,a\n', 'the header names a twice'],
    ['"id,a,b\n', 'the header is no CSV'],
    ['x'.repeat((1 << 20) + 1), 'the header is no CSV'],
  ])('%.20s is refused', async (text, message) => {
    expect(await answer([text])).toEqual({ result: { kind: 'refused', message, remedy }, out: '' });
  });

  it('that is missing is refused', async () => {
    const refusal = { kind: 'refused', message: 'there is no header', remedy: 'begin with id,a,b' };
    for (const nothing of [[], ['\n \r\n']]) expect((await answer(nothing)).result).toEqual(refusal);
  });
});
