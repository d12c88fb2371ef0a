import type { Container } from '../../test/support/container.js';
import type { ContainerRun } from '../../test/support/container-run.js';
import type { Node } from '../../test/support/node.js';
import { type Actor, BACKUP, CART, CAST, GATEWAY, WORKER } from './cast.js';

/** What happens on the node of the demo. */
export interface Scene {
  /** Lets all happen that is due by then, in milliseconds from the start, and one container say a line. */
  advance(elapsed: number): void;
  /** Ends all containers. */
  end(): void;
  /** All containers' runs so far. */
  runs(): ContainerRun[];
}

interface Event {
  /** Milliseconds from the start. */
  readonly at: number;
  happen(): void;
}

/** When the job is done, in milliseconds from the start. */
const BACKUP_ENDS = 4_800;

export function createScene(node: Node): Scene {
  const containers = new Map<Actor, Container>();
  for (const actor of CAST) {
    const { runtime, container } = actor;
    containers.set(actor, node.pod(actor).container(container, { runtime, compress: true }));
  }
  const the = (actor: Actor): Container => containers.get(actor)!;

  const events: Event[] = [
    ...CAST.map((actor) => ({ at: actor.startsAt, happen: () => void the(actor).start() })),
    ...[1_200, 2_600, 4_000, 5_200].map((at) => ({ at, happen: () => the(CART).rotate() })),
    ...[2_200, 4_400].map((at) => ({ at, happen: () => the(GATEWAY).rotate() })),
    ...[1_800, 3_600].map((at) => ({ at, happen: () => crash(the(WORKER)) })),
    { at: 3_000, happen: () => the(CART).line(`DEBUG cart as JSON ${JSON.stringify(longList())}`) },
    { at: BACKUP_ENDS, happen: () => the(BACKUP).stop() },
  ].sort((one, other) => one.at - other.at);

  const silent = (actor: Actor, elapsed: number): boolean =>
    actor.startsAt > elapsed || (actor === BACKUP && elapsed >= BACKUP_ENDS);

  return {
    advance: (elapsed) => {
      while (events.length > 0 && events[0]!.at <= elapsed) events.shift()!.happen();
      const actors = CAST.filter((actor) => !silent(actor, elapsed));
      const speaker = node.random.pick(actors.flatMap((actor) => Array.from({ length: actor.share }, () => actor)));
      const { text, stream } = speaker.says(node.random);
      the(speaker).line(text, stream);
    },
    end: () => {
      for (const container of containers.values()) container.stop();
    },
    runs: () => [...containers.values()].flatMap((container) => container.runs),
  };
}

/** The container falls over, and the kubelet starts it again. */
function crash(container: Container): void {
  container.line('panic: runtime error: index out of range [5] with length 3', 'stderr');
  container.line('\t/app/main.go:9 +0x1d', 'stderr');
  container.restart();
  container.line('{"level":"info","msg":"started"}');
}

/** Longer than the 16 KiB at which Docker cuts a line into pieces. */
function longList(): object[] {
  return Array.from({ length: 800 }, (_, index) => ({ item: index, quantity: (index % 3) + 1 }));
}
