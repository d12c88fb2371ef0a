import { classifyResult } from '../http/classify-answer.js';
import { createHttpClient } from '../http/http-client.js';
import type { HttpOptions } from '../http/http-options.js';
import { parseTarget, targetBelow } from '../http/target.js';
import type { IndexTemplate } from './index-template.js';

const ANSWER_LIMIT = 64 * 1024;

/**
 * Installs a template at the first node that answers, and replaces one of the same name. Returns what went wrong, if
 * anything did.
 */
export async function installTemplate(
  options: HttpOptions & { readonly url: readonly string[] },
  name: string,
  template: IndexTemplate,
): Promise<string | undefined> {
  const client = createHttpClient(options);
  const body = Buffer.from(JSON.stringify(template));
  const problems: string[] = [];
  for (const base of options.url) {
    const result = await client.request({
      target: targetBelow(parseTarget(base), `/_index_template/${encodeURIComponent(name)}`),
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body,
      answerLimit: ANSWER_LIMIT,
      signal: new AbortController().signal,
    });
    const outcome = classifyResult(result, Date.now());
    if (outcome.kind === 'delivered') {
      problems.length = 0;
      break;
    }
    if ('reason' in outcome) problems.push(outcome.reason!);
    if (result.kind === 'answer' && result.status < 500) break;
  }
  await client.close();
  return problems.length === 0 ? undefined : problems.join('; ');
}
