import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compiled } from './compiled.ts';

it('gives a plain Node process our modules, with what they import', () => {
  const url = compiled('src/adapters/memory/journal.ts');
  const code = `
    import { createMemoryJournal } from ${JSON.stringify(url)};
    const journal = createMemoryJournal();
    journal.append('{}');
    await journal.close();
    try { journal.append('{}') } catch (error) { console.log(journal.length, error.constructor.name) }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('1 JournalClosed\n');
});
