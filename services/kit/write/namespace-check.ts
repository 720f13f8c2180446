import type { Refusal } from '../../../events/errors.ts';
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

/**
 * Compare-and-set guards one object, not the namespace it goes into. So the namespace is looked at again as of the
 * create's own place in the log: had its deletion begun before, the object is taken back and the create refused, and
 * what the namespace controller saw last stays true. Streams besides EVENTS have no order with it and hold nothing
 * a namespace's deletion waits for.
 */
export const createNamespaceCheck = ({ follower, reader, execute, timeoutMs }: NamespaceCheckDeps): NamespaceCheck => {
  const closedAt = (each: Written, decidedOn: Snapshot): Refusal | undefined => {
    const { namespace } = each.ref;
    const now = follower.snapshot();
    const entry = now.get(NAMESPACES, '', namespace);
    if (entry !== undefined && (entry.sequence === decidedOn.get(NAMESPACES, '', namespace)?.sequence || entry.sequence > each.position.sequence)) return undefined;
    return closedNamespace(each.ref, each.ref.name, reader.find(now, NAMESPACES, { namespace: '', name: namespace }))?.refusal;
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
