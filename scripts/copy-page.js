/* Copies the files of the status page to where the command and the library read them. */
import { cpSync } from 'node:fs';

cpSync('src/server/page', 'dist/page', { recursive: true });
