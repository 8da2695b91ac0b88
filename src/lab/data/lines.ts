import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputRefused } from './input-refused.ts';

/** One line, without its end: `bytes` from `from` to before `to`. Good only during the call. */
export type TakeLine = (bytes: Buffer, from: number, to: number, line: number) => void;

const LINE_FEED = 10;
const RETURN = 13;
const CHUNK = 1 << 18;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** `error` of reading `path`, in words for whoever named the file. */
function refusal(path: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code.startsWith('Z_'))
    return new InputRefused(`${path} is damaged: ${message}`, 'fetch or compress it again');
  const reason = reasons[code];
  return reason === undefined ? error : new InputRefused(`cannot read ${path}: ${reason}`, 'check the path');
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** The bytes of the file at `path`, unpacked if they are packed, whatever its name says. */
async function textOf(path: string): Promise<AsyncIterable<Buffer>> {
  const isPacked = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: CHUNK });
  // An error of either stream destroys both, and so ends the loop over the last.
  return isPacked ? pipeline(file, createGunzip({ chunkSize: CHUNK }), () => undefined) : file;
}

/** Gives every line of the file to `take`, counting from 1, and answers the SHA-256 of its text in hex. */
export async function readLines(path: string, take: TakeLine): Promise<string> {
  const digest = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const give = (bytes: Buffer, from: number, to: number): void => {
    line += 1;
    take(bytes, from, to > from && bytes[to - 1] === RETURN ? to - 1 : to, line);
  };
  try {
    for await (const chunk of await textOf(path)) {
      digest.update(chunk);
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let to = bytes.indexOf(LINE_FEED); to >= 0; to = bytes.indexOf(LINE_FEED, from)) {
        give(bytes, from, to);
        from = to + 1;
      }
      rest = bytes.subarray(from);
    }
  } catch (error) {
    throw refusal(path, error);
  }
  if (rest.length > 0) give(rest, 0, rest.length);
  return digest.digest('hex');
}
