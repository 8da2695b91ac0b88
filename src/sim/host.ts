import { createHash } from 'node:crypto';
import type { EngineConfig } from '../domain/config.ts';
import type { JournalEntry, OperatorAction } from '../domain/entry.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { AccountEvent, Command } from '../domain/order.ts';
import type { TransferWanted } from '../domain/transfer.ts';
import { type Commands, type Conductor, createConductor } from '../engine/conductor.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { type Recovered, recover, replay } from '../engine/replay.ts';
import type { EngineState } from '../engine/state.ts';
import type { Approved } from '../guard/approved.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { decode } from '../record/canonical.ts';
import type { Millis } from '../units/units.ts';
import type { Faults } from './faults.ts';

/** The sound engine, on the kernel that needs no bytes. */
export const ENGINE: Engine = createEngine(typescriptKernel());

/** What a process is made of. The simulation is itself tested by giving it parts with known faults. */
export interface Composition {
  /** Made anew for each process. */
  readonly engine: () => Engine;
  readonly recover: typeof recover;
  readonly conductor: (conductor: Conductor) => Conductor;
  /** Sends commands before the entries that they come from are on disk. */
  readonly isHasty: boolean;
  /** Goes on where the disk takes no line. */
  readonly isHeedless: boolean;
}

export const SOUND: Composition = {
  engine: () => ENGINE,
  recover,
  conductor: (conductor) => conductor,
  isHasty: false,
  isHeedless: false,
};

/** The process has died, here and now. */
export class Crash extends Error {}

/** SHA-256 of `text`, in hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Our process and its disk: it appends, flushes and only then sends; it dies, and begins again from the disk. */
export interface Host {
  readonly isUp: boolean;
  /** State of the process that is up. */
  readonly state: EngineState;
  /** Every line that was written and has not been lost, on disk or not. */
  readonly lines: readonly string[];
  /** How many of them are on disk. */
  readonly flushed: number;
  start(config: EngineConfig, now: Millis): void;
  account(event: AccountEvent, now: Millis): void;
  observe(event: MarketEvent, now: Millis): void;
  operate(action: OperatorAction, now: Millis): void;
  transfer(wanted: TransferWanted, now: Millis): void;
  reload(config: EngineConfig, now: Millis): void;
  attend(now: Millis): void;
  checkpoint(now: Millis): void;
  flush(): void;
  /** Ends the process; of what was not flushed, some lines may have reached the disk all the same. */
  die(): void;
}

export interface HostOptions {
  readonly composition: Composition;
  readonly journal: string;
  readonly checkpointEvery: number;
  readonly faults: Faults;
  /** Lines that have just reached the disk. */
  readonly onFlushed: (lines: readonly string[]) => void;
  readonly onRecovered: (recovered: Recovered, lines: readonly string[]) => void;
  readonly send: (command: Approved<Command>, now: Millis) => void;
}

/** What a start recovers that finds the checkpoint before the last, if any, and all that was written since. */
function recoverFromOlder(
  lines: readonly string[],
  { recover: find }: Composition,
  engine: Engine,
): Recovered {
  const last = lines.findLastIndex((line) => line.includes('"body":{"kind":"checkpoint"'));
  const cut = Math.max(0, last);
  let { state, head } = find(cut, (from) => lines.slice(from, cut), sha256, engine);
  for (const line of lines.slice(cut)) {
    const { seq, at, cause, body, hash } = decode(line) as JournalEntry;
    state = engine.step(state, { seq, at, cause, body }).state;
    head = hash;
  }
  return { state, head };
}

export function createHost(options: HostOptions): Host {
  const { composition, journal, checkpointEvery, faults, onFlushed, onRecovered, send } = options;
  let lines: string[] = [];
  let flushed = 0;
  let conductor: Conductor | null = null;

  const up = (): Conductor => {
    if (conductor === null) throw new Error('the process is down');
    return conductor;
  };

  const mayCrash = (where: string): void => {
    if (faults.strikes('crash')) throw new Crash(where);
  };

  const flush = (): void => {
    if (flushed === lines.length) return;
    if (faults.strikes('journalFailure')) {
      if (composition.isHeedless) return;
      throw new Crash('as its journal cannot be written');
    }
    onFlushed(lines.slice(flushed));
    flushed = lines.length;
  };

  const commit = (commands: Commands, now: Millis): void => {
    if (commands.length === 0) return;
    mayCrash('before a flush');
    if (!composition.isHasty) flush();
    mayCrash('before sending');
    for (const command of commands) {
      send(command, now);
      mayCrash('between commands');
    }
  };

  const configure = (config: EngineConfig, now: Millis, starting: boolean): void => {
    up().configure({ journal, code: 'simulated', config, starting }, now);
    flush();
  };

  return {
    get isUp() {
      return conductor !== null;
    },
    get state() {
      return up().state;
    },
    get lines() {
      return lines;
    },
    get flushed() {
      return flushed;
    },
    start(config, now) {
      const engine = composition.engine();
      const recovered = faults.strikes('oldSnapshot')
        ? recoverFromOlder(lines, composition, engine)
        : composition.recover(lines.length, (from) => lines.slice(from), sha256, engine);
      onRecovered(recovered, lines);
      const made = createConductor({
        ...recovered,
        hash: sha256,
        engine,
        checkpointEvery,
        append: (line) => {
          lines.push(line);
          mayCrash('between entries');
        },
      });
      conductor = composition.conductor(made);
      configure(config, now, true);
    },
    account: (event, now) => commit(up().account({ at: now, event }), now),
    observe: (event, now) => up().observe(event, now),
    operate: (action, now) => commit(up().operate(action, now), now),
    transfer: (wanted, now) => commit(up().transfer(wanted, now), now),
    reload: (config, now) => configure(config, now, false),
    attend: (now) => commit(up().attend(now), now),
    checkpoint(now) {
      up().checkpoint(now);
      flush();
    },
    flush,
    die() {
      conductor = null;
      const unflushed = lines.length - flushed;
      const survived = unflushed === 0 ? 0 : faults.of('crash').int(unflushed + 1);
      const late = lines.slice(flushed, flushed + survived);
      if (late.length > 0) onFlushed(late);
      flushed += survived;
      lines = lines.slice(0, flushed);
    },
  };
}

/** A whole journal stepped again by a process of its own. */
export function replayed(lines: readonly string[], composition: Composition): ReturnType<typeof replay> {
  return replay(lines, sha256, composition.engine());
}
