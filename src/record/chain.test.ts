import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, EntryBody } from '../domain/entry.ts';
import { atoms, millis } from '../units/units.ts';
import { decode, encode, NotCanonical } from './canonical.ts';
import { type Break, ChainBroken, GENESIS, seal, verify } from './chain.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const bodies: readonly EntryBody[] = [
  { kind: 'timer' },
  { kind: 'operator', action: 'pause' },
  {
    kind: 'account',
    event: { kind: 'gas', id: 'gas "é"\n', venue: 'evm', amount: atoms(-12n), currency: 'ETH' },
  },
  { kind: 'checkpoint', state: { hash: 'not the hash', prices: [0.1, 1e-7], held: 123n } },
];

interface Written {
  readonly entry: Entry;
  readonly outcome: unknown;
}

function written(seq: number, body: EntryBody, outcome: unknown, at = 1_000 + seq): Written {
  return { entry: { seq, at: millis(at), cause: seq === 0 ? null : seq - 1, body }, outcome };
}

function chain(entries: readonly Written[], previous: string = GENESIS): string[] {
  let head = previous;
  return entries.map(({ entry, outcome }) => {
    const sealed = seal(entry, outcome, head, sha256);
    head = sealed.hash;
    return sealed.line;
  });
}

const story: readonly Written[] = [0, 1, 2, 3, 4, 5, 6, 7].map((seq) =>
  written(seq, bodies[seq % bodies.length] as EntryBody, { decision: 'hold', because: { delta: 0.1 * seq } }),
);
const lines: readonly string[] = chain(story);

function broken(changed: Iterable<string>, from = 0): ChainBroken {
  try {
    for (const _ of verify(changed, sha256, from));
  } catch (error) {
    if (error instanceof ChainBroken) return error;
    throw error;
  }
  throw new Error('the chain held');
}

/** `line` with `change` made to it and its hash made to fit again. */
function forged(line: string, change: (entry: Record<string, unknown>) => void): string {
  const entry = decode(line) as Record<string, unknown>;
  change(entry);
  delete entry.hash;
  return encode({ ...entry, hash: sha256(encode(entry)) });
}

