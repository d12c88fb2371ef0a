import type { TextTemplate } from '../../format/text-template.js';

/** The body of `PUT /_index_template/NAME`, for Elasticsearch 7.9 and later and OpenSearch. */
export interface IndexTemplate {
  readonly index_patterns: readonly string[];
  readonly priority: number;
  /** Present if the template is for a data stream. */
  readonly data_stream?: object;
  readonly template: object;
  readonly _meta: object;
}

/** Higher than the priority of Elasticsearch's own templates (100 for `logs-*-*`), as its documentation requires. */
const PRIORITY = 200;

const KEYWORD = { type: 'keyword', ignore_above: 1024 };
const NAME = { properties: { name: KEYWORD } };

/**
 * Types of numbers in the fields of applications. By default, the server maps a number with a fraction to `float`, and
 * refuses a record whose later number is out of range. With these types it stores such a number, and does not index it.
 */
const NUMBERS = [
  { doubles: { match_mapping_type: 'double', mapping: { type: 'double', ignore_malformed: true } } },
  { longs: { match_mapping_type: 'long', mapping: { type: 'long', ignore_malformed: true } } },
];

/** The fields of schema `ecs`. Types that only one of the two servers has are not used. */
const MAPPINGS = {
  date_detection: false,
  dynamic_templates: [
    { labels: { path_match: 'labels.*', mapping: KEYWORD } },
    { pod_labels: { path_match: 'kubernetes.labels.*', mapping: KEYWORD } },
    { pod_annotations: { path_match: 'kubernetes.annotations.*', mapping: KEYWORD } },
    ...NUMBERS,
  ],
  properties: {
    // Sorts by nanoseconds.
    '@timestamp': { type: 'date_nanos' },
    message: { type: 'text' },
    stream: KEYWORD,
    kubernetes: {
      properties: {
        namespace: KEYWORD,
        pod: { properties: { name: KEYWORD, uid: KEYWORD } },
        container: { properties: { name: KEYWORD, restart_count: { type: 'long' } } },
        node: NAME,
      },
    },
    container: { properties: { id: KEYWORD } },
    host: NAME,
    log: { properties: { offset: { type: 'long' }, file: { properties: { path: KEYWORD } }, flags: KEYWORD } },
  },
};

/** Creates the template for all indexes that the template of a name can produce. */
export function createIndexTemplate(index: TextTemplate, isDataStream: boolean): IndexTemplate {
  const pattern = index.map((part) => (part.kind === 'text' ? part.text.toLowerCase() : '*')).join('');
  return {
    index_patterns: [pattern],
    priority: PRIORITY,
    ...(isDataStream ? { data_stream: {} } : {}),
    template: { mappings: MAPPINGS },
    _meta: { description: 'Records of podtail in schema ecs' },
  };
}
