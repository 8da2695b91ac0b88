import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  return { written, stream: { isTTY, write } as unknown as NodeJS.WriteStream };
}

describe('createProgress', () => {
  it('fills a bar on a terminal, and takes it away', () => {
    const { written, stream: terminal } = stream(true);
    const progress = createProgress(terminal);
    for (const share of [0, 0.5, 1]) progress.show(share, 1_672_531_200_000);
    progress.show(1);
    progress.end();
    expect(written.map((text) => text.replace('\r\u001b[K', ''))).toEqual([
      `${'░'.repeat(30)}   0 %  2023-01-01`,
      `${'█'.repeat(15)}${'░'.repeat(15)}  50 %  2023-01-01`,
      `${'█'.repeat(30)} 100 %  2023-01-01`,
      `${'█'.repeat(30)} 100 %`,
      '',
    ]);
  });

  it('writes nothing elsewhere', () => {
    const { written, stream: file } = stream(false);
    const progress = createProgress(file);
    progress.show(0.5, 0);
    progress.end();
    expect(written).toEqual([]);
  });
});
