import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfig } from './cluster-config.ts';

/** Where the files of Secrets lie: in memory where the system has a place for that. Beside the cluster's folder the only one it has. */
export const memoryFolder = ({ name }: ClusterConfig): string => join(platform() === 'linux' ? '/dev/shm' : tmpdir(), `shiplog-${name}`);
