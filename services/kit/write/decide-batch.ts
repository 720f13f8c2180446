import type { Refusal } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
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
}

export type DecidedBatch =
  | { readonly ok: true; readonly commands: readonly DecidedCommand[] }
  | { readonly ok: false; readonly index: number; readonly refusal: Refusal; readonly soon: boolean; /** A name was generated that is taken. */ readonly nameTaken: boolean };

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

/** Decides the commands in order; later ones see what earlier ones will have written. Stops at the first refusal. */
export const decideBatch = async ({ kinds, plugins }: WriterDeps, reader: CurrentReader, batch: BatchInput): Promise<DecidedBatch> => {
  const { commands, draws, snapshot, context, nowMs } = batch;
  const { find, list, add } = createSurroundings(reader, snapshot);
  const done: DecidedCommand[] = [];
  for (const [index, given] of commands.entries()) {
    const kind = kinds.of(given.ref);
    const refuse = (refusal: Refusal, soon = false): DecidedBatch => ({
      ok: false, index, refusal, soon, nameTaken: refusal.reason === 'AlreadyExists' && given.verb === 'create' && isGenerated(given),
    });
    if (kind === undefined) return refuse(unknownKind(given.ref));
    const spoken = spokenBy(kinds, kind, context);
    const command = spoken === kind ? given : inStoredForm(spoken, given);
    const { uid = '', nameSuffix = '' } = draws[index] ?? {};
    const input: DecisionInput = { kind, spoken, kinds, plugins, find, list, actor: context.actor, fieldManager: context.fieldManager, nowMs, uid, nameSuffix };
    const ref = command.verb === 'create' ? createdRef(command, nameSuffix) : command.ref;
    const decided = decide(input, command, await reader.current(snapshot, ref));
    if (decided.kind === 'refused') return refuse(decided.refusal, decided.soon === true);
    add(ref, decided);
    done.push({ command, kind, decided });
  }
  return { ok: true, commands: done };
};
