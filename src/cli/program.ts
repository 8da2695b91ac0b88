import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { parseCount, parseDataFile, parseDuration, parseSeed, parseSpeed, parseSweep } from './arguments.ts';
import { EXIT, UsageError } from './exit.ts';
import { type Output, terminal } from './output.ts';
import { verbs as allVerbs, type Load, type Verbs } from './verbs.ts';

const REPORT = ['--report <file.html>', 'write a report with charts'] as const;
const JSON_FLAG = ['--json', 'end with one line of JSON', false] as const;

type Finish = (code: number) => void;

/** Loads a verb's module, runs it, and keeps its exit status. */
async function perform<Options>(load: Load<Options>, options: Options, finish: Finish): Promise<void> {
  const { main } = await load();
  finish(await main(options));
}

function addHedging(program: Command, verbs: Verbs, finish: Finish): void {
  program
    .command('run')
    .summary('hedge a book, on paper unless the config and --live say otherwise')
    .argument('[config]', 'config file; without one, the demo that comes with evenkeel')
    .option('--for <duration>', 'stop after this much real time, such as 60s', parseDuration)
    .option('--speed <n>', 'times as fast as real time', parseSpeed)
    .option('--journal <dir>', 'keep the journal here')
    .option('--rearm', 'lift the halt that the last session ended in', false)
    .option('--live', 'let orders go to accounts with real money, where the config says so too', false)
    .option(...JSON_FLAG)
    .action((config, { for: forMs, ...rest }) =>
      perform(
        verbs.run,
        {
          ...(config === undefined ? {} : { config }),
          ...(forMs === undefined ? {} : { forMs }),
          ...rest,
        },
        finish,
      ),
    );
  program
    .command('backtest')
    .summary('hedge a book over recorded prices')
    .argument('<config>', 'config file')
    .requiredOption('--data <[instrument=]file...>', 'recorded bars', parseDataFile)
    .option('--funding <file...>', 'recorded funding of perpetuals', [])
    .option('--chains <file...>', 'recorded option chains, to mark options at their vol', [])
    .option('--policy <policy>', "use this policy instead of the config's")
    .option('--sweep <key=values>', 'run once for each of some values of the config', parseSweep)
    .option('--workers <n>', 'how many runs of a sweep at once', parseCount)
    .option('--journal <dir>', 'keep the journal here')
    .option(...REPORT)
    .option(...JSON_FLAG)
    .action((config, options) => perform(verbs.backtest, { config, ...options }, finish));
  program
    .command('replay')
    .summary('verify a journal and take every decision in it again')
    .argument('<journal>', 'folder of the journal')
    .option(...JSON_FLAG)
    .action((journal, options) => perform(verbs.replay, { journal, ...options }, finish));
  program
    .command('check')
    .summary('validate a config and say what it means')
    .argument('<config>', 'config file')
    .option(...JSON_FLAG)
    .action((config, options) => perform(verbs.check, { config, ...options }, finish));
  program
    .command('doctor')
    .summary('connect to the venues of a config and look at clock, keys and instruments')
    .argument('<config>', 'config file')
    .option(...JSON_FLAG)
    .action((config, options) => perform(verbs.doctor, { config, ...options }, finish));
}

const WORDS = {
  status: 'tell how a running engine stands',
  pause: 'have a running engine hold its hedges until it is resumed',
  resume: 'let a paused engine hedge again',
  flatten: 'have a running engine close everything, and wait until its venues agree',
  kill: 'have a running engine cancel what rests and trade nothing until it is re-armed',
  rearm: 'let a halted, killed or flattened engine hedge again',
} as const;

function addControl(program: Command, verbs: Verbs, finish: Finish): void {
  for (const word of Object.keys(WORDS) as (keyof typeof WORDS)[]) {
    const command = program
      .command(word)
      .summary(WORDS[word])
      .argument(
        '[config]',
        'config file that the engine runs; without one, the demo that comes with evenkeel',
      )
      .option('--journal <dir>', 'the folder that it keeps its journal in')
      .option(...JSON_FLAG);
    if (word === 'flatten')
      command
        .option('--yes', 'do not ask whether it is meant', false)
        .option('--wait <duration>', 'wait so long for the venues to agree', parseDuration);
    command.action((config, { wait: waitMs, ...rest }) => {
      const given = {
        ...(config === undefined ? {} : { config }),
        ...(waitMs === undefined ? {} : { waitMs }),
      };
      return perform(verbs.control, { word, ...given, ...rest }, finish);
    });
  }
}

