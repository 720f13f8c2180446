import { createHash } from 'node:crypto';
import type { Recorded } from '../../events/envelope.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import { subjectOf } from '../../events/subject.ts';
import type { Snapshot } from '../../projections/cluster-state/cluster-state.ts';
import { createClusterState } from '../../projections/cluster-state/create-cluster-state.ts';
import { stateHashInput } from '../../projections/cluster-state/state-hash.ts';
import { createCommitAssembler } from '../../projections/commits.ts';
import { startMemoryApi } from '../support/memory-api.ts';
import type { MemoryApi } from '../support/memory-api.ts';
import type { GoldenHistory } from './golden-history.ts';
import { eventsOf, sealerOf } from './golden-history.ts';
import { recordedStore } from './recorded-store.ts';

/** What a history means: whatever changes one of these changes the meaning of events that are stored already. */
export interface Answers {
  readonly events: number;
  readonly malformed: readonly string[];
  /** Sequences of each commit of more than one event. */
  readonly batches: readonly (readonly number[])[];
  /** Hash of the state at sequences on the way, and at the end. */
  readonly stateHashes: Readonly<Record<string, string>>;
  /** `/at/<sequence>/…`: every object then, as `pods default/a@42`. */
  readonly past: Readonly<Record<string, readonly string[]>>;
  /** Per object: one line per version. */
  readonly histories: Readonly<Record<string, readonly string[]>>;
  /** Per object: one line per chain of causes. */
  readonly chains: Readonly<Record<string, readonly string[]>>;
  /** Contents of sealed objects at the end. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const CHECKPOINTS = 8;

const commitsOf = (events: readonly Recorded[]): readonly (readonly number[])[] =>
  createCommitAssembler().push(events).map((commit) => commit.events.map(({ sequence }) => sequence));

const hashOf = (snapshot: Snapshot): string => {
  const hash = createHash('sha256');
  for (const part of stateHashInput(snapshot, ['EVENTS'])) hash.update(part);
  return hash.digest('hex');
};

/** The last sequence of every eighth part of the commits. */
const checkpointsOf = (commits: readonly (readonly number[])[]): readonly number[] => {
  const ends = commits.flatMap((commit) => commit.at(-1) ?? []);
  return Array.from({ length: CHECKPOINTS }, (_, part) => ends[Math.ceil((ends.length * (part + 1)) / CHECKPOINTS) - 1] ?? 0);
};

const stateHashesOf = (events: readonly Recorded[], checkpoints: readonly number[]): Record<string, string> => {
  const state = createClusterState();
  const hashes: Record<string, string> = {};
  for (const { events: commit, through } of createCommitAssembler().push(events)) {
    state.apply(commit);
    state.advance('EVENTS', through);
    if (checkpoints.includes(through)) hashes[through] = hashOf(state.snapshot());
  }
  return hashes;
};

const keyOf = (ref: ObjectRef): string => `${resourceKey(ref)} ${objectKey(ref.namespace, ref.name)}`;

const pathOf = ({ group, resource }: ObjectRef): string => (group === '' ? `/api/v1/${resource}` : `/apis/${group}/v1/${resource}`);

interface Listed {
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly resourceVersion: string };
  readonly data?: Readonly<Record<string, string>>;
}

const list = async (api: MemoryApi, path: string): Promise<readonly Listed[]> => {
  const { status, text, json } = await api.ask('GET', path);
  if (status !== 200) throw new Error(`${path}: ${text}`);
  return json.items;
};

const pastOf = async (api: MemoryApi, sequence: number, resources: readonly ObjectRef[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const ref of resources) {
    for (const { metadata } of await list(api, `/at/${sequence}${pathOf(ref)}`)) {
      lines.push(`${keyOf({ ...ref, namespace: metadata.namespace ?? '', name: metadata.name })}@${metadata.resourceVersion}`);
    }
  }
  return lines;
};

interface Item {
  readonly position: string;
  readonly type: string;
  readonly operation: string;
  readonly actor: string;
  readonly reason: string;
  readonly changed: readonly string[];
  readonly causation?: string;
  readonly relation?: string;
}

const historyLine = ({ position, type, operation, actor, causation = 'nothing', reason, changed }: Item): string =>
  `${position} ${type} ${operation} by ${actor} after ${causation}: ${reason}${changed.length === 0 ? '' : ` (${changed.join(' ')})`}`;

const chainLine = ({ about, links }: { readonly about: string; readonly links: readonly Item[] }): string =>
  `${about}: ${links.map(({ position, relation }) => `${position} ${relation ?? ''}`).join(' <- ')}`;

const tell = async (api: MemoryApi, what: 'history' | 'why', { group, resource, namespace, name }: ObjectRef): Promise<{ readonly items: readonly Item[]; readonly chains: readonly Parameters<typeof chainLine>[0][] }> => {
  const query = new URLSearchParams({ group, resource, namespace, name });
  return (await api.ask('GET', `/apis/shiplog.dev/v1/${what}?${query.toString()}`)).json;
};

const secretsOf = async (api: MemoryApi): Promise<Answers['secrets']> =>
  Object.fromEntries((await list(api, '/api/v1/secrets')).map(({ metadata, data }) => [objectKey(metadata.namespace ?? '', metadata.name), data ?? {}]));

const distinct = (refs: readonly ObjectRef[], key: (ref: ObjectRef) => string): readonly ObjectRef[] => [...new Map(refs.map((ref) => [key(ref), ref])).values()];

/** Folds and asks a history with today's code. */
export const answersOf = async (history: GoldenHistory): Promise<Answers> => {
  const events = eventsOf(history);
  const commits = commitsOf(events);
  const checkpoints = checkpointsOf(commits);
  const refs = events.map(({ ref }) => ref);
  const resources = distinct(refs, resourceKey);
  const api = await startMemoryApi({ store: recordedStore(events), sealer: sealerOf(history) });
  try {
    const [past, histories, chains]: [Record<string, readonly string[]>, Record<string, readonly string[]>, Record<string, readonly string[]>] = [{}, {}, {}];
    for (const sequence of checkpoints) past[sequence] = await pastOf(api, sequence, resources);
    for (const ref of distinct(refs, subjectOf)) {
      histories[keyOf(ref)] = (await tell(api, 'history', ref)).items.map(historyLine);
      chains[keyOf(ref)] = (await tell(api, 'why', ref)).chains.map(chainLine);
    }
    return {
      events: events.length,
      malformed: events.flatMap(({ sequence, malformed }) => (malformed === undefined ? [] : [`EVENTS/${sequence}: ${malformed}`])),
      batches: commits.filter((commit) => commit.length > 1),
      stateHashes: stateHashesOf(events, checkpoints),
      past, histories, chains,
      secrets: await secretsOf(api),
    };
  } finally {
    await api.stop();
  }
};
