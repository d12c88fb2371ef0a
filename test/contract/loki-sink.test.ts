import { createLokiEncoder } from '../../src/encode/loki/loki-encoder.js';
import { createLokiPayloads } from '../../src/encode/loki/loki-payloads.js';
import { createLokiSink } from '../../src/sinks/loki/loki-sink.js';
import { readPush } from '../support/fake-loki.js';
import { HTTP_OPTIONS } from '../support/http-options.js';
import { HTTP_ANSWERS, openHttpRoom } from './http-room.js';
import { describeSinkContract } from './sink-contract.js';

describeSinkContract('loki', {
  open: (t) =>
    openHttpRoom(t, {
      createSink: (url) =>
        createLokiSink(
          { ...HTTP_OPTIONS, name: 'loki', url, encoding: 'protobuf' },
          { ...createLokiPayloads('late'), exampleTenant: undefined },
        ),
      encoder: createLokiEncoder({
        labels: {},
        labelTemplates: { pod: '${pod}' },
        structuredMetadata: true,
        maxLineBytes: 1024,
      }),
      messagesOf: (request) => readPush(request).map(({ line }) => line),
      takes: () => ({ status: 204 }),
    }),
  answers: HTTP_ANSWERS,
});
