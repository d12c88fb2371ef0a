import { TLSSocket } from 'node:tls';
import type { Agent } from 'undici';
import type { ServerAddress } from './server-address.js';

/** The connections to a status server: they trust what its address says. */
export async function createDispatcher({ ca, fingerprint }: ServerAddress): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici');
  if (fingerprint === undefined) return new Agent({ connect: ca === undefined ? {} : { ca } });
  // The certificate may bear any name, and any authority's signature: it is known byte by byte.
  const connect = buildConnector({ rejectUnauthorized: false });
  return new Agent({
    connect(options, done) {
      connect(options, (error, socket) => {
        if (error !== null) return done(error, null);
        if (fingerprintOf(socket) === fingerprint) return done(null, socket);
        socket.destroy();
        return done(new Error('its certificate is not the one that the configuration names'), null);
      });
    },
  });
}

function fingerprintOf(socket: unknown): string | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
}
