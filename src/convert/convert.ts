import { UserError } from '../record/user-error.js';
import { convertAlloy } from './alloy/alloy.js';
import { readAlloy } from './alloy/read-alloy.js';
import type { Conversion } from './conversion.js';
import { expandDots } from './filebeat/expand-dots.js';
import { convertFilebeat } from './filebeat/filebeat.js';
import { finishConversion } from './finish.js';
import { convertFluentBit } from './fluent-bit/fluent-bit.js';
import { readClassic, sectionsOfYaml } from './fluent-bit/read-classic.js';
import { convertPromtail } from './promtail/promtail.js';
import { readToml } from './read-toml.js';
import { readYaml } from './read-yaml.js';
import { createSection, type SourceNode } from './source-section.js';
import { convertVector } from './vector/vector.js';
import { writeConverted } from './write-yaml.js';

/** The converted configuration of another agent. */
export interface ConvertedText {
  readonly conversion: Conversion;
  /** podtail's YAML, with a comment for each remark. */
  readonly text: string;
}

/**
 * Converts a configuration of Promtail, Alloy, Fluent Bit (classic or YAML), Filebeat or Vector (YAML, TOML or JSON).
 * Its keys show which one it is. Throws a `UserError` for any other file.
 *
 * @param name of the file, for comments and messages
 */
export function convertText(text: string, name: string): ConvertedText {
  const conversion = finishConversion(convertAny(text, name), text);
  return { conversion, text: writeConverted(conversion, name) };
}

/** A block of Alloy that concerns logs. */
const ALLOY = /^[ \t]*(loki|discovery|local|logging|otelcol|prometheus)[\w.]*[ \t]*("[^"\n]*"[ \t]*)?\{/m;

/** A table in the TOML of Vector. */
const VECTOR_TOML = /^[ \t]*\[(sources|transforms|sinks)\.[\w."-]+\]/m;

function convertAny(text: string, name: string): Conversion {
  if (VECTOR_TOML.test(text)) return convertVector(createSection(readToml(text, name)));
  if (ALLOY.test(text)) return convertAlloy(readAlloy(text, name));
  return /^\s*\[(SERVICE|INPUT|FILTER|OUTPUT|PARSER|MULTILINE_PARSER)\]\s*$/im.test(text)
    ? convertFluentBit(readClassic(text, name))
    : convertYaml(readYaml(text, name), name);
}

function convertYaml(root: SourceNode, name: string): Conversion {
  const keys = root.value instanceof Map ? [...(root.value as ReadonlyMap<string, SourceNode>).keys()] : [];
  if (keys.includes('scrape_configs') || keys.includes('clients')) return convertPromtail(createSection(root));
  if (keys.includes('pipeline')) return convertFluentBit(sectionsOfYaml(root));
  if (keys.some((key) => /^(filebeat|output)(\.|$)/.test(key))) return convertFilebeat(createSection(expandDots(root)));
  if (keys.includes('sources') || keys.includes('sinks')) return convertVector(createSection(root));
  throw new UserError(
    `${name} is not a configuration of Promtail (scrape_configs), Alloy (loki.source.file and so on), Fluent Bit ([INPUT] or pipeline), Filebeat (filebeat.inputs) or Vector (sources, sinks)`,
  );
}
