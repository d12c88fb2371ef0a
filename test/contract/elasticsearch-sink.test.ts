import { createBulkEncoder } from '../../src/encode/bulk/bulk-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { parseTextTemplate } from '../../src/format/text-template.js';
import { createElasticsearchSink } from '../../src/sinks/elasticsearch/elasticsearch-sink.js';
import type { ReceivedRequest } from '../support/fake-http-server.js';
import { HTTP_OPTIONS } from '../support/http-options.js';
import { HTTP_ANSWERS, openHttpRoom } from './http-room.js';
import { describeSinkContract } from './sink-contract.js';

describeSinkContract('elasticsearch', {
  open: (t) =>
    openHttpRoom(t, {
      createSink: (url) => createElasticsearchSink({ ...HTTP_OPTIONS, name: 'es', url: [url], fixedIndex: 'logs-a-b' }),
      encoder: createBulkEncoder({
        fields: { labels: {} },
        index: parseTextTemplate('logs-a-b'),
        schema: SCHEMAS.ecs,
      }),
      messagesOf: (request) => documentsOf(request).map(({ message }) => message),
      takes: (request) => ({
        body: JSON.stringify({ errors: false, items: documentsOf(request).map(() => ({ create: { status: 201 } })) }),
      }),
    }),
  answers: HTTP_ANSWERS,
});

/** Every second line is a document. */
function documentsOf({ body }: ReceivedRequest): { message: string }[] {
  const lines = body.toString('utf8').trimEnd().split('\n');
  return lines.filter((_, place) => place % 2 === 1).map((line) => JSON.parse(line));
}
