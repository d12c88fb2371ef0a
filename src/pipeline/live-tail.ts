import type { Delivery } from '../deliver/delivery.js';
import type { RecordBlock } from '../record/record-block.js';
import { json, type Reply, type StreamReply } from '../server/reply.js';
import { parseTailQuery } from './live-tail-query.js';
import { createTailViewer, type TailViewer } from './live-tail-viewer.js';
import type { PipelineConfig } from './pipeline-config.js';

/** Shows the records that podtail ships to clients of `/tail`. */
export interface LiveTail {
  /**
   * A delivery that shows each block before it passes it on. Without viewers this costs one comparison for each block.
   */
  before(delivery: Pick<Delivery, 'append'>): Pick<Delivery, 'append'>;
  /** Answers a request for `/tail`: records as lines of JSON, or why there are none. */
  answer(query: URLSearchParams): Reply | StreamReply;
}

/** Maximum number of viewers at a time. */
const MOST_VIEWERS = 4;

/** @param config asked for each time: a reload may exchange it */
export function createLiveTail(config: () => PipelineConfig): LiveTail {
  const viewers = new Set<TailViewer>();

  function show(block: RecordBlock): void {
    if (block.count === 0) return;
    const { liveTail } = config();
    for (const viewer of viewers) {
      if (liveTail) viewer.take(block);
      else viewer.dismiss();
    }
  }

  return {
    before: (delivery) => ({
      append(block, alsoSettles) {
        if (viewers.size > 0) show(block);
        delivery.append(block, alsoSettles);
      },
    }),
    answer(query) {
      const current = config();
      if (!current.liveTail) {
        return json({ error: 'the live tail is off; liveTail: true in the configuration of podtail turns it on' }, 404);
      }
      const parsed = parseTailQuery(query, current);
      if (!parsed.ok) return json({ error: parsed.problem }, 400);
      if (viewers.size >= MOST_VIEWERS) {
        return json({ error: `there are already ${MOST_VIEWERS} viewers; end one of them first` }, 503);
      }
      return {
        contentType: 'application/x-ndjson; charset=utf-8',
        begin(stream) {
          const viewer = createTailViewer(stream, parsed.match, current);
          viewers.add(viewer);
          return () => {
            viewers.delete(viewer);
            viewer.end();
          };
        },
      };
    },
  };
}
