import { uncompress } from 'snappyjs';
import { createLokiEncoder } from '../../src/encode/loki-encoder.js';
import { lokiPayloads } from '../../src/encode/loki-payload.js';
import { createLokiSink } from '../../src/sinks/loki/loki-sink.js';
import { HTTP_OPTIONS } from '../support/http-options.js';
import { createProtobufDecoder } from '../support/protobuf-decoder.js';
import { HTTP_ANSWERS, openHttpRoom } from './http-room.js';
import { describeSinkContract } from './sink-contract.js';

const decoder = createProtobufDecoder('loki.proto', 'logproto.PushRequest');

interface PushRequest {
  readonly streams?: readonly { readonly entries: readonly { readonly line: string }[] }[];
}

describeSinkContract('loki', {
  open: (t) =>
    openHttpRoom(t, {
      createSink: (url) =>
        createLokiSink(
          { ...HTTP_OPTIONS, name: 'loki', url, encoding: 'protobuf' },
          { ...lokiPayloads, exampleTenant: undefined },
        ),
      encoder: createLokiEncoder({
        labels: {},
        labelTemplates: { namespace: '${namespace}', pod: '${pod}' },
        structuredMetadata: true,
        tenant: undefined,
        maxLineBytes: 1_000_000,
      }),
      messagesOf: ({ body }) => {
        const { streams = [] } = decoder.decode(uncompress(body)) as PushRequest;
        return streams.flatMap(({ entries }) => entries.map(({ line }) => line));
      },
      takes: () => ({ status: 204 }),
    }),
  answers: HTTP_ANSWERS,
});
