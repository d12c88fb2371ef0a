import { createOtlpEncoder } from '../../src/encode/otlp-encoder.js';
import { otlpJson } from '../../src/encode/otlp-payload.js';
import { createOtlpSink } from '../../src/sinks/otlp/otlp-sink.js';
import { HTTP_OPTIONS } from '../support/http-options.js';
import { createProtobufDecoder } from '../support/protobuf-decoder.js';
import { HTTP_ANSWERS, openHttpRoom } from './http-room.js';
import { describeSinkContract } from './sink-contract.js';

const decoder = createProtobufDecoder('otlp.proto', 'otlp.ExportLogsServiceRequest');

interface ExportRequest {
  readonly resourceLogs?: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly { readonly body: { readonly stringValue: string } }[];
    }[];
  }[];
}

describeSinkContract('otlp', {
  open: (t) =>
    openHttpRoom(t, {
      createSink: (url) => createOtlpSink({ ...HTTP_OPTIONS, name: 'otlp', url, encoding: 'protobuf' }, otlpJson),
      encoder: createOtlpEncoder({ labels: {}, version: '1.2.3' }),
      messagesOf: ({ body }) => {
        const { resourceLogs = [] } = decoder.decode(body) as ExportRequest;
        const logs = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs);
        return logs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body.stringValue));
      },
      takes: () => ({ headers: { 'content-type': 'application/x-protobuf' } }),
    }),
  answers: HTTP_ANSWERS,
});