describe('seal', () => {
  it('writes the canonical text of the entry, its outcome and both hashes', () => {
    const { entry, outcome } = story[2] as Written;
    const previous = sha256('the one before');
    const { line, hash } = seal(entry, outcome, previous, sha256);
    expect(line).toBe(encode({ ...entry, outcome, previous, hash }));
    expect(hash).toBe(sha256(encode({ ...entry, outcome, previous })));
  });

  it('covers everything: each field changes the hash', () => {
    const base = written(3, { kind: 'timer' }, null);
    const { entry } = base;
    const sealed = (changed: Partial<Entry>, outcome: unknown = null, previous = 'p'): string =>
      seal({ ...entry, ...changed }, outcome, previous, sha256).hash;
    const all = [
      sealed({}),
      sealed({ seq: 4 }),
      sealed({ at: millis(1) }),
      sealed({ cause: null }),
      sealed({ body: { kind: 'operator', action: 'kill' } }),
      sealed({}, 0),
      sealed({}, null, 'q'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('leaves out an undefined outcome', () => {
    const { line } = seal((story[0] as Written).entry, undefined, GENESIS, sha256);
    expect(line).not.toContain('outcome');
    expect([...verify([line], sha256)]).toHaveLength(1);
  });

  it('names the place of what it cannot write', () => {
    const body: EntryBody = { kind: 'checkpoint', state: { equity: Number.NaN } };
    expect(() => chain([written(0, body, {})])).toThrow('body.state.equity: NaN is not finite');
    expect(() => chain([written(0, { kind: 'timer' }, { edge: Number.POSITIVE_INFINITY })])).toThrow(
      new NotCanonical(['outcome', 'edge'], 'Infinity is not finite; leave out what is not known').message,
    );
  });

  it('asks the hasher once, for a text without the hash', () => {
    const asked: string[] = [];
    const { line } = seal((story[1] as Written).entry, {}, 'before', (text) => {
      asked.push(text);
      return 'digest';
    });
    expect(asked).toHaveLength(1);
    expect(line).toBe(asked[0]?.replace(',"outcome"', ',"hash":"digest","outcome"'));
  });
});

describe('verify', () => {
  it('yields what was sealed, with its line', () => {
    const found = [...verify(lines, sha256)];
    expect(found.map(({ line }) => line)).toEqual(lines);
    for (const [i, { entry }] of found.entries()) {
      expect(entry).toMatchObject({ ...story[i]?.entry, outcome: story[i]?.outcome });
      expect(entry.previous).toBe(i === 0 ? GENESIS : found[i - 1]?.entry.hash);
    }
  });

  it('holds for an empty journal and reads no further than it is asked', () => {
    expect([...verify([], sha256)]).toEqual([]);
    const [first] = verify([lines[0] as string, 'rubbish'], sha256);
    expect(first?.entry.seq).toBe(0);
  });

  it('takes up a chain in the middle, trusting the first link only', () => {
    expect([...verify(lines.slice(5), sha256, 5)].map(({ entry }) => entry.seq)).toEqual([5, 6, 7]);
    expect(broken(lines.slice(5), 4)).toMatchObject({ seq: 4, found: 'seq' });
    expect(broken([lines[5] as string, lines[5] as string], 5)).toMatchObject({ seq: 6, found: 'seq' });
  });

  it('lets time stand still, but not go back', () => {
    const still = chain([0, 1, 2].map((seq) => written(seq, { kind: 'timer' }, {}, 5)));
    expect([...verify(still, sha256)]).toHaveLength(3);
    const back = chain([9, 8].map((at, seq) => written(seq, { kind: 'timer' }, {}, at)));
    expect(broken(back)).toMatchObject({ seq: 1, found: 'at' });
    expect(broken(back).message).toMatch(
      /^entry 1: it is of 8, before entry 0 of 9\. .*restore it from a copy/,
    );
  });
});

describe('what verify refuses', () => {
  const changed = (seq: number, change: (line: string) => string): string[] =>
    lines.map((line, i) => (i === seq ? change(line) : line));
  const cases: readonly [string, readonly string[], number, Break][] = [
    ['a changed number', changed(3, (line) => line.replace('0.1', '0.2')), 3, 'text'],
    ['white space', changed(2, (line) => line.replace('{', '{ ')), 2, 'text'],
    ['another way to write a number', changed(3, (line) => line.replace('1e-7', '1e-07')), 3, 'text'],
    ['a second hash', changed(1, (line) => line.replace('"seq"', '"hash":"x","seq"')), 1, 'text'],
    [
      'a hash elsewhere',
      changed(1, (line) => encode(decode(line)).replace(/,"hash":"[^"]*"/, '')),
      1,
      'line',
    ],
    ['a line cut short', changed(7, (line) => line.slice(0, -1)), 7, 'line'],
    ['an empty line', changed(4, () => ''), 4, 'line'],
    ['JSON that is no entry', changed(4, () => '[null]'), 4, 'line'],
    ['null', changed(4, () => 'null'), 4, 'line'],
    ['a missing line', lines.filter((_, i) => i !== 5), 5, 'seq'],
    ['a missing beginning', lines.slice(1), 0, 'seq'],
    ['a line told twice', [...lines.slice(0, 3), lines[2] as string, ...lines.slice(3)], 3, 'seq'],
    ['two lines changing places', changed(3, () => lines[4] as string), 3, 'seq'],
    [
      'an entry rewritten with its hash',
      changed(6, (line) => forged(line, (e) => (e.cause = 1))),
      7,
      'previous',
    ],
    ['a forged first link', changed(0, (line) => forged(line, (e) => (e.previous = 'x'))), 0, 'previous'],
    ['a line of another journal', [...chain(story.slice(0, 2), sha256('other'))], 0, 'previous'],
  ];

  it.each(cases)('%s', (_, given, seq, found) => {
    expect(broken(given)).toMatchObject({ name: 'ChainBroken', seq, found });
  });

  it('says what was found, and what to do', () => {
    const { message } = broken(changed(3, (line) => line.replace('0.1', '0.2')));
    expect(message).toMatch(/^entry 3: its hash is "[0-9a-f]{64}", but its text gives "[0-9a-f]{64}"\. /);
    expect(message).toContain('do not trade on it, restore it from a copy');
  });

  it('any line with any one byte changed', () => {
    const mask = fc.integer({ min: 1, max: 255 });
    fc.assert(
      fc.property(fc.infiniteStream(mask), (masks) => {
        for (const [seq, line] of lines.entries()) {
          const bytes = Buffer.from(line);
          for (let i = 0; i < bytes.length; i += 1) {
            const byte = bytes[i] as number;
            bytes[i] = byte ^ (masks.next().value as number);
            const one = bytes.toString();
            bytes[i] = byte;
            expect(['line', 'text'], `byte ${i} of entry ${seq}: ${one}`).toContain(broken([one], seq).found);
          }
        }
      }),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 30 : 3 },
    );
  });

  it('any chain of lines with some taken out of its middle, or any two changed round', () => {
    const seq = fc.integer({ min: 0, max: lines.length - 1 });
    fc.assert(
      fc.property(seq, seq, (a, b) => {
        fc.pre(a < b);
        expect(broken([...lines.slice(0, a), ...lines.slice(b)]).seq).toBe(a);
        const swapped = changed(a, () => lines[b] as string);
        swapped[b] = lines[a] as string;
        expect(broken(swapped).seq).toBe(a);
      }),
    );
  });
});
