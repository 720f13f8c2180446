import { expect } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { decideDeletion, isDeletionComplete } from './deletion.ts';

const kinds = createKinds();
const kindOf = (resource: string): CompiledKind => {
  const kind = kinds.of({ group: '', resource });
  if (kind === undefined) throw new Error(`no ${resource}`);
  return kind;
};
const nowMs = Date.parse('2026-01-01T10:00:00Z');

const pod = (metadata: JsonObject = {}, spec: JsonObject = { nodeName: 'n', terminationGracePeriodSeconds: 30 }): JsonObject =>
  ({ kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p', ...metadata }, spec, status: { phase: 'Running' } });
const deleting = (graceSeconds: number, rest: JsonObject = {}): JsonObject =>
  ({ deletionTimestamp: '2026-01-01T10:00:30Z', deletionGracePeriodSeconds: graceSeconds, ...rest });
const map = (metadata: JsonObject = {}): JsonObject => ({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'm', ...metadata } });

interface Case {
  readonly name: string;
  readonly resource?: string;
  readonly object: JsonObject;
  readonly options?: Parameters<typeof decideDeletion>[2] extends infer O ? Omit<O & object, 'nowMs'> : never;
  readonly step: 'wait' | 'mark' | 'remove';
  /** Metadata afterwards, besides the name. */
  readonly metadata?: JsonObject;
}

const cases: readonly Case[] = [
  { name: 'a running pod is marked with its own grace', object: pod(), step: 'mark', metadata: { deletionTimestamp: '2026-01-01T10:00:30Z', deletionGracePeriodSeconds: 30 } },
  { name: 'the client may ask for another grace', object: pod(), options: { gracePeriodSeconds: 5 }, step: 'mark', metadata: { deletionTimestamp: '2026-01-01T10:00:05Z', deletionGracePeriodSeconds: 5 } },
  { name: 'no grace asked for is no grace given', object: pod(), options: { gracePeriodSeconds: 0 }, step: 'remove' },
  { name: 'a pod on no node goes at once', object: pod({}, {}), step: 'remove' },
  { name: 'beginning to delete counts as a new generation', object: pod({ generation: 3 }), step: 'mark', metadata: { deletionTimestamp: '2026-01-01T10:00:30Z', deletionGracePeriodSeconds: 30, generation: 4 } },
  { name: 'a grace that runs is not begun again', object: pod(deleting(30)), step: 'wait' },
  { name: 'a grace that runs is not made longer', object: pod(deleting(30)), options: { gracePeriodSeconds: 60 }, step: 'wait' },
  { name: 'a grace that runs may be made shorter, counted from its beginning', object: pod(deleting(30)), options: { gracePeriodSeconds: 10 }, step: 'mark', metadata: { deletionTimestamp: '2026-01-01T10:00:10Z', deletionGracePeriodSeconds: 10 } },
  { name: 'the agent ends a pod by asking for no grace', object: pod(deleting(30)), options: { gracePeriodSeconds: 0 }, step: 'remove' },
  { name: 'finalizers hold a pod beyond its grace', object: pod(deleting(30, { finalizers: ['x/y'] })), options: { gracePeriodSeconds: 0 }, step: 'mark', metadata: { deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0, finalizers: ['x/y'] } },
  { name: 'an object of a kind without grace goes at once', resource: 'configmaps', object: map(), options: { gracePeriodSeconds: 30 }, step: 'remove' },
  { name: 'finalizers hold it, marked', resource: 'configmaps', object: map({ finalizers: ['x/y'] }), step: 'mark', metadata: { finalizers: ['x/y'], deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0 } },
  { name: 'once marked there is nothing more to do', resource: 'configmaps', object: map(deleting(0, { finalizers: ['x/y'] })), step: 'wait' },
  { name: 'orphaning its dependents is a finalizer', resource: 'configmaps', object: map(), options: { propagation: 'Orphan' }, step: 'mark', metadata: { deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0, finalizers: ['orphan'] } },
  { name: 'a kind may orphan its dependents by default', resource: 'replicationcontrollers', object: map(), step: 'mark', metadata: { finalizers: ['orphan'], deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0 } },
  { name: 'unless it is asked for another policy', resource: 'replicationcontrollers', object: map(), options: { propagation: 'Background' }, step: 'remove' },
  { name: 'or has a finalizer of another', resource: 'replicationcontrollers', object: map({ finalizers: ['foregroundDeletion'] }), step: 'mark', metadata: { finalizers: ['foregroundDeletion'], deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0 } },
  { name: 'an explicit policy replaces the finalizer of another', resource: 'configmaps', object: map({ finalizers: ['orphan'] }), options: { propagation: 'Background' }, step: 'remove' },
  { name: 'without a policy the finalizer present decides', resource: 'configmaps', object: map({ finalizers: ['foregroundDeletion'] }), step: 'mark', metadata: { finalizers: ['foregroundDeletion'], deletionTimestamp: '2026-01-01T10:00:00Z', deletionGracePeriodSeconds: 0 } },
];

describe('deletion', () => {
  for (const { name, resource = 'pods', object, options = {}, step, metadata } of cases) {
    it(name, () => {
      const decided = decideDeletion(kindOf(resource), object, { ...options, nowMs });
      expect(decided.step).to.equal(step);
      if (metadata === undefined || decided.step === 'wait') return;
      const { name: _, ...rest } = objectAt(decided.object, 'metadata');
      expect(rest).to.deep.equal(metadata);
    });
  }

  it('of a namespace is complete only when its own finalizers are gone too', () => {
    const namespaces = kindOf('namespaces');
    const namespace = (finalizers: readonly string[]): JsonObject => ({ metadata: { name: 'x', deletionTimestamp: '2026-01-01T10:00:00Z' }, spec: { finalizers } });
    expect(isDeletionComplete(namespaces, namespace(['kubernetes']))).to.equal(false);
    expect(isDeletionComplete(namespaces, namespace([]))).to.equal(true);
    expect(decideDeletion(namespaces, namespace(['kubernetes']), { nowMs }).step).to.equal('wait');
  });
});
