import { parseRecordId } from '../../../src/record/payload-records.js';
import type { ShippedRecord } from '../../support/shipped-record.js';
import { excerpt } from '../excerpt.js';
import type { Findings } from '../findings.js';
import { describe, isSame, START } from '../judge.js';
import type { Life } from '../life.js';
import { recordOf, type TrackedLine, type TrackedRun } from '../tracked-run.js';
import type { BulkItem, BulkOperation } from './bulk.js';
import { type EcsDocument, flatOf } from './ecs-document.js';
import type { ProxyWatcher } from './proxy.js';

/** One line on its way to the server. */
interface Shipment {
  readonly id: string;
  readonly run: TrackedRun;
  readonly line: TrackedLine;
  /** How often it was passed on to the server. */
  passed: number;
  /** When it was sent first. */
  readonly sentAt: number;
  /** Whether the server answered with 201. */
  isCreated: boolean;
  /** The life that sent it last. */
  sentBy: Life;
  /** When all of its request was acknowledged to podtail last, if it was. */
  acknowledged?: { readonly life: Life; readonly at: number };
}

export interface ShipmentTally {
  requests: number;
  /** Operations, of all requests. */
  operations: number;
  /** Documents that the server created. */
  created: number;
  /** Operations that the server answered with 409, because the document was there. */
  conflicts: number;
  /** Operations that the server put off. */
  putOff: number;
  /** Records that came under another id, because nowhere could be saved under which they had been sent. */
  renamed: number;
}

/** Judges each request as it passes, and knows which document is which line. */
export interface Shipments extends ProxyWatcher {
  readonly tally: ShipmentTally;
  expect(run: TrackedRun): void;
  /** Whether that record may be a document though its line is one under another id. */
  isRenamed(id: string): boolean;
  /** The line that a document is of, if the document is just as it must be. */
  find(document: EcsDocument): { readonly run: TrackedRun; readonly line: TrackedLine } | undefined;
}

