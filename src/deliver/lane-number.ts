import { dirname } from 'node:path';
import type { LogSource } from '../record/log-source.js';
import { hashOf } from './hash.js';

/**
 * Which of so many lanes takes a log, from 0 on. The runs of a container take the same, so that order is kept from one to
 * the next.
 */
export function laneNumber({ path, metadata }: LogSource, lanes: number): number {
  return hashOf(metadata.restart === undefined ? path : dirname(path)) % lanes;
}
