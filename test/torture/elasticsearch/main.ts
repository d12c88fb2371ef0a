/**
 * The torture run against a real OpenSearch: `npm run torture:elasticsearch -- --minutes N --seed S`. As in `../main.ts`,
 * but nothing is deleted before it was read, podtail ships through a proxy that makes trouble, and the server is halted
 * now and then. In the end each line must be one document. Exits with 1 if it is not so.
 */
import { runTorture } from '../run-torture.js';
import { summarizeElasticsearch } from './report.js';
import { tortureElasticsearch } from './torture.js';

await runTorture('torture with OpenSearch', tortureElasticsearch, summarizeElasticsearch);
// Without this, Node.js 20.20 was seen to spin for ever in the clean-up of handles that it does before it exits.
process.exit();
