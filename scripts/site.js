/*
 * Builds the site of the documentation into `site/dist`. Its generator has a package of its own, so
 * that podtail's stays small: it is installed here the first time.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// Without scripts: none of the packages has to compile or to download anything.
if (!existsSync('site/node_modules')) run('ci', '--prefix', 'site', '--ignore-scripts', '--no-audit', '--no-fund');
run('run', '--prefix', 'site', 'build');

function run(...options) {
  execFileSync('npm', options, { stdio: 'inherit' });
}
