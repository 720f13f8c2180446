import type { AdmissionPlugin } from '../../services/kit/admission/admission-plugin.ts';
import { admissionPlugins } from '../../services/kit/admission/registry.ts';
import type { Writer } from '../../services/kit/command.ts';
import type { Sealer } from '../../services/kit/port.ts';
import { createWriter } from '../../services/kit/write/create-writer.ts';
import { sha256Digest } from '../crypto/digest.ts';
import { hostEntropy } from '../host/entropy.ts';
import { BUILD } from './build.ts';
import type { LogProcess } from './log-process.ts';

interface WriterOptions {
  /** Without one, writes of sealed kinds are refused. */
  readonly sealer?: Sealer;
  /** Admission beyond what every writer runs. */
  readonly plugins?: readonly AdmissionPlugin[];
}

/** The write pipeline of a process. */
export const startWriter = ({ store, follower, kinds, clock, telemetry }: LogProcess, { sealer, plugins = [] }: WriterOptions = {}): Writer =>
  createWriter({
    store,
    follower,
    kinds,
    clock,
    entropy: hostEntropy(),
    digest: sha256Digest(),
    plugins: [...admissionPlugins, ...plugins],
    build: BUILD.gitVersion,
    telemetry,
    ...(sealer !== undefined && { sealer }),
  });
