import { BlockList, isIP } from 'node:net';

/** Whether a request with that header `Host` is answered; undefined: it has none. */
export type HostCheck = (host: string | undefined) => boolean;

/**
 * Against DNS rebinding: a web page that lets its own name lead to this machine makes its reader's browser ask here, under that name. On a loopback
 * address that reaches what nobody else can, so there only addresses, localhost and names that were given are answered to. Elsewhere
 * whoever can ask need not take that way, and the names of a Kubernetes Service are many: any will do, unless names were given.
 *
 * @param address the address that the server listens on
 * @param names by which it may be asked, besides
 */
export function createHostCheck(address: string, listenHost: string, names: readonly string[]): HostCheck {
  if (!isLoopback(address) && names.length === 0) return () => true;
  const allowed = new Set(['localhost', listenHost, ...names].map(plainName));
  return (host) => {
    // A browser sends one with each request, and a page cannot keep it from that.
    if (host === undefined) return true;
    const name = plainName(host.replace(/:\d*$/, ''));
    return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || name.endsWith('.localhost') || allowed.has(name);
  };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

export function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Names differ neither by case nor by the dot of the root behind them. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
