import type { RuleName } from '../settings.js';
import { dotnet } from './languages/dotnet.js';
import { go } from './languages/go.js';
import { java } from './languages/java.js';
import { node } from './languages/node.js';
import { others } from './languages/others.js';
import { php } from './languages/php.js';
import { python } from './languages/python.js';
import { ruby } from './languages/ruby.js';
import { rust } from './languages/rust.js';
import type { TraceGrammar } from './trace-grammar.js';

/** The built-in rules, by name. */
export const TRACE_GRAMMARS: Readonly<Record<RuleName, TraceGrammar>> = {
  java,
  python,
  go,
  node,
  ruby,
  dotnet,
  php,
  rust,
  others,
};
