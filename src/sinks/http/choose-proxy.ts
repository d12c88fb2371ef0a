import net from 'node:net';
import type { Target } from './target.js';

/** Environment variables, as `process.env` has them. */
type Environment = Readonly<Record<string, string | undefined>>;

/** How a server is reached, and the setting that decides it. */
export type ProxyChoice =
  | { readonly kind: 'direct'; readonly why: string }
  | { readonly kind: 'proxy'; readonly uri: string; readonly why: string };

/**
 * Chooses the proxy for a server as curl does: HTTP_PROXY for `http`, HTTPS_PROXY for `https`, otherwise ALL_PROXY.
 * Lower case takes precedence. NO_PROXY excludes servers.
 *
 * @param proxy `environment`, `none`, or the URL of the proxy. The scheme may be missing
 */
export function chooseProxy(target: Target, proxy: string, environment: Environment): ProxyChoice {
  if (target.socketPath !== undefined) return { kind: 'direct', why: 'it is a UNIX socket' };
  if (proxy === 'none') return { kind: 'direct', why: 'proxy is none' };
  if (proxy !== 'environment') return { kind: 'proxy', uri: withScheme(proxy), why: 'proxy says so' };
  const { protocol, hostname, port } = new URL(target.origin);
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'ALL_PROXY'] : ['HTTP_PROXY', 'ALL_PROXY'];
  const name = names.find((candidate) => variable(environment, candidate) !== undefined);
  const uri = name === undefined ? '' : variable(environment, name)!.trim();
  if (name === undefined || uri === '') return { kind: 'direct', why: `${name ?? names[0]} names no proxy` };
  const exception = exceptionFor(hostname, port || DEFAULT_PORTS[protocol]!, variable(environment, 'NO_PROXY') ?? '');
  if (exception !== undefined) return { kind: 'direct', why: `NO_PROXY has ${exception}` };
  return { kind: 'proxy', uri: withScheme(uri), why: `${name} says so` };
}

/** The URL of a proxy. Without a scheme it is plain HTTP. */
function withScheme(proxy: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function variable(environment: Environment, name: string): string | undefined {
  return environment[name.toLowerCase()] ?? environment[name];
}

/**
 * The entry of NO_PROXY that covers the server: `*`, a domain with its subdomains, an address or a range, each with an
 * optional port.
 */
function exceptionFor(hostname: string, port: string, list: string): string | undefined {
  const host = withoutBrackets(hostname).toLowerCase().replace(/\.$/, '');
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .find((entry) => holds(entry.toLowerCase(), host, port));
}

function holds(entry: string, host: string, port: string): boolean {
  const [, bracketed, plain, entryPort] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const name = bracketed ?? plain ?? withoutBrackets(entry);
  if (name === '*') return true;
  if (net.isIP(host) !== 0) return holdsAddress(name, host);
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

/** An address, or a range as in `10.0.0.0/8`. */
function holdsAddress(entry: string, host: string): boolean {
  const [address = '', bits] = entry.split('/');
  const kind = net.isIP(address);
  if (kind === 0) return false;
  const most = kind === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (bits === '' || !Number.isInteger(prefix) || prefix < 0 || prefix > most) return false;
  const range = new net.BlockList();
  range.addSubnet(address, prefix, kind === 4 ? 'ipv4' : 'ipv6');
  return range.check(host, net.isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\](?=$|\/)/, '$1');
}
