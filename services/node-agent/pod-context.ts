import type { PodFact } from '../../events/node/messages.ts';
import type { Clock, Logger } from '../kit/port.ts';
import type { Amounts } from '../../projections/node-capacity/pod-requests.ts';
import type { AddressPool } from './address-pool.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { FetchSources } from './fetch-source.ts';
import type { NodeContext } from './node-context.ts';
import type { PodMemory } from './pod-memory.ts';
import type { PodFiles, Prober, Runtime, RuntimeContainer } from './port.ts';

export type Note = NonNullable<PodFact['notes']>[number];

/** What every worker of a node works with. */
export interface WorkerDeps {
  readonly runtime: Runtime;
  readonly files: PodFiles;
  readonly prober: Prober;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fetchSources: FetchSources;
  readonly node: NodeContext;
  /** The node's addresses; undefined until the control plane gave it a range. */
  readonly addresses: () => AddressPool | undefined;
  /** What the node's pods but this one ask for. */
  readonly usedByOthers: (podUid: string) => Amounts;
}

/** One pod as its actions see and change it. */
export interface PodContext extends WorkerDeps {
  readonly desired: () => DesiredPod;
  readonly memory: () => PodMemory;
  readonly remember: (change: Partial<PodMemory>) => void;
  readonly find: (id: string) => RuntimeContainer | undefined;
  readonly sandbox: () => RuntimeContainer | undefined;
  /** The running instance of a container. */
  readonly running: (container: string) => RuntimeContainer | undefined;
  /** Takes over a newer state of a container, or a new one; of one that ended, its last words first. */
  readonly observe: (container: RuntimeContainer) => Promise<void>;
  readonly forget: (id: string) => void;
  readonly note: (note: Note) => void;
  /** Folders of mounted volumes by name. */
  readonly volumePaths: Map<string, string>;
}

const isNamed = (list: readonly { readonly name: string }[] | undefined, name: string): boolean => (list ?? []).some((each) => each.name === name);

/** `spec.containers{web}`: the field path of events about one container. */
export const containerPath = ({ pod: { spec } }: DesiredPod, name: string): string => {
  if (isNamed(spec?.initContainers, name)) return `spec.initContainers{${name}}`;
  return isNamed(spec?.ephemeralContainers, name) ? `spec.ephemeralContainers{${name}}` : `spec.containers{${name}}`;
};
