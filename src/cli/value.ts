import { valueJob } from '../shell/rows/value-job.ts';
import { answerTable, type Pipes, processPipes } from './answer-table.ts';
import { type Output, terminal } from './output.ts';
import type { TableOptions } from './verbs.ts';

/** `evenkeel value [FILE]`: prices and Greeks of a table of options. */
export function main(
  options: TableOptions,
  output: Output = terminal,
  pipes: Pipes = processPipes(),
): Promise<number> {
  return answerTable(valueJob, options, output, pipes);
}