/** @param isForgotten whether podtail had nowhere to save the id of a file of which it sent something first at that time */
export function createShipments(
  findings: Findings,
  isForgotten: (fileId: string, sentAt: number) => boolean,
): Shipments {
  const tally: ShipmentTally = { requests: 0, operations: 0, created: 0, conflicts: 0, putOff: 0, renamed: 0 };
  const renamed = new Set<string>();
  const runs = new Map<string, TrackedRun>();
  const shipments = new Map<string, Shipment>();
  const ids = new Map<TrackedLine, string>();
  /** Of each life: for each stream of each log, what it sent last for the first time. */
  const latest = new WeakMap<Life, Map<string, { readonly turn: number; readonly place: number }>>();

  function find(document: EcsDocument): { run: TrackedRun; line: TrackedLine } | undefined {
    const record = flatOf(document);
    const { run, line } = lookUp(record);
    return run !== undefined && line !== undefined && isSame(run, line, record) ? { run, line } : undefined;
  }

  function lookUp({ message }: Pick<ShippedRecord, 'message'>): {
    run?: TrackedRun | undefined;
    line?: TrackedLine | undefined;
  } {
    const [, tag = '', number = ''] = START.exec(message) ?? [];
    const run = runs.get(tag);
    return { run, line: run?.lines[Number(number)] };
  }

  function send({ id, document: text }: BulkOperation, life: Life): void {
    const document = JSON.parse(text) as EcsDocument;
    const found = find(document);
    if (found === undefined) {
      const { run, line } = lookUp(document);
      const wanted =
        run && line ? `${excerpt(JSON.stringify(recordOf(run, line)))}\n${describe(run, line)}` : 'nothing like it';
      findings.add('strange', life.number, `${id} ${excerpt(text)}\nwanted: ${wanted}`);
      return;
    }
    const { run, line } = found;
    const about = (): string => `${id} ${text.slice(0, 300)}\n${describe(run, line)}`;
    if (isNewName(ids.get(line), id, run)) {
      tally.renamed++;
      renamed.add(id);
    } else if ((ids.get(line) ?? id) !== id) {
      findings.add('duplicate', life.number, `of id ${ids.get(line)} comes again as ${about()}`, run.run.files);
    }
    const known = shipments.get(id);
    if (known !== undefined && known.line !== line) {
      findings.add('strange', life.number, `the id of another line: ${about()}`, run.run.files);
    }
    checkNeed(known, life, about);
    if (known?.sentBy !== life) checkOrder(run, line, life, about);
    ids.set(line, id);
    if (known === undefined)
      shipments.set(id, { id, run, line, passed: 0, sentAt: Date.now(), isCreated: false, sentBy: life });
    else known.sentBy = life;
  }

  /** Only positions know an application's file again that was compressed, so that they have to be saved. */
  function isNewName(before: string | undefined, id: string, { isPlain }: TrackedRun): boolean {
    if (!isPlain || before === undefined || before === id) return false;
    return isForgotten(parseRecordId(before)?.fileId ?? '', shipments.get(before)!.sentAt);
  }

  /** What was settled must not be sent again. */
  function checkNeed(known: Shipment | undefined, life: Life, about: () => string): void {
    if (known?.acknowledged === undefined) return;
    const { life: earlier, at } = known.acknowledged;
    // One that was frozen may find that the time for an answer is over, and the answer, at the same moment.
    const isAllowed = earlier === life ? life.frozenTime() > 0 : at >= earlier.settledUntil;
    if (isAllowed) return;
    const when = `life ${earlier.number}, which ended with ${earlier.exit ?? 'nothing yet'}`;
    findings.add('duplicate', life.number, `sent again, though acknowledged at ${at} in ${when}: ${about()}`);
  }

  function checkOrder(run: TrackedRun, { written, place }: TrackedLine, life: Life, about: () => string): void {
    const places = latest.get(life) ?? new Map<string, { turn: number; place: number }>();
    latest.set(life, places);
    const key = `${run.run.files.path} ${written.stream}`;
    const before = places.get(key);
    places.set(key, { turn: run.turn, place });
    if (before === undefined || before.turn < run.turn || (before.turn === run.turn && before.place < place)) return;
    findings.add('disordered', life.number, `after place ${before.place} of turn ${before.turn}: ${about()}`);
  }

  function take({ id }: BulkOperation, { create: { status, error } }: BulkItem, life: Life): void {
    const shipment = shipments.get(id);
    if (status === 201) tally.created++;
    else if (status === 409) tally.conflicts++;
    else if (status === 429 || status >= 500) tally.putOff++;
    else findings.add('strange', life.number, `the server refused ${id} with ${status}: ${JSON.stringify(error)}`);
    if (shipment === undefined || (status !== 201 && status !== 409)) return;
    const { run, line } = shipment;
    if (status === 201 && shipment.isCreated) {
      findings.add('duplicate', life.number, `${id} was created twice: ${describe(run, line)}`);
    }
    // The answer to an earlier request may come later than this one, or never.
    if (status === 409 && shipment.passed === 1) {
      findings.add('strange', life.number, `${id} was there before it was sent: ${describe(run, line)}`);
    }
    if (status === 201) shipment.isCreated = true;
    line.seen = { life, at: Date.now() };
  }

  return {
    tally,
    find,
    expect: (run) => void runs.set(run.tag, run),
    isRenamed: (id) => renamed.has(id),
    sent(operations, life) {
      tally.requests++;
      tally.operations += operations.length;
      for (const operation of operations) send(operation, life);
    },
    passed(operations) {
      for (const { id } of operations) {
        const shipment = shipments.get(id);
        if (shipment !== undefined) shipment.passed++;
      }
    },
    taken(operations, items, life) {
      if (items.length !== operations.length) {
        findings.add('strange', life.number, `the server answered ${items.length} of ${operations.length} operations`);
      }
      for (const [index, item] of items.entries()) take(operations[index]!, item, life);
    },
    acknowledged(operations, life) {
      for (const { id } of operations) {
        const shipment = shipments.get(id);
        if (shipment !== undefined) shipment.acknowledged = { life, at: Date.now() };
      }
    },
    strange: (what, life) => findings.add('strange', life.number, what),
  };
}
