import type { StreamName } from '../../../events/catalogue.ts';
import { STREAMS } from '../../../events/catalogue.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { RestorableClusterState } from '../../../projections/cluster-state/create-cluster-state.ts';
import { createClusterState } from '../../../projections/cluster-state/create-cluster-state.ts';
import type { Anchor, SnapshotHeader } from '../../../projections/cluster-state/snapshot-codec.ts';
import { decodeSnapshot, SnapshotCorrupt } from '../../../projections/cluster-state/snapshot-codec.ts';
import type { Logger } from '../port.ts';
import type { SnapshotFiles } from './port.ts';

export interface LoadedState {
  readonly state: RestorableClusterState;
  readonly anchors: SnapshotHeader['anchors'];
}

export interface LoadDeps {
  readonly store: EventStore;
  readonly streams: readonly StreamName[];
  readonly snapshots: SnapshotFiles | undefined;
  readonly logger: Logger;
}

/** Streams a snapshot covers. The others keep only what is current: what they dropped meanwhile leaves no trace in their tail. */
export const snapshotStreams = (streams: readonly StreamName[]): readonly StreamName[] =>
  streams.filter((stream) => STREAMS[stream].history);

const belongsToLog = async (store: EventStore, stream: StreamName, anchor: Anchor | undefined): Promise<boolean> =>
  anchor === undefined || (await store.at(stream, anchor.sequence))?.id === anchor.id;

const loadOne = async ({ store, streams, snapshots }: LoadDeps & { snapshots: SnapshotFiles }, name: string): Promise<LoadedState> => {
  const { state, header } = await decodeSnapshot(snapshots.read(name));
  for (const stream of snapshotStreams(streams)) {
    if (!(await belongsToLog(store, stream, header.anchors[stream]))) throw new SnapshotCorrupt(`${stream} is not the log it was taken from`);
  }
  return { state, anchors: header.anchors };
};

/** The newest usable snapshot, or nothing. Unusable files are removed; faults of the log are thrown. */
export const loadState = async (deps: LoadDeps): Promise<LoadedState> => {
  const { snapshots, logger } = deps;
  for (const name of (await snapshots?.list()) ?? []) {
    if (snapshots === undefined) break;
    try {
      return await loadOne({ ...deps, snapshots }, name);
    } catch (error) {
      if (!(error instanceof SnapshotCorrupt || error instanceof RangeError || error instanceof SyntaxError)) throw error;
      logger.warn('dropping an unusable snapshot', { snapshot: name, why: error.message });
      await snapshots.remove(name);
    }
  }
  return { state: createClusterState(), anchors: {} };
};
