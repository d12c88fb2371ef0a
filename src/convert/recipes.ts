import type { ConversionInProgress, Values } from './conversion.js';

/*
 * Sinks of type http for what is no sink of podtail by itself: as examples/backends and docs/backends.md have them. What these
 * servers take at most, they say in their documentation.
 */

/** @param base scheme, host and port */
export function splunkSink(base: string, token: string): Values {
  return {
    type: 'http',
    url: `${base.replace(/\/$/, '')}/services/collector/event`,
    body: 'splunk',
    answer: 'json',
    headers: { authorization: `Splunk ${token}` },
    batch: { bytes: '768KiB' },
  };
}

/** @param base scheme and host of the site @param fields of all records: ddsource, service, ddtags, hostname */
export function datadogSink(
  base: string,
  key: string,
  fields: Readonly<Record<string, string | undefined>>,
  { config }: ConversionInProgress,
): Values {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const query = new URLSearchParams(given).toString();
  config.limits = { ...(config.limits as Values | undefined), maxLineBytes: '900kB' };
  return {
    type: 'http',
    url: `${base.replace(/\/$/, '')}/api/v2/logs${query === '' ? '' : `?${query}`}`,
    body: 'array',
    schema: 'ecs',
    headers: { 'DD-API-KEY': key },
    batch: { bytes: '4MiB', records: 1000 },
  };
}

export function newRelicSink(url: string, key: string, line: number, { config, note }: ConversionInProgress): Values {
  const isRenamed = config.transforms.some(({ rename }) => (rename as Values | undefined)?.time === 'timestamp');
  if (!isRenamed) config.transforms.push({ rename: { time: 'timestamp' } });
  note(
    line,
    'New Relic requires the time as timestamp: the rename applies to all sinks, so the others get no field time',
  );
  return { type: 'http', url, body: 'array', headers: { 'Api-Key': key }, batch: { bytes: '900kB' } };
}

/** @param base scheme, host and port */
export function kafkaRestSink(base: string, topic: string): Values {
  return {
    type: 'http',
    url: `${base}/topics/${encodeURIComponent(topic)}`,
    body: 'kafka-rest',
    headers: { accept: 'application/vnd.kafka.v2+json' },
    batch: { records: 1000 },
  };
}

/** @param base scheme, host and port */
export function clickHouseSink(base: string, table: string): Values {
  const query = encodeURIComponent(`INSERT INTO ${table} FORMAT JSONEachRow`);
  return {
    type: 'http',
    url: `${base.replace(/\/$/, '')}/?query=${query}&date_time_input_format=best_effort&input_format_skip_unknown_fields=1`,
    batch: { bytes: '8MiB', records: 50_000, timeout: '5s' },
    lanes: 1,
  };
}
