import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** In `/proc/net/tcp`. */
const LISTENS = '0A';

/** The IPv4 addresses on which a process of this machine listens, each as `address:port`; from `/proc`, see proc(5). */
export function listeningAddresses(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const open = new Set(readdirSync(folder).map((descriptor) => readlinkSync(join(folder, descriptor))));
  const [, ...rows] = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trimEnd().split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENS && open.has(`socket:[${inode}]`))
    .map(([, local]) => parseAddress(local!));
}

/** Of `0100007F:9FD9`: the address with its last byte first, and the port. */
function parseAddress(hexadecimal: string): string {
  const [address, port] = hexadecimal.split(':');
  return `${Buffer.from(address!, 'hex').reverse().join('.')}:${Number.parseInt(port!, 16)}`;
}
