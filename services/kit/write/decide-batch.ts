import type { Refusal } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { fingerprint } from '../../../events/node/fingerprint.ts';
import type { Denied } from '../admission/admission-plugin.ts';
import type { Command, WriteContext } from '../command.ts';
import { createdRef, isGenerated } from './decide-create.ts';
import type { Decided, DecisionInput } from './decided.ts';
import { decide } from './decider.ts';
import { inStoredForm } from './in-stored-form.ts';
import type { WriterDeps } from './deps.ts';
import type { CurrentReader } from './read-current.ts';

/** Chosen once per command and kept over retries, so that deciding again on the same state is the same decision. */
export interface Draws {
  readonly uid: string;
  /** '' where no name is generated. */
  readonly nameSuffix: string;
}

export interface DecidedCommand {
  readonly command: Command;
  readonly kind: CompiledKind;
  readonly decided: Exclude<Decided, { kind: 'refused' }>;
  /** Which of the caller's commands it is, or is a companion of. */
  readonly index: number;
  readonly companion: boolean;
}

export type DecidedBatch =
  | { readonly ok: true; readonly commands: readonly DecidedCommand[] }
  | { readonly ok: false; readonly index: number; readonly refusal: Refusal; readonly soon: boolean; readonly others: boolean; /** A name was generated that is taken. */ readonly nameTaken: boolean };

export interface BatchInput {
  readonly commands: readonly Command[];
  readonly draws: readonly Draws[];
  readonly snapshot: Snapshot;
  readonly context: WriteContext;
  readonly nowMs: number;
}

const NAME_SUFFIX_LENGTH = 5;

export const drawFor = ({ entropy }: Pick<WriterDeps, 'entropy'>, command: Command): Draws =>
  ({ uid: entropy.uuid(), nameSuffix: command.verb === 'create' && isGenerated(command) ? entropy.nameSuffix(NAME_SUFFIX_LENGTH) : '' });

const keyOf = (ref: ObjectRef): string => `${resourceKey(ref)} ${objectKey(ref.namespace, ref.name)}`;

const unknownKind = (ref: ObjectRef): Refusal => ({ reason: 'NotFound', message: `the server could not find the requested resource (${resourceKey(ref)})` });

/** The served version the commands speak of a kind: the stored one, unless the context names another. */
const spokenBy = (kinds: WriterDeps['kinds'], kind: CompiledKind, { speaks }: WriteContext): CompiledKind => {
  const served = speaks && kinds.byKind(speaks.group, speaks.version, kind.definition.kind);
  return served?.stored === kind ? served : kind;
};

/** What else there is, as far as the batch has come: what it has written already, over what is stored. */
interface Surroundings extends Pick<DecisionInput, 'find' | 'list'> {
  readonly add: (ref: ObjectRef, decided: DecidedCommand['decided']) => void;
}

const createSurroundings = (reader: CurrentReader, snapshot: Snapshot): Surroundings => {
  const written = new Map<string, { readonly ref: ObjectRef; readonly object: JsonObject | undefined }>();
  return {
    add: (ref, decided) => {
      if (decided.kind !== 'unchanged') written.set(keyOf(ref), { ref, object: decided.kind === 'put' ? decided.object : undefined });
    },
    find: (resource, namespace, name) => {
      const own = written.get(keyOf({ ...resource, namespace, name }));
      return own === undefined ? reader.find(snapshot, resource, { namespace, name }) : own.object;
    },
    list: (resource) => {
      const all = new Map<string, JsonObject | undefined>(reader.list(snapshot, resource));
      for (const { ref, object } of written.values()) if (resourceKey(ref) === resourceKey(resource)) all.set(objectKey(ref.namespace, ref.name), object);
      return [...all.values()].filter((object) => object !== undefined);
    },
  };
};

/** What a batch's commands are decided with. */
interface Deciding extends Surroundings, Pick<WriterDeps, 'kinds' | 'plugins'> {
  readonly reader: CurrentReader;
  readonly batch: BatchInput;
}

type Place = Pick<DecidedCommand, 'index' | 'companion'>;

type DecidedOne = DecidedCommand | { readonly refused: Denied };

/** Companions are the system's own writes. */
const COMPANION_MANAGER = 'kube-apiserver';

const decideOne = async (deciding: Deciding, given: Command, { place, draws }: { readonly place: Place; readonly draws: Draws }): Promise<DecidedOne> => {
  const { kinds, plugins, find, list, add, reader, batch: { context, snapshot, nowMs } } = deciding;
  const kind = kinds.of(given.ref);
  if (kind === undefined) return { refused: { refusal: unknownKind(given.ref) } };
  const spoken = spokenBy(kinds, kind, context);
  const command = spoken === kind ? given : inStoredForm(spoken, given);
  const { actor, requester } = context;
  const fieldManager = place.companion ? COMPANION_MANAGER : context.fieldManager;
  const input: DecisionInput = { kind, spoken, kinds, plugins, find, list, actor, ...(requester && { requester }), fieldManager, nowMs, ...draws };
  const ref = command.verb === 'create' ? createdRef(command, draws.nameSuffix) : command.ref;
  const decided = decide(input, command, await reader.current(snapshot, ref));
  if (decided.kind === 'refused') return { refused: decided };
  add(ref, decided);
  return { command, kind, decided, ...place };
};

/** 28 digits that follow from the parent's draw and the name, as a UUID of version 8 writes its own bits. */
const derivedUid = (uid: string, ref: ObjectRef): string => {
  const digits = fingerprint(`${uid} ${keyOf(ref)}`).padEnd(30, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(12, 15)}-8${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
};

const companionsOf = ({ plugins, find }: Deciding, { decided }: DecidedCommand): readonly Command[] => {
  if (decided.kind === 'unchanged') return [];
  const { ref, before, object, kind } = decided;
  return plugins.flatMap((plugin) => plugin.companions?.({ ref, before: before?.object, after: kind === 'put' ? object : undefined, find }) ?? []);
};

/** A command and, right behind it, what must stand with it. */
const decideWithCompanions = async (deciding: Deciding, given: Command, index: number): Promise<readonly DecidedCommand[] | { readonly refused: Denied }> => {
  const draws = deciding.batch.draws[index] ?? { uid: '', nameSuffix: '' };
  const own = await decideOne(deciding, given, { place: { index, companion: false }, draws });
  if ('refused' in own) return own;
  const done = [own];
  for (const companion of companionsOf(deciding, own)) {
    const decided = await decideOne(deciding, companion, { place: { index, companion: true }, draws: { uid: derivedUid(draws.uid, companion.ref), nameSuffix: '' } });
    if ('refused' in decided) return decided;
    done.push(decided);
  }
  return done;
};

/** Decides the commands in order, each with its companions; later ones see what earlier ones will have written. Stops at the first refusal. */
export const decideBatch = async ({ kinds, plugins }: WriterDeps, reader: CurrentReader, batch: BatchInput): Promise<DecidedBatch> => {
  const deciding: Deciding = { kinds, plugins, reader, batch, ...createSurroundings(reader, batch.snapshot) };
  const done: DecidedCommand[] = [];
  for (const [index, given] of batch.commands.entries()) {
    const decided = await decideWithCompanions(deciding, given, index);
    if (!('refused' in decided)) {
      done.push(...decided);
      continue;
    }
    const { refusal, soon = false, others = false } = decided.refused;
    return { ok: false, index, refusal, soon, others, nameTaken: refusal.reason === 'AlreadyExists' && given.verb === 'create' && isGenerated(given) };
  }
  return { ok: true, commands: done };
};
