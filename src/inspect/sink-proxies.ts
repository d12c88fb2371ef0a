import type { Config } from '../config/config.js';
import { chooseProxy } from '../sinks/http/choose-proxy.js';
import { parseTarget } from '../sinks/http/target.js';

/** Whether a sink's server is reached through a proxy, and which setting says so. */
export interface SinkProxy {
  readonly sink: string;
  /** Scheme, host and port of the server. */
  readonly server: string;
  /** The proxy's scheme, host and port; undefined where the server is reached directly. */
  readonly proxy: string | undefined;
  readonly why: string;
}

/** Says of each server of a configuration's sinks which proxy applies to it; nothing where no proxy is named anywhere. */
export function listSinkProxies(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
): SinkProxy[] {
  const proxies = config.sinks.flatMap((sink) => {
    if (!('url' in sink)) return [];
    const urls: readonly string[] = typeof sink.url === 'string' ? [sink.url] : sink.url;
    const targets = urls.map(parseTarget).filter(({ socketPath }) => socketPath === undefined);
    return targets.map((target): SinkProxy => {
      const choice = chooseProxy(target, sink.proxy, environment);
      const proxy = choice.kind === 'proxy' ? originOf(choice.uri) : undefined;
      return { sink: sink.name, server: target.origin, proxy, why: choice.why };
    });
  });
  return proxies.some(({ proxy }) => proxy !== undefined) || namesProxy(environment) ? proxies : [];
}

/** Whether a program that heeds the environment could use a proxy. */
function namesProxy(environment: Readonly<Record<string, string | undefined>>): boolean {
  return ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].some(
    (name) => (environment[name.toLowerCase()] ?? environment[name] ?? '') !== '',
  );
}

/** Without its user and password. */
function originOf(uri: string): string {
  return URL.canParse(uri) ? `${new URL(uri).protocol}//${new URL(uri).host}` : 'an invalid address';
}
