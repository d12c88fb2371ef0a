#!/usr/bin/env node
import { main } from '../dist/command/podtail.js';

await main(process.argv.slice(2));
