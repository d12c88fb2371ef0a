import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';

const scripts = readdirSync(join(repositoryRoot, 'findings')).filter((name) => name.endsWith('.sh'));

describe('findings', () => {
  it('are listed in their index, each with the first line of its header', () => {
    const index = readRepository('findings/README.md');
    for (const name of scripts) {
      const [, title] = readRepository(`findings/${name}`).split('\n');
      assert.ok(index.includes(`| [\`${name}\`](${name}) | ${title!.replace(/^# /, '')} |`), name);
    }
  });

  for (const name of scripts) {
    it(`${name} states the guess, the fact, the version, the source and the observation`, () => {
      const text = readRepository(`findings/${name}`);
      for (const part of ['Guess:', 'So:', 'Version:', 'Source:', 'Seen:', 'Needs:']) {
        assert.match(text, new RegExp(`^# ${part} `, 'm'));
      }
    });
  }
});
