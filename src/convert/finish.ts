import type { Conversion, Remark, Values } from './conversion.js';
import { keepValid } from './keep-valid.js';
import { dropDefaultInclude } from './pod-paths.js';
import { dropDefaults } from './variables.js';

/**
 * Completes a conversion from any agent: defaults of variables, users in URLs, texts that another program fills in, and
 * values that podtail refuses. So `podtail check` accepts the result.
 *
 * @param source the text that was converted
 */
export function finishConversion(conversion: Conversion, source: string): Conversion {
  const { config, remarks } = dropDefaults(conversion, source);
  const added: Remark[] = [];
  const lineOf = (text: string): number => source.slice(0, Math.max(0, source.indexOf(text))).split('\n').length;
  const lost = (line: number, text: string, about?: Values): void => {
    added.push({ kind: 'lost', line, text, ...(about && { about }) });
  };
  dropDefaultInclude(config);
  for (const entry of [config, ...config.sinks, ...config.transforms]) dropEmptyLabels(entry);
  for (const sink of config.sinks) {
    for (const text of textsIn(sink)) {
      if (text.includes('SECRET['))
        lost(lineOf(text), `${text} comes from a secret backend: use an environment variable or a file`, sink);
    }
    takeUserOut(sink);
    const tls = (sink.tls ?? {}) as Values;
    for (const [key, text] of Object.entries(tls)) {
      if (typeof text !== 'string' || !text.includes('-----BEGIN ')) continue;
      delete tls[key];
      lost(
        lineOf('-----BEGIN '),
        `tls.${key} has the certificate or key itself: write it to a file, and name the file`,
        sink,
      );
    }
  }
  keepValid(config, lost);
  const isLost = [...remarks, ...added].some(({ kind }) => kind === 'lost');
  if (config.sinks.length === 0 && isLost && OUTPUT.test(source))
    lost(1, 'no output could be converted to a sink: podtail prints records to standard output until you add a sink');
  return { config, remarks: [...remarks, ...added] };
}

/** The keys of outputs in any of the configurations. */
const OUTPUT = /^\s*(clients?:|\[OUTPUT\]|outputs:|output[.:]|sinks:|\[sinks\.|loki\.source)/im;

/** Moves the user and the password of a URL to `auth`. */
function takeUserOut(sink: Values): void {
  const take = (url: unknown): unknown => {
    const [, scheme, user, password = '', rest] = (typeof url === 'string' && WITH_USER.exec(url)) || [];
    if (user === undefined) return url;
    sink.auth ??= { basic: { user: decoded(user), password: decoded(password) } };
    return `${scheme}${rest}`;
  };
  if (sink.url !== undefined) sink.url = Array.isArray(sink.url) ? sink.url.map(take) : take(sink.url);
}

const WITH_USER = /^(\w+:\/\/)([^/@:]+)(?::([^/@]*))?@(.*)$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Removes labels without a value, which podtail refuses. */
function dropEmptyLabels(entry: Values): void {
  const labels = entry.labels as Values | undefined;
  if (labels === undefined) return;
  for (const [name, value] of Object.entries(labels)) if (value === '') delete labels[name];
  if (Object.keys(labels).length === 0) delete entry.labels;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
