/* `npm run docs`: writes the references of the configuration and of the commands into docs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../test/support/repository.js';
import { withCommands } from './commands-page.js';
import { withReference } from './configuration-page.js';

write('docs/configuration.md', withReference);
write('docs/command-line.md', withCommands);

function write(name: string, withPart: (page: string) => string): void {
  const page = join(repositoryRoot, name);
  writeFileSync(page, withPart(readFileSync(page, 'utf8')));
}
