import type { ConversionInProgress, Values } from '../conversion.js';
import { datadogSink, kafkaRestSink, newRelicSink, splunkSink } from '../recipes.js';
import type { Section } from '../source-section.js';

export type ConvertOutput = (output: Section, sink: Values, conversion: ConversionInProgress) => Values;

/** Outputs to services with HTTP, by name (see docs/backends.md). */
export const SERVICE_OUTPUTS: Readonly<Record<string, ConvertOutput>> = {
  splunk(output, sink, { lost, note }) {
    if (output.flag('splunk_send_raw') === true)
      note(output.lineOf('splunk_send_raw'), 'the event is the record, with its time', sink);
    for (const key of SPLUNK_EVENT) {
      const text = output.text(key);
      if (text !== undefined) lost(output.lineOf(key), `${key} ${text}: make it the default of the token`, sink);
    }
    output.ignore(
      'splunk_send_raw',
      'event_key',
      'event_field',
      'channel',
      'http_buffer_size',
      'http_debug_bad_request',
    );
    return splunkSink(urlOf(output, 8088, ''), output.text('splunk_token') ?? '');
  },
  datadog(output, sink, conversion) {
    const host = output.text('host') ?? 'http-intake.logs.datadoghq.com';
    output.ignore('tls', 'provider', 'json_date_key', 'include_tag_key', 'tag_key', 'dd_message_key', 'port');
    conversion.note(output.line, 'the fields have the names of the schema ecs', sink);
    return datadogSink(
      `https://${host}`,
      output.text('apikey') ?? '',
      {
        ddsource: output.text('dd_source') ?? 'kubernetes',
        service: output.text('dd_service'),
        ddtags: output.text('dd_tags'),
        hostname: output.text('dd_hostname'),
      },
      conversion,
    );
  },
  nrlogs(output, sink, conversion) {
    const key = output.text('license_key') ?? output.text('api_key') ?? '';
    if (output.has('api_key') && !output.has('license_key'))
      conversion.note(output.lineOf('api_key'), 'New Relic requires a license key', sink);
    const url = output.text('base_uri') ?? 'https://log-api.newrelic.com/log/v1';
    return newRelicSink(url, key, output.line, conversion);
  },
  'kafka-rest'(output, sink, { lost }) {
    for (const key of ['partition', 'message_key', 'avro_http_header', 'avro_schema']) {
      const text = output.text(key);
      if (text !== undefined && text !== '-1')
        lost(output.lineOf(key), `${key} ${text}: the proxy chooses the partition of each record`, sink);
    }
    output.ignore('partition', 'time_key', 'time_key_format', 'include_tag_key', 'tag_key', 'url_path');
    return kafkaRestSink(urlOf(output, 8082, output.text('url_path') ?? ''), output.text('topic') ?? 'fluent-bit');
  },
};

/** Keys of Splunk's events besides their records. */
const SPLUNK_EVENT = [
  'event_host',
  'event_source',
  'event_sourcetype',
  'event_sourcetype_key',
  'event_index',
  'event_index_key',
];

/** The URL of an output. */
export function urlOf(output: Section, defaultPort: number, path: string): string {
  const host = output.text('host') ?? '127.0.0.1';
  const port = output.text('port') ?? String(defaultPort);
  const scheme = output.flag('tls') === true ? 'https' : 'http';
  return `${scheme}://${host}:${port}${path === '/' || path === '' ? '' : path.startsWith('/') ? path : `/${path}`}`;
}
