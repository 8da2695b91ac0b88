import { createPaperVenue, type PaperVenue } from '../adapters/paper/paper.ts';
import type { SyntheticMarket } from '../adapters/paper/settings.ts';
import { syntheticMarket } from '../adapters/paper/synthetic-market.ts';
import type { PaperTreasury } from '../adapters/paper/treasury.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { MarketEvent } from '../domain/market.ts';
import { type Conductor, createConductor } from '../engine/conductor.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { OtherKernel } from '../engine/kernel.ts';
import { type Recovered, recover } from '../engine/replay.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState } from '../engine/state.ts';
import type { Journal } from '../ports/journal.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { Millis } from '../units/units.ts';
import type { AppConfig } from './config/config.ts';
import { newJournalId, sha256 } from './hash.ts';
import { resumeMarket, resumeVenue, treasuryOf } from './resume.ts';

/** Entries from one checkpoint to the next: what a start steps again at most. */
const CHECKPOINT_EVERY = 2_000;

/** A book ready to be hedged on paper. */
export interface Started {
  readonly conductor: Conductor;
  readonly venues: readonly PaperVenue[];
  /** Absent where the config lists no transfers. */
  readonly treasury?: PaperTreasury;
  readonly market: Iterator<MarketEvent>;
  /** Entries that the journal had before. */
  readonly resumedFrom: number;
}

/** The journal is not this book's, or not this version's to go on with. Says what to do. */
export class ForeignJournal extends Error {}

function recoverFrom(journal: Journal, engine: Engine): Recovered {
  try {
    return recover(journal.length, (from) => journal.read(from), sha256, engine);
  } catch (error) {
    if (error instanceof OtherKernel) throw new ForeignJournal(error.message);
    throw error;
  }
}

/** How a book is gone on with, or begun. */
export interface Resumed {
  /** Null before the first entry. */
  readonly before: EngineState | null;
  /** The conductor, when the config that it begins with is known. */
  begin(engine: EngineConfig, at: Millis): Conductor;
}

export interface ResumeOptions {
  readonly name: string;
  readonly journal: Journal;
  readonly code: string;
  readonly kernel: Kernel;
  readonly onAppended: (appended: Appended) => void;
}

/**
 * Whether the last session ended by itself: in a checkpoint. One that was killed may have lost entries that another
 * reader of its journal has mended away.
 */
function endedWell(journal: Journal): boolean {
  if (journal.length === 0) return true;
  const [last = ''] = journal.read(journal.length - 1);
  return last.includes('"body":{"kind":"checkpoint"');
}

/**
 * Where the journal of the book `name` ends. Start-up, recovery from a crash and a plain restart are this one path.
 * Throws `ForeignJournal`, or what `verify` throws on a broken chain.
 */
export function resume({ name, journal, code, kernel, onAppended }: ResumeOptions): Resumed {
  const engine = createEngine(kernel);
  const recovered = recoverFrom(journal, engine);
  const before = recovered.state;
  if (before !== null && before.config.name !== name)
    throw new ForeignJournal(`the journal is of book "${before.config.name}", the config of "${name}"`);
  return {
    before,
    begin: (config, at) => {
      const conductor = createConductor({
        ...recovered,
        hash: sha256,
        engine,
        append: (line) => journal.append(line),
        onAppended,
        checkpointEvery: CHECKPOINT_EVERY,
      });
      // Entries that were lost from the end may have sent orders: their seqs, and so their ids, must not come again.
      const isWhole = journal.recovered.length === 0 && endedWell(journal);
      const id = before === null || !isWhole ? newJournalId() : before.journal;
      conductor.configure({ journal: id, code, config, starting: true }, at);
      return conductor;
    },
  };
}

/** Starts `config`'s book on the synthetic `market`, from where `journal` ends. Throws as `resume` does. */
export function start(
  config: AppConfig,
  market: SyntheticMarket,
  journal: Journal,
  code: string,
  kernel: Kernel,
  onAppended: (appended: Appended) => void,
): Started {
  const resumedFrom = journal.length;
  const { before, begin } = resume({ name: config.engine.name, journal, code, kernel, onAppended });
  const resumed = before === null ? market : resumeMarket(market, before);
  const conductor = begin(config.engine, resumed.start);
  const settings = before === null ? config.paper : config.paper.map((venue) => resumeVenue(venue, before));
  const venues = settings.map((venue) => createPaperVenue(venue));
  const treasury = treasuryOf(config.engine, venues, before);
  return {
    conductor,
    venues,
    ...(treasury !== undefined && { treasury }),
    market: syntheticMarket(resumed)[Symbol.iterator](),
    resumedFrom,
  };
}
