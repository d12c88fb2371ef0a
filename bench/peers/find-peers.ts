import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PeerName } from '../sink-result.js';
import { PEERS, type Peer } from './peers.js';

/** Peers whose program is on PATH, and the names of those that are not there. Linux alone: they are measured there. */
export function findPeers(): { readonly peers: Peer[]; readonly missing: PeerName[] } {
  const isThere = ({ name }: Peer): boolean => process.platform === 'linux' && isOnPath(name);
  return { peers: PEERS.filter(isThere), missing: PEERS.filter((peer) => !isThere(peer)).map(({ name }) => name) };
}

function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
