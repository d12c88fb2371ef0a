import { accessSync, constants, statSync } from 'node:fs';
import type { Secret } from '../record/auth.js';
import { FILE_PROBLEMS } from '../record/file-problems.js';
import type { Config } from './config.js';
import type { LoadedConfig } from './load.js';
import { type ConfigPath, formatPath, formatPlace } from './problem.js';

type SinkConfig = Config['sinks'][number];

/**
 * Warns of files of certificates and secrets that cannot be read here. They are no mistakes: they may be mounted only
 * where podtail runs, or later, and are read each time that a sink needs them.
 */
export function secretFileWarnings({ config, placeOf }: Pick<LoadedConfig, 'config' | 'placeOf'>): string[] {
  return config.sinks.flatMap((sink, index) =>
    filesOf(sink).flatMap(({ path, file }) => {
      const fault = faultOf(file);
      if (fault === undefined) return [];
      const at: ConfigPath = ['sinks', index, ...path];
      const remedy = `it must be readable where podtail runs, or the sink ${sink.name} cannot be used`;
      return [`${formatPlace(placeOf(at))}: ${formatPath(at)}: ${file} cannot be read here (${fault}); ${remedy}`];
    }),
  );
}

interface NamedFile {
  /** Within the sink. */
  readonly path: ConfigPath;
  readonly file: string;
}

function filesOf(sink: SinkConfig): NamedFile[] {
  if (!('tls' in sink)) return [];
  const { auth, tls } = sink;
  const certificates = (['ca', 'cert', 'key'] as const).flatMap((key) => named(['tls', key], tls[key]));
  switch (auth?.kind) {
    case 'basic':
      return [...named(['auth', 'basic', 'passwordFile'], fileOf(auth.password)), ...certificates];
    case 'bearer':
      return [...named(['auth', 'bearer', 'tokenFile'], fileOf(auth.token)), ...certificates];
    case 'apiKey':
      return [...named(['auth', 'apiKey', 'keyFile'], fileOf(auth.key)), ...certificates];
    case undefined:
      return certificates;
  }
}

function named(path: ConfigPath, file: string | undefined): NamedFile[] {
  return file === undefined ? [] : [{ path, file }];
}

function fileOf(secret: Secret): string | undefined {
  return 'file' in secret ? secret.file : undefined;
}

function faultOf(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isDirectory() ? FILE_PROBLEMS.EISDIR : undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return FILE_PROBLEMS[code ?? ''] ?? code ?? message;
  }
}
