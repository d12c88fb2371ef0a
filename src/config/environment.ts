import type { ConfigLayer } from './layer.js';
import { nearest } from './nearest.js';
import { type GivenOption, optionLayer } from './option-layer.js';
import { configOptions, variableOf } from './options.js';
import type { Environment } from './references.js';

/**
 * Variables that Kubernetes sets in every container for each Service of the namespace, here for a Service named podtail
 * or podtail-something: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const SERVICE_VARIABLE = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** Variables that are not keys of the configuration: two options, and the token of `podtail top` and `tail`. */
const OTHER_OPTIONS = ['config', 'log-level', 'token'];

/** The layer of the `PODTAIL_*` environment variables. An empty one counts as not set. Lists and maps use commas. */
export function environmentLayer(environment: Environment): ConfigLayer {
  const given = configOptions.flatMap((option): GivenOption[] => {
    const name = variableOf(option.name);
    const text = environment[name] ?? '';
    if (text === '') return [];
    const several = option.kind === 'list' || option.kind === 'map';
    return [{ option, place: { kind: 'variable', name }, texts: several ? splitList(text) : [text] }];
  });
  return optionLayer(given, { kind: 'variable', name: 'PODTAIL_*' });
}

/** The lowest layer: the name of the node, as the cluster provides it. */
export function clusterLayer(environment: Environment): ConfigLayer {
  const { NODE_NAME: node = '' } = environment;
  return {
    values: node === '' ? {} : { node },
    problems: [],
    placeOf: () => ({ kind: 'variable', name: 'NODE_NAME' }),
  };
}

/** A warning for each unknown `PODTAIL_*` variable. */
export function unknownVariables(environment: Environment): string[] {
  const known = [...configOptions.map((option) => option.name), ...OTHER_OPTIONS];
  return Object.keys(environment)
    .filter((name) => name.startsWith('PODTAIL_') && !SERVICE_VARIABLE.test(name))
    .filter((name) => !known.some((option) => variableOf(option) === name))
    .map((name) => {
      const meant = nearest(name.slice('PODTAIL_'.length), known);
      return `${name}: unknown variable, ignored${meant === undefined ? '' : `; did you mean ${variableOf(meant)}?`}`;
    });
}

/** Splits at commas, but not inside the braces, brackets and parentheses of a glob. */
function splitList(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('{[('.includes(character)) depth++;
    if ('}])'.includes(character)) depth--;
    if (character === ',' && depth <= 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
