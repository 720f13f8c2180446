import { jsonEqual } from '../../../events/json-equal.ts';
import type { Deployment } from '../../../events/resources/apps/deployment/schema.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Command, UpdateObject } from '../../kit/command.ts';
import type { EventNote, Viewed } from '../../kit/reconciler.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import type { Annotations } from './annotations.ts';
import type { Member } from './members.ts';
import type { NewReplicaSet } from './new-replica-set.ts';

/** One ReplicaSet as it shall become. */
export interface MemberChange {
  readonly size?: number;
  readonly annotations?: Annotations;
  readonly minReadySeconds?: number | undefined;
}

/** The changes of ReplicaSets one plan collects, to be written in one batch. Lives within one call of `plan`. */
export interface Draft {
  /** Several changes of one member add up. */
  change(member: Member, change: MemberChange): void;
  /** Changes the size and says so: `Scaled up replica set x from 0 to 3`. */
  scale(member: Member, size: number, annotations: Annotations): void;
  create(replicaSet: NewReplicaSet, size: number): void;
  remove(member: Member): void;
  /** Whether anything was scaled or created. */
  readonly scaled: () => boolean;
  readonly commands: () => readonly Command[];
  readonly notes: () => readonly EventNote[];
}

const changed = ({ replicaSet: { object } }: Member, { size, annotations, ...rest }: MemberChange): ReplicaSet => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  spec: { ...object.spec, replicas: size ?? object.spec.replicas, ...('minReadySeconds' in rest && { minReadySeconds: rest.minReadySeconds }) },
});

const scalingText = (name: string, from: number, to: number): string => `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`;

export const draftFor = ({ object: deployment }: Viewed<Deployment>): Draft => {
  const changes = new Map<Member, MemberChange>();
  const others: Command[] = [];
  const texts: string[] = [];
  const change: Draft['change'] = (member, more) => {
    const before = changes.get(member) ?? {};
    changes.set(member, { ...before, ...more, annotations: { ...before.annotations, ...more.annotations } });
  };
  const update = ([member, wanted]: readonly [Member, MemberChange]): UpdateObject | undefined => {
    const { entry, object } = member.replicaSet;
    const next = changed(member, wanted);
    if (jsonEqual(next, { ...object, metadata: { ...object.metadata, annotations: object.metadata.annotations ?? {} } })) return undefined;
    const sized = wanted.size !== undefined && wanted.size !== member.size;
    const reason = sized ? scalingText(entry.name, member.size, wanted.size) : `brings replica set ${entry.name} in line with deployment ${deployment.metadata.name}`;
    return { verb: 'update', ref: refOf(replicaSets, object), object: next, expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason };
  };
  return {
    change,
    scale: (member, size, annotations) => {
      if (size === member.size) return;
      change(member, { size, annotations });
      texts.push(scalingText(member.replicaSet.entry.name, member.size, size));
    },
    create: (object, size) => {
      const { name } = object.metadata;
      const ref = { ...replicaSets, namespace: deployment.metadata.namespace, name };
      others.push({ verb: 'create', ref, object, reason: `new replica set for the template of deployment ${deployment.metadata.name}` });
      if (size > 0) texts.push(scalingText(name, 0, size));
    },
    remove: ({ replicaSet: { entry, object } }) => {
      const reason = `beyond the revision history limit of deployment ${deployment.metadata.name}`;
      others.push({ verb: 'delete', ref: refOf(replicaSets, object), expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason });
    },
    scaled: () => texts.length > 0 || others.some(({ verb }) => verb === 'create'),
    commands: () => [...[...changes].map(update).filter((command) => command !== undefined), ...others],
    notes: () => texts.map((text) => notesAbout(deployments, deployment).normal('ScalingReplicaSet', text)),
  };
};
