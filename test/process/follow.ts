import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createNode, type Node } from '../support/node.js';
import { type PodtailOptions, type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A node's logs and a podtail that reads them. */
export interface Followed {
  /** The folder in which all of it lies. */
  readonly root: string;
  readonly node: Node;
  readonly podtail: PodtailProcess;
}

export interface FollowOptions extends PodtailOptions {
  readonly seed?: number;
  /** Added to the command line. */
  readonly args?: readonly string[];
  /** The text of a configuration file. */
  readonly config?: string;
  /** What is there before podtail starts. */
  readonly before?: (node: Node, root: string) => void;
}

/** Starts a podtail on a node of the test's own. */
export function follow(test: TestContext, options: FollowOptions = {}): Followed {
  const root = temporaryFolder(test);
  const node = createNode(root, options.seed === undefined ? {} : { seed: options.seed });
  options.before?.(node, root);
  const args = [...nodeArgs(node), ...(options.args ?? []), ...configArgs(root, options.config)];
  return { root, node, podtail: startPodtail(args, { test, ...options }) };
}

/** The options with which podtail reads a node's logs. */
export function nodeArgs({ pods, dockerContainers }: Node): string[] {
  return ['--include', join(pods, '*', '*', '*.log'), '--allow-target', dockerContainers];
}

/** Writes a configuration file, if there is a text for one, and gives the options that name it. */
export function configArgs(folder: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const file = join(folder, 'podtail.yaml');
  writeFileSync(file, text);
  return ['--config', file];
}
