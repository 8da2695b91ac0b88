import { ivJob } from '../shell/rows/iv-job.ts';
import { answerTable, type Pipes, processPipes } from './answer-table.ts';
import { type Output, terminal } from './output.ts';
import type { TableOptions } from './verbs.ts';

/** `evenkeel iv [FILE]`: the implied vols of a table of option prices. */
export function main(
  options: TableOptions,
  output: Output = terminal,
  pipes: Pipes = processPipes(),
): Promise<number> {
  return answerTable(ivJob, options, output, pipes);
}
