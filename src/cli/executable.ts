import { main } from './main.js';

/** Where podtail is a single executable, its command line begins at the same place as that of a script. */
void main(process.argv.slice(2));
