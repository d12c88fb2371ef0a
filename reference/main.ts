/* `npm run docs`: writes the reference of the configuration into docs/configuration.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../test/support/repository.js';
import { withReference } from './configuration-page.js';

const page = join(repositoryRoot, 'docs/configuration.md');
writeFileSync(page, withReference(readFileSync(page, 'utf8')));
