/**
 * A running engine's local control: a unix socket in its journal's folder that only its owner may open. A request is
 * a line of JSON, `{"do":"status"}`, and so is its answer: the status after the word was taken, or `error` and
 * `remedy`. Whoever holds the journal holds the socket, so one that is there already is left from a process that died.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { OperatorAction } from '../domain/entry.ts';
import type { Conductor } from '../engine/conductor.ts';
import { type Status, statusOf } from './status.ts';

/** What may be asked. `stop` is for whoever started the process. */
export const WORDS = ['status', 'pause', 'resume', 'flatten', 'kill', 'rearm'] as const;
export type Word = (typeof WORDS)[number];

/** Takes an operator's word into a session that is under way. */
export type Operate = (action: OperatorAction) => void;

export interface Refusal {
  readonly error: string;
  readonly remedy: string;
}

export interface Control {
  /** From now on words are handed to `operate`. */
  readonly attach: (operate: Operate) => void;
  readonly close: () => Promise<void>;
}

export interface ControlOptions {
  /** Of the journal. */
  readonly folder: string;
  readonly conductor: Pick<Conductor, 'state' | 'head'>;
  readonly notice: (text: string) => void;
}

/** Longest path that a unix socket may have: 104 bytes on macOS, 108 on Linux, with the zero at its end. */
const PATH_MAX = 103;
const REQUEST_MAX = 4_096;
const NAME = 'control.sock';

function refusal(error: string, remedy: string): Refusal {
  return { error, remedy };
}

/** The word that `line` asks for. */
function wordOf(line: string): Word | Refusal {
  const known = `ask {"do":"…"} with one of ${WORDS.join(', ')}`;
  try {
    const asked: unknown = JSON.parse(line);
    const said = typeof asked === 'object' && asked !== null && 'do' in asked ? asked.do : undefined;
    const word = WORDS.find((one) => one === said);
    return word ?? refusal(`do: ${JSON.stringify(said)} is no word of this engine`, known);
  } catch {
    return refusal('the request is no JSON', known);
  }
}

/** Reads one line from `socket`, hands it to `answer` and writes what that says. */
function serve(socket: Socket, answer: (line: string) => object): void {
  let text = '';
  socket.setEncoding('utf8');
  // Whoever asked may have left.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\n');
    if (end < 0 && text.length <= REQUEST_MAX) return;
    const answered =
      end < 0 ? refusal('the request is too long', 'ask in one line') : answer(text.slice(0, end));
    socket.removeAllListeners('data');
    socket.end(`${JSON.stringify(answered)}\n`);
  });
}

function listenAt(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Bound before this returns: nobody else may open it even for a moment.
    const mask = process.umask(0o177);
    try {
      server.listen(path, () => {
        chmodSync(path, 0o600);
        resolve();
      });
    } finally {
      process.umask(mask);
    }
  });
}

/** Opens the control socket of the engine whose journal lies in `folder`. Without one it hedges all the same. */
export async function openControl({ folder, conductor, notice }: ControlOptions): Promise<Control> {
  let operate: Operate | undefined;
  const answer = (line: string): Status | Refusal => {
    const word = wordOf(line);
    if (typeof word !== 'string') return word;
    if (word !== 'status') {
      if (operate === undefined) return refusal('the engine is starting or ending', 'ask again in a moment');
      operate(word);
    }
    return statusOf(conductor);
  };
  const path = join(folder, NAME);
  const server = createServer((socket) => serve(socket, answer));
  const attach = (to: Operate): void => {
    operate = to;
  };
  try {
    if (Buffer.byteLength(path) > PATH_MAX) throw new Error(`it is longer than ${PATH_MAX} bytes`);
    await listenAt(server, path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notice(`no control socket at ${path}: ${why}; status, pause and flatten cannot reach this engine`);
    return { attach, close: () => Promise.resolve() };
  }
  return {
    attach,
    close: () => {
      operate = undefined;
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** No engine answers. */
export class NoEngine extends Error {}

/** Longest wait for an answer: an engine is never busy that long. */
const ANSWER_MS = 10_000;

/** Asks the engine that runs on the journal in `folder`. Rejects with `NoEngine` where none does. */
export function ask(folder: string, word: Word): Promise<Status | Refusal> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(join(folder, NAME));
    const fail = (why: string): void => {
      socket.destroy();
      reject(new NoEngine(`no engine runs on ${folder}: ${why}`));
    };
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_MS, () => fail('it does not answer'));
    socket.on('error', (error) => fail(error.message));
    socket.on('connect', () => socket.write(`${JSON.stringify({ do: word })}\n`));
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => {
      if (!text.endsWith('\n')) fail('it ended before it had answered');
      else resolve(JSON.parse(text) as Status | Refusal);
    });
  });
}
