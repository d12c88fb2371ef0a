import { createOtlpEncoder } from '../../src/encode/otlp/otlp-encoder.js';
import { otlpJson } from '../../src/encode/otlp/otlp-payload.js';
import { createOtlpSink } from '../../src/sinks/otlp/otlp-sink.js';
import { HTTP_OPTIONS } from '../support/http-options.js';
import { createProtobufDecoder } from '../support/protobuf-decoder.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { HTTP_ANSWERS, openHttpRoom } from './http-room.js';
import { describeSinkContract } from './sink-contract.js';

interface ExportRequest {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly { readonly body: { readonly stringValue: string } }[];
    }[];
  }[];
}

const decoder = createProtobufDecoder('otlp.proto', 'otlp.ExportLogsServiceRequest');

describeSinkContract('otlp', {
  open: (t) =>
    openHttpRoom(t, {
      createSink: (url) =>
        createOtlpSink(
          { ...HTTP_OPTIONS, name: 'otlp', url, encoding: 'protobuf' },
          otlpJson,
          createSpokenDiagnostics(),
        ),
      encoder: createOtlpEncoder({ labels: {}, version: '1.2.3' }),
      messagesOf: ({ body }) =>
        (decoder.decode(body) as ExportRequest).resourceLogs.flatMap(({ scopeLogs }) =>
          scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => record.body.stringValue)),
        ),
    }),
  answers: HTTP_ANSWERS,
});
