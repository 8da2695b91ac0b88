import { InputRefused } from '../lab/data/input-refused.ts';
import { UsageError } from './exit.ts';

/** Does `work`; input that the lab refuses is wrong usage. */
export async function refusingInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputRefused) throw new UsageError(error.message, error.remedy);
    throw error;
  }
}
