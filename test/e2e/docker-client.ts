import { request } from 'node:http';

/** The few calls of Docker's HTTP interface that the tests need, over the engine's socket. */
export interface DockerClient {
  /** Makes an image of a tar archive of its root folder. */
  importImage(archive: Uint8Array, name: string): Promise<void>;
  /** Makes a container and starts it; resolves with its id. */
  run(options: ContainerSpecification): Promise<string>;
  /** What an image says of itself. */
  imageConfig(name: string): Promise<ImageConfig>;
  /** Where the engine says that the container's log is. */
  logPath(id: string): Promise<string>;
  /** Sends a signal to the container's first process. */
  signal(id: string, signal: NodeJS.Signals): Promise<void>;
  /** Stops the container, by force after a second, and starts it again; its log continues. */
  restart(id: string): Promise<void>;
  /** Removes the container and its log, whether or not it runs. */
  remove(id: string): Promise<void>;
  /** Resolves with the exit status once the container has ended and its log is written. */
  ended(id: string): Promise<number>;
}

/** A part of what is in an image. */
export interface ImageConfig {
  readonly User: string;
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

/** What is sent to `/containers/create`, as it appears in Docker's interface. */
export interface ContainerSpecification {
  readonly Image: string;
  readonly Cmd: readonly string[];
  readonly Env?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly User?: string;
  readonly HostConfig: {
    readonly NetworkMode: 'none';
    /** Whether the container and its log are removed when it ends. */
    readonly AutoRemove?: boolean;
    readonly Binds?: readonly string[];
    readonly CapDrop?: readonly string[];
    readonly SecurityOpt?: readonly string[];
    readonly ReadonlyRootfs?: boolean;
    readonly LogConfig: { readonly Type: 'json-file'; readonly Config: Readonly<Record<string, string>> };
  };
}

export function createDockerClient(socketPath: string): DockerClient {
  const call = (method: string, path: string, body?: Body) => callDocker(socketPath, method, path, body);
  const json = (value: unknown): Body => ({ bytes: Buffer.from(JSON.stringify(value)), type: 'application/json' });
  return {
    importImage: async (bytes, name) => {
      const answer = await call('POST', `/images/create?fromSrc=-&repo=${name}`, { bytes, type: 'application/x-tar' });
      // Docker answers 200 before it has looked at the archive, and tells of failure in the body.
      if (answer.includes('"error"')) throw new Error(`Docker did not import the image ${name}: ${answer}`);
    },
    run: async (specification) => {
      const { Id: id } = JSON.parse(await call('POST', '/containers/create', json(specification)));
      await call('POST', `/containers/${id}/start`);
      return id;
    },
    imageConfig: async (name) => JSON.parse(await call('GET', `/images/${name}/json`)).Config,
    logPath: async (id) => JSON.parse(await call('GET', `/containers/${id}/json`)).LogPath,
    signal: async (id, signal) => {
      await call('POST', `/containers/${id}/kill?signal=${signal}`);
    },
    restart: async (id) => {
      await call('POST', `/containers/${id}/restart?t=1`);
    },
    remove: async (id) => {
      await call('DELETE', `/containers/${id}?force=1`);
    },
    ended: async (id) => JSON.parse(await call('POST', `/containers/${id}/wait`)).StatusCode,
  };
}

interface Body {
  readonly bytes: Uint8Array;
  readonly type: string;
}

function callDocker(socketPath: string, method: string, path: string, body?: Body): Promise<string> {
  const headers = body === undefined ? {} : { 'content-type': body.type, 'content-length': body.bytes.length };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString();
        const status = response.statusCode!;
        if (status < 300) resolve(answer);
        else reject(new Error(`Docker refused ${method} ${path} with ${status}: ${answer}`));
      });
    });
    sent.on('error', reject);
    sent.end(body?.bytes);
  });
}
