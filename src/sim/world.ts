import type { JournalEntry } from '../domain/entry.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { Command } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import { decode } from '../record/canonical.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { isAdopting } from './checkers/adopted.ts';
import { createCheckers } from './checkers/checkers.ts';
import type { Checker, Finding, Witness } from './checkers/witness.ts';
import { chance, whole } from './draws.ts';
import { Failed } from './failure.ts';
import type { Faults } from './faults.ts';
import { type Composition, Crash, createHost, type Host } from './host.ts';
import { createOperator } from './operator.ts';
import type { Scenario } from './scenario.ts';
import { createShadow } from './shadow.ts';
import { commandLine, entryLine, eventLine } from './story.ts';
import { createSurroundings } from './surroundings.ts';
import type { createVenues } from './venues.ts';

/** A scenario under way: markets move, venues trade, the network fails, our process dies and comes back. */
export interface World {
  /** Lets one tick pass. Throws `Failed` when a checker objects. */
  tick(): void;
  /** Ends all faults and calms the market: from here on everything must come to rest. */
  heal(): void;
  readonly witness: Witness;
  readonly venues: ReturnType<typeof createVenues>;
  readonly host: Host;
  readonly faults: Faults;
  readonly crashes: number;
  /** Whether a venue is dark for an hour, which no world ends in the middle of. */
  readonly isLongDark: boolean;
}

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly composition: Composition;
  /** Absent: as the scenario's mix says, by luck. */
  readonly faults?: Faults;
  /** Nobody is at the controls before faults end: what is halted or killed stays so. */
  readonly isUnattended?: boolean;
  readonly log: (at: Millis, text: string) => void;
}

function must(checker: string, finding: Finding): void {
  if (finding !== null) throw new Failed(checker, finding);
}

export function createWorld(options: WorldOptions): World {
  const { scenario, composition } = options;
  let now = scenario.start;
  let upAt = scenario.start;
  let crashes = 0;
  let isHealed = false;
  /** Troubles before this tick. */
  let troubled = 0;
  let config = scenario.engine;
  const { random, faults, market, feed, truth, venues, treasurer, clock, wire, hands, desk, say } =
    createSurroundings(options, () => now);
  const chances = random.fork('flush');
  const operator = createOperator(scenario.engine, faults, scenario.tickMs);
  const entries: JournalEntry[] = [];
  const compare = createShadow(composition, entries);

  const witness: Witness = {
    scenario,
    truth,
    market,
    feed,
    transfers: treasurer.truth,
    desk,
    isHindered: (venue) => faults.troubles > troubled || wire.isCut(venue, now),
    entries,
    get now() {
      return now;
    },
    get clock() {
      const own = clock.read(now);
      const written = entries.at(-1)?.at ?? own;
      return millis(Math.max(written, own));
    },
    untold: wire.untold,
    get config() {
      return config;
    },
    get state() {
      return host.isUp ? host.state : null;
    },
  };
  const checkers: readonly Checker[] = createCheckers(witness, () => wire.isFaithful);

  const onFlushed = (lines: readonly string[]): void => {
    const fresh = lines.map((line) => decode(line) as JournalEntry);
    for (const entry of fresh) {
      entries.push(entry);
      if (entry.body.kind === 'configured') config = entry.body.config;
      if (entry.body.kind === 'account' && entry.body.event.kind === 'report' && isAdopting(entry))
        wire.adopted(entry.body.event.venue, entry.body.event.at);
      say(entryLine(entry));
    }
    for (const checker of checkers) must(checker.name, checker.flushed?.(fresh) ?? null);
  };

  const send = (command: Approved<Command>): void => {
    say(commandLine(command));
    for (const checker of checkers) must(checker.name, checker.sending?.(command) ?? null);
    wire.send(command, now);
  };

  const host: Host = createHost({
    composition,
    journal: scenario.seed.toString(16),
    checkpointEvery: scenario.checkpointEvery,
    faults,
    onFlushed,
    onRecovered: (recovered) => must('recovered', compare(recovered)),
    send,
  });

  const die = (why: string): void => {
    host.die();
    wire.cut(now);
    feed.forget();
    upAt = later(now, scenario.tickMs * whole(faults.of('crash'), 1, 40));
    say(`* the process ends ${why}`);
  };

  const begin = (): void => {
    wire.cut(now);
    feed.forget();
    say(`* the process begins with ${host.lines.length} entries`);
    host.start(operator.config, clock.read(now));
  };

  const live = (events: readonly MarketEvent[]): void => {
    if (!host.isUp) begin();
    const ours = clock.read(now);
    for (const event of feed.pass(events, now, ours)) host.observe(event, ours);
    for (const event of wire.take(now)) {
      say(eventLine(event));
      host.account(event, ours);
    }
    const wanted = isHealed ? null : treasurer.wants();
    if (wanted !== null) host.transfer(wanted, ours);
    const isToBeFlat = isHealed && scenario.endsFlat && !options.isUnattended;
    if (isToBeFlat && host.state.flatten === undefined) host.operate('flatten', ours);
    if (!isToBeFlat && !options.isUnattended) operator.act(host, ours);
    if (!isToBeFlat && isHealed) operator.release(host, ours);
    const { stoppingUntil } = operator;
    if (stoppingUntil === null) host.attend(ours);
    else if (ours >= stoppingUntil) {
      host.checkpoint(ours);
      operator.stopped();
      die('in order');
    }
    if (chance(chances, scenario.flushes)) host.flush();
  };

  const setClock = (): void => {
    const before = clock.aheadMs;
    clock.tick();
    if (clock.aheadMs !== before) say(`! our clock is ${clock.aheadMs} ms ahead`);
  };

  const process = (events: readonly MarketEvent[]): void => {
    if (!host.isUp && now < upAt) return;
    try {
      live(events);
    } catch (error) {
      if (error instanceof Failed) throw error;
      if (!(error instanceof Crash)) throw new Failed('threw', String(error), { cause: error });
      crashes += 1;
      die(`in a crash ${error.message}`);
    }
  };

  return {
    tick() {
      now = later(now, scenario.tickMs);
      troubled = faults.troubles;
      const events = market.step(now);
      for (const venue of venues) {
        for (const event of events) venue.market(event);
        venue.advance(now);
      }
      treasurer.advance(now, host.isUp ? host.state : null);
      setClock();
      hands.tick(now);
      desk.tick(now);
      wire.tick(now);
      wire.deliver(now);
      process(events);
      for (const checker of checkers) must(checker.name, checker.ticked?.() ?? null);
    },
    heal() {
      isHealed = true;
      faults.stop();
      clock.mend();
      market.calm();
      say('= faults stop');
    },
    witness,
    venues,
    host,
    faults,
    get crashes() {
      return crashes;
    },
    get isLongDark() {
      return wire.isLongDark(now);
    },
  };
}
