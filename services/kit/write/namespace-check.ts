import type { Refusal } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { stringAt } from '../../../events/json-path.ts';
import { closedNamespace } from '../admission/namespace-lifecycle/namespace-lifecycle.ts';
import type { Outcome, Writer, Written } from '../command.ts';
import type { Follower } from '../follower.ts';
import type { DecidedCommand } from './decide-batch.ts';
import type { CurrentReader } from './read-current.ts';

export interface NamespaceCheckDeps {
  readonly follower: Follower;
  readonly reader: CurrentReader;
  readonly execute: Writer['execute'];
  readonly timeoutMs: number;
}

export type NamespaceCheck = (written: readonly Written[], commands: readonly DecidedCommand[], decidedOn: Snapshot) => Promise<Outcome | undefined>;

const NAMESPACES = { group: '', resource: 'namespaces' } as const;

const isCreate = ({ decided }: DecidedCommand): boolean => decided.kind === 'put' && decided.before === undefined && decided.ref.namespace !== '';

const isSame = (was: JsonObject, is: JsonObject | undefined): boolean => {
  const uid = stringAt(was, 'metadata', 'uid');
  return uid !== '' && uid === stringAt(is, 'metadata', 'uid');
};

/**
 * Compare-and-set guards one object, not the namespace it goes into. So the namespace is looked at again, not before
 * the create's own place in the log: is it being deleted, gone, or another of its name, the object is taken back and the
 * create refused, and what the namespace controller saw last stays true. When its deletion began does not matter: the
 * object would go with it. Streams besides EVENTS have no order with it and hold nothing a namespace's deletion waits for.
 */
export const createNamespaceCheck = ({ follower, reader, execute, timeoutMs }: NamespaceCheckDeps): NamespaceCheck => {
  const closedAt = (each: Written, decidedOn: Snapshot): Refusal | undefined => {
    const { namespace } = each.ref;
    const now = follower.snapshot();
    const before = decidedOn.get(NAMESPACES, '', namespace);
    if (before !== undefined && before.sequence === now.get(NAMESPACES, '', namespace)?.sequence) return undefined;
    const [was, is] = [decidedOn, now].map((snapshot) => reader.find(snapshot, NAMESPACES, { namespace: '', name: namespace }));
    return closedNamespace(each.ref, each.ref.name, was === undefined || isSame(was, is) ? is : undefined)?.refusal;
  };

  const takeBack = async (each: Written, refusal: Refusal): Promise<void> => {
    const uid = stringAt(each.object, 'metadata', 'uid');
    await execute(
      [{ verb: 'delete', ref: each.ref, expect: { uid }, gracePeriodSeconds: 0, reason: `taken back: ${refusal.message}` }],
      { actor: 'system:namespace-lifecycle', fieldManager: 'namespace-lifecycle' },
    );
  };

  return async (written, commands, decidedOn) => {
    const created = written.filter((each, index) => each.position.stream === 'EVENTS' && commands[index] !== undefined && isCreate(commands[index]));
    const newest = created.at(-1);
    if (newest === undefined) return undefined;
    await follower.waitFor(newest.position, timeoutMs);
    for (const each of created) {
      const refusal = closedAt(each, decidedOn);
      if (refusal === undefined) continue;
      for (const other of created) if (other.ref.namespace === each.ref.namespace) await takeBack(other, refusal);
      return { ok: false, refusal, index: commands[written.indexOf(each)]?.index ?? 0 };
    }
    return undefined;
  };
};
