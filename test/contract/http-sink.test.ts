import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { createHttpSink } from '../../src/sinks/http-sink.js';
import { HTTP_OPTIONS } from '../support/http-options.js';
import { HTTP_ANSWERS, openHttpRoom } from './http-room.js';
import { describeSinkContract } from './sink-contract.js';

describeSinkContract('http', {
  open: (t) =>
    openHttpRoom(t, {
      createSink: (url) =>
        createHttpSink({ ...HTTP_OPTIONS, name: 'http', url, method: 'POST', body: 'ndjson', answer: 'not-html' }),
      encoder: createJsonEncoder(SCHEMAS.flat, { labels: {} }),
      messagesOf: ({ body }) =>
        body
          .toString('utf8')
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { message: string }).message),
    }),
  answers: HTTP_ANSWERS,
});
