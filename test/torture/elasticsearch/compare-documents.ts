import { parseRecordId } from '../../../src/record/payload-records.js';
import type { OpenSearchClient } from '../../e2e/opensearch/open-search-client.js';
import type { Findings } from '../findings.js';
import { describe } from '../judge.js';
import type { TrackedLine, TrackedRun } from '../tracked-run.js';
import type { EcsDocument } from './ecs-document.js';
import type { Shipments } from './shipments.js';

interface Place {
  readonly offset: number;
  readonly run: TrackedRun;
  readonly line: TrackedLine;
}

/**
 * Reads all documents of the target and compares them with what was written: each line is one document with all its
 * fields, there is no other, and in each physical file the order of `log.offset` is that of writing.
 *
 * @returns how many documents the server counts, but for those that a line may have under another id
 */
export async function compareDocuments(
  server: OpenSearchClient,
  target: string,
  runs: Iterable<TrackedRun>,
  shipments: Shipments,
  findings: Findings,
  life: number,
): Promise<number> {
  const seen = new Set<TrackedLine>();
  const renamed: TrackedLine[] = [];
  const ids = new Set<string>();
  const files = new Map<string, Place[]>();
  for await (const { _id, _source } of server.documents<EcsDocument>(target)) {
    if (ids.has(_id)) findings.add('duplicate', life, `there are two documents of id ${_id}`);
    ids.add(_id);
    const found = shipments.find(_source);
    if (found === undefined) {
      findings.add('strange', life, `document ${_id} ${JSON.stringify(_source).slice(0, 1_000)}`);
      continue;
    }
    const { run, line } = found;
    if (shipments.isRenamed(_id)) renamed.push(line);
    else if (seen.has(line)) findings.add('duplicate', life, `document ${_id}: ${describe(run, line)}`, run.run.files);
    else seen.add(line);
    const { fileId, offset } = parseRecordId(_id) ?? { fileId: '', offset: -1 };
    if (offset !== _source.log.offset) findings.add('strange', life, `${_id} has offset ${_source.log.offset}`);
    const places = files.get(fileId) ?? [];
    files.set(fileId, places);
    places.push({ offset, run, line });
  }
  for (const [fileId, places] of files) checkFile(fileId, places);
  const again = renamed.filter((line) => seen.has(line)).length;
  for (const line of renamed) seen.add(line);
  let lines = 0;
  for (const run of runs) {
    for (const line of run.lines) {
      if (line === undefined) continue;
      lines++;
      if (!seen.has(line)) findings.add('lost', life, describe(run, line), run.run.files);
    }
  }
  const count = (await server.count(target)) - again;
  if (count !== lines) findings.add('strange', life, `${count} documents of ${lines} lines`);
  return count;

  function checkFile(fileId: string, places: Place[]): void {
    places.sort((one, other) => one.offset - other.offset);
    const first = places[0]!;
    const latest = { stdout: -1, stderr: -1 };
    let file = -1;
    for (const { run, line } of places) {
      const { stream, firstFile, lastFile } = line.written;
      const isOfFile = run === first.run && (file < 0 || (firstFile <= file && file <= lastFile));
      if (!isOfFile) findings.add('strange', life, `one id for two files, ${fileId}: ${describe(run, line)}`);
      if (firstFile === lastFile) file = firstFile;
      if (line.place <= latest[stream]) findings.add('disordered', life, `${fileId}: ${describe(run, line)}`);
      latest[stream] = line.place;
    }
  }
}