function addTables(program: Command, verbs: Verbs, finish: Finish): void {
  const add = (verb: 'value' | 'iv', summary: string, columns: string): void => {
    program
      .command(verb)
      .summary(summary)
      .description(`${summary}: CSV with the columns ${columns}, on stdout with an error for each bad row`)
      .argument('[file]', 'CSV file; without one, standard input')
      .option(...JSON_FLAG)
      .action((file, { json }) =>
        perform(verbs[verb], { ...(file === undefined ? {} : { file }), json }, finish),
      );
  };
  add('value', 'price a table of options, with Greeks', 'id,style,type,spot,strike,rate,div,vol,T');
  add('iv', 'imply the vols of a table of option prices', 'id,type,forward,strike,T,price');
}

function addExchange(program: Command, verbs: Verbs, finish: Finish): void {
  program
    .command('exchange')
    .summary('serve a simulated exchange that speaks real protocols')
    .option('--protocols <names>', 'deribit, binance, hyperliquid, with commas between; without it, all')
    .option('--port <n>', 'listen on this port, or on any that is free with 0', parseSeed)
    .option('--host <address>', 'listen on this address instead of the loopback one')
    .option('--data <file>', 'follow recorded bars or depth')
    .option('--pace <n>', "hours of market in one of the clock's", parseSpeed)
    .option('--seed <s>', 'the same seed is the same market', parseSeed)
    .option('--for <duration>', 'stop after this much time', parseDuration)
    .option(...JSON_FLAG)
    .action(({ for: forMs, ...rest }) =>
      perform(verbs.exchange, { ...(forMs === undefined ? {} : { forMs }), ...rest }, finish),
    );
}

function addEvidence(program: Command, verbs: Verbs, finish: Finish): void {
  program
    .command('simulate')
    .summary('run the engine against seeded faults')
    .option('--seeds <n>', 'how many seeds', parseCount)
    .option('--seed <s>', 'the first of them; alone: run it and tell its story', parseSeed)
    .option(...JSON_FLAG)
    .action((options) => perform(verbs.simulate, options, finish));
  program
    .command('lab')
    .summary('run an experiment')
    .argument('<name>', 'which')
    .option('--data <file...>', 'recorded bars instead of the default data', [])
    .option('--funding <file...>', 'recorded funding', [])
    .option('--chains <file...>', 'recorded option chains', [])
    .option(...REPORT)
    .option(...JSON_FLAG)
    .action((name, options) => perform(verbs.lab, { name, ...options }, finish));
  program
    .command('bench')
    .summary('run a benchmark beside its peers')
    .argument('<name>', 'which')
    .option(...JSON_FLAG)
    .action((name, options) => perform(verbs.bench, { name, ...options }, finish));
}

function createProgram(verbs: Verbs, finish: Finish, output: Output): Command {
  const program = new Command('evenkeel')
    .description('Keeps a digital-asset portfolio on an even keel.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(text.trimEnd()),
    });
  addHedging(program, verbs, finish);
  addControl(program, verbs, finish);
  addTables(program, verbs, finish);
  addExchange(program, verbs, finish);
  addEvidence(program, verbs, finish);
  return program;
}

/** Does what `args` ask and answers the exit status. */
export async function runProgram(
  args: readonly string[],
  output: Output = terminal,
  verbs: Verbs = allVerbs,
): Promise<number> {
  let status: number = EXIT.ok;
  const finish: Finish = (code) => {
    status = code;
  };
  try {
    await createProgram(verbs, finish, output).parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    // Commander has said what is wrong; help and version end here too, with a status of 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof UsageError) {
      output.err(`evenkeel: ${error.message} — ${error.remedy}`);
      return EXIT.usage;
    }
    output.err(`evenkeel: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.failed;
  }
}
