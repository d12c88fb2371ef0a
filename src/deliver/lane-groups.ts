import { Lane, type LaneOptions } from './lane.js';

/** Lanes that share a circuit breaker. */
export class LaneGroup {
  readonly options: LaneOptions;
  /** The lanes that exist. */
  readonly lanes: Lane[] = [];
  /** The same lanes by number. A lane is created when it is first needed. */
  readonly #numbered: (Lane | undefined)[] = [];
  readonly #isCounted: boolean;
  readonly #onLane: (lane: Lane) => void;

  /**
   * @param isCounted whether the memory is shared out among these lanes, too
   * @param onLane a lane was made
   */
  constructor(options: LaneOptions, isCounted: boolean, onLane: (lane: Lane) => void) {
    this.options = options;
    this.#isCounted = isCounted;
    this.#onLane = onLane;
  }

  lane(number: number): Lane {
    const lane = this.#numbered[number] ?? this.#create();
    this.#numbered[number] = lane;
    return lane;
  }

  get isIdle(): boolean {
    return this.lanes.every(({ isIdle }) => isIdle);
  }

  get isUp(): boolean {
    return this.options.breaker.isUp;
  }

  /** Closes the group, which is no longer used. */
  close(): void {
    if (this.#isCounted) this.options.budget.lanes -= this.lanes.length;
  }

  #create(): Lane {
    if (this.#isCounted) this.options.budget.lanes++;
    const lane = new Lane(this.options);
    this.lanes.push(lane);
    this.#onLane(lane);
    return lane;
  }
}

/** All lanes of a sink. */
export class LaneGroups {
  readonly #all = new Set<LaneGroup>();
  #lanes: Lane[] = [];

  get all(): Iterable<LaneGroup> {
    return this.#all;
  }

  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  /** The number of lanes in use in the group that uses most. */
  get inUse(): number {
    return Math.max(0, ...[...this.#all].map(({ options }) => options.laneLimit.lanes));
  }

  /** Whether one of the groups takes data, or no group exists. */
  get areUp(): boolean {
    if (this.#all.size === 0) return true;
    for (const { isUp } of this.#all) if (isUp) return true;
    return false;
  }

  /** @param isCounted whether the memory is shared out among these lanes, too */
  create(options: LaneOptions, isCounted: boolean): LaneGroup {
    const group = new LaneGroup(options, isCounted, (lane) => this.#lanes.push(lane));
    this.#all.add(group);
    return group;
  }

  close(group: LaneGroup): void {
    group.close();
    this.#all.delete(group);
    this.#lanes = this.#lanes.filter((lane) => !group.lanes.includes(lane));
  }
}
