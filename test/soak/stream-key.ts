/** One stream of one container run, whose lines are numbered from 0 on. */
export interface StreamOfRun {
  readonly pod: string;
  readonly restart: number;
  readonly stream: string;
}

export function streamKey({ pod, restart, stream }: StreamOfRun): string {
  return `${pod} ${restart} ${stream}`;
}
