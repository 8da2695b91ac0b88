import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { commitAt } from './commit.ts';
import { projectRoot } from './project-root.ts';

describe('commitAt', () => {
  it('is a commit of the checkout, or says that there is none', () => {
    expect(commitAt(projectRoot())).toMatch(/^([0-9a-f]{40}(-dirty)?|unknown)$/);
  });

  it('is unknown outside a checkout', () => {
    expect(commitAt(tmpdir())).toBe('unknown');
  });
});
