import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rfc3339, uidOf, type WrittenRecord } from './written-tree.js';

/** Logs of pods, by Docker and containerd, with all that makes logs hard to ship. */
export interface GeneratedTree {
  /** Options of podtail: which logs, and where their links may lead. */
  readonly include: string;
  readonly allowTarget: string;
  readonly records: readonly WrittenRecord[];
  /** Those of `records` that are an hour ahead of the clock. */
  readonly ahead: ReadonlySet<WrittenRecord>;
}

type Runtime = 'docker' | 'cri';

const SECOND = 1_000_000_000n;
const HOUR = 3600n * SECOND;
const MEGABYTE = 1_000_000;
/** What the runtimes split lines after, in bytes. */
const PART = 16 * 1024;
/** Lines that are no plain text. */
const STRANGE: readonly string[] = [
  '',
  'ünïcödé 日本語 العربية 🎉👩‍👩‍👧 \u200b\ufeff end',
  'tab\tquote " backslash \\ slash / brace { bracket ] \u0001\u0007\u001b[31mred\u001b[0m \u007f',
  'a\u0000b\u0000\u0000c',
  '',
  '{"a":1,"level":"info","msg":"a message of its own"}',
  'key=value level=warn msg="x y"',
  '  leading and trailing  ',
  '<html>&amp;</html> ${namespace} %2F $(x) `y`',
];

/** Writes the logs, all of them before it returns: of a week ago, of now, and of an hour from now. */
export function generateTree(root: string, now: number): GeneratedTree {
  const records: WrittenRecord[] = [];
  const present = BigInt(now) * 1_000_000n;
  const pods = join(root, 'pods');
  const containers = join(root, 'containers');

  function write(pod: string, restart: number, runtime: Runtime, written: readonly WrittenRecord[]): void {
    records.push(...written);
    const path = join(pods, `shop_${pod}_${uidOf(pod)}`, 'app', `${restart}.log`);
    mkdirSync(dirname(path), { recursive: true });
    const [oldest, older, live] = inThree(written).map((part) => part.map((one) => FORMS[runtime](one)).join(''));
    if (runtime === 'cri') {
      writeFileSync(`${path}.20261130-100000.gz`, gzipSync(oldest!));
      writeFileSync(`${path}.20261130-110000`, older!);
      writeFileSync(path, live!);
      return;
    }
    const id = Buffer.from(`${pod}-${restart}`.padEnd(32, '-')).toString('hex');
    const target = join(containers, id, `${id}-json.log`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.2.gz`, gzipSync(oldest!));
    writeFileSync(`${target}.1`, older!);
    writeFileSync(target, live!);
    symlinkSync(target, path);
  }

  for (const runtime of ['docker', 'cri'] as const) {
    for (let number = 0; number < 4; number++) {
      const pod = `${runtime}-${number}`;
      // More of them would take long where a server limits the bytes of a second.
      const longest = number === 0 ? MEGABYTE : 3 * PART;
      write(pod, 0, runtime, linesFrom(pod, 'of a week ago', present - 160n * HOUR, 200, longest));
      write(pod, 1, runtime, linesFrom(pod, 'of now', present - 300n * SECOND, 200, longest));
    }
  }
  const before = records.length;
  write('ahead', 0, 'cri', linesFrom('ahead', 'of the future', present + HOUR, 30, MEGABYTE));
  return {
    include: join(pods, '*', '*', '*.log'),
    allowTarget: containers,
    records,
    ahead: new Set(records.slice(before)),
  };
}

/** Lines of a container: one a second, and strange, long and equal ones among them. */
function linesFrom(pod: string, what: string, from: bigint, count: number, longest: number): WrittenRecord[] {
  const texts: string[] = [];
  for (let number = 0; number < count; number++) {
    texts.push(`${pod} ${what} ${number}`);
    if (number % 20 === 7) texts.push(STRANGE[Math.floor(number / 20) % STRANGE.length]!);
    if (number === count - 10) texts.push(`${pod} ${what} long `.padEnd(longest, 'x'));
  }
  const records = texts.map((line, place) => ({
    pod,
    time: from + BigInt(place) * SECOND + BigInt(place * 1001),
    line,
  }));
  const last = records.at(-1)!.time + SECOND + 1n;
  return [
    ...records,
    ...['same', 'same', 'other', 'same'].map((text) => ({ pod, time: last, line: `${what} ${text}` })),
  ];
}

function inThree<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const third = Math.floor(items.length / 3);
  return [items.slice(0, third), items.slice(third, 2 * third), items.slice(2 * third)];
}

const FORMS: Readonly<Record<Runtime, (record: WrittenRecord) => string>> = {
  docker: ({ time, line }) =>
    partsOf(`${line}\n`)
      .map((part) => `${JSON.stringify({ log: part, stream: 'stdout', time: rfc3339(time) })}\n`)
      .join(''),
  cri: ({ time, line }) => {
    const parts = partsOf(line);
    return parts
      .map((part, place) => `${rfc3339(time)} stdout ${place < parts.length - 1 ? 'P' : 'F'} ${part}\n`)
      .join('');
  },
};

/** Long lines are of ASCII alone. */
function partsOf(text: string): string[] {
  if (text.length <= PART) return [text];
  return Array.from({ length: Math.ceil(text.length / PART) }, (_, place) =>
    text.slice(place * PART, (place + 1) * PART),
  );
}
