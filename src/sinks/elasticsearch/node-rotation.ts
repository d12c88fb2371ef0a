/** How long a failed node is not used, in milliseconds. Each further failure in a row doubles it. */
const SHORTEST_REST = 5_000;
const LONGEST_REST = 300_000;

interface NodeState<Node> {
  readonly node: Node;
  /** Failures in a row. */
  failures: number;
  /** The time until which the node is not used. */
  restsUntil: number;
}

/** The nodes of a cluster, each of which takes any request. */
export interface NodeRotation<Node> {
  /**
   * The order in which a request tries the nodes: the working ones, starting with another one at each call, and then
   * the failed ones, the longest rested first. So a failed node is tried again once its rest is over, and every node is
   * tried when all others fail.
   */
  order(now: number): readonly Node[];
  worked(node: Node): void;
  failed(node: Node, now: number): void;
}

/** A node counts as working until a failure is reported. Times are in milliseconds of any clock that never falls. */
export function createNodeRotation<Node>(nodes: readonly Node[]): NodeRotation<Node> {
  const states = nodes.map((node): NodeState<Node> => ({ node, failures: 0, restsUntil: 0 }));
  const stateOf = (node: Node): NodeState<Node> => states.find((state) => state.node === node)!;
  let turn = 0;
  return {
    order(now) {
      const first = turn++ % states.length;
      const rotated = [...states.slice(first), ...states.slice(0, first)];
      const working = rotated.filter(({ restsUntil }) => restsUntil <= now);
      const resting = rotated.filter(({ restsUntil }) => restsUntil > now);
      resting.sort((one, other) => one.restsUntil - other.restsUntil);
      return [...working, ...resting].map(({ node }) => node);
    },
    worked(node) {
      Object.assign(stateOf(node), { failures: 0, restsUntil: 0 });
    },
    failed(node, now) {
      const state = stateOf(node);
      const rest = Math.min(SHORTEST_REST * 2 ** state.failures, LONGEST_REST);
      state.failures++;
      state.restsUntil = now + rest;
    },
  };
}
