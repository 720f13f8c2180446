import { expect } from 'chai';
import { RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt, objectsAt, stringAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { admissionPlugins } from '../admission/registry.ts';
import type { Command, CreateObject, DeleteObject, UpdateObject } from '../command.ts';
import type { Append, Current, Decided, DecisionInput } from './decided.ts';
import { decide } from './decider.ts';

const kinds = createKinds();
const NOW = '2026-01-01T10:00:00Z';
const SEQUENCE = 7;

const GROUPS: Readonly<Record<string, string>> = { deployments: 'apps', replicasets: 'apps', leases: 'coordination.k8s.io' };
const refOf = (resource: string, name: string, namespace = 'ns'): ObjectRef => ({ group: GROUPS[resource] ?? '', resource, namespace, name });

/** What else there is: an open and a closing namespace, and the account every pod runs as. */
const OTHERS: Readonly<Record<string, JsonObject>> = {
  'namespaces ns': { metadata: { name: 'ns' } },
  'namespaces closing': { metadata: { name: 'closing', deletionTimestamp: NOW } },
  'serviceaccounts ns/default': { metadata: { name: 'default', namespace: 'ns' } },
};

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) for (const each of Object.values(Object.freeze(value))) frozen(each);
  return value;
};

/** Decides twice on frozen inputs: a decision may depend on nothing else and change nothing. */
const decided = (command: Command, current?: Current, more: Partial<DecisionInput> = {}): Decided => {
  const kind = kinds.of(command.ref);
  if (kind === undefined) throw new Error(`no ${command.ref.resource}`);
  const input: DecisionInput = {
    kind, plugins: admissionPlugins, actor: 'jane', fieldManager: 'kubectl', nowMs: Date.parse(NOW), uid: 'uid-new', nameSuffix: 'abcde',
    list: () => [], find: (resource, namespace, name) => OTHERS[`${resourceKey(resource)} ${objectKey(namespace, name)}`], ...more,
  };
  const first = decide(input, frozen(command), frozen(current));
  expect(decide(input, command, current), 'decided again').to.deep.equal(first);
  return first;
};

const told = (decision: Decided): string => (decision.kind === 'refused' ? `${decision.refusal.reason}: ${decision.refusal.message}` : decision.kind);
const appended = (decision: Decided): Append => {
  if (decision.kind === 'put' || decision.kind === 'delete') return decision;
  throw new Error(told(decision));
};

const create = (resource: string, object: JsonObject, rest: Partial<CreateObject> = {}): CreateObject =>
  ({ verb: 'create', ref: refOf(resource, stringAt(object, 'metadata', 'name')), object, reason: 'asked', ...rest });
const update = (resource: string, object: UpdateObject['object'], rest: Partial<UpdateObject> = {}): UpdateObject =>
  ({ verb: 'update', ref: refOf(resource, 'a'), object, reason: 'asked', ...rest });
const remove = (resource: string, rest: Partial<DeleteObject> = {}): DeleteObject => ({ verb: 'delete', ref: refOf(resource, 'a'), reason: 'asked', ...rest });

/** An edit of the stored object, as a patch makes it. */
const set = (path: string, value: JsonObject[string]) => (object: JsonObject): JsonObject => withValueAt(object, path.split('.'), value);

const named = (rest: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({ metadata: { name: 'a', ...metadata }, ...rest });
const podSpec: JsonObject = { containers: [{ name: 'c', image: 'i' }] };
const OBJECTS: Readonly<Record<string, JsonObject>> = {
  configmaps: named({ data: { k: 'v' } }),
  pods: named({ spec: podSpec }),
  deployments: named({ spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: podSpec } } }),
  namespaces: named(),
  leases: named({ spec: { holderIdentity: 'me' } }),
  services: named({ spec: { ports: [{ port: 80 }], clusterIP: '10.96.0.7' } }),
};
const clusterScoped = (resource: string): { readonly ref?: ObjectRef } => (resource === 'namespaces' ? { ref: refOf(resource, 'a', '') } : {});

/** The object as a create stores it, then as `change` leaves it. */
const stored = (resource: string, change: (object: JsonObject) => JsonObject = (object) => object): Current => {
  const first = appended(decided(create(resource, OBJECTS[resource] ?? {}, clusterScoped(resource)), undefined, { uid: 'uid-old', fieldManager: 'creator' }));
  const kind = kinds.of(first.ref);
  const object = kind?.normalize(change(first.object)) ?? {};
  return { object, bytes: kind?.encode(object) ?? new Uint8Array(0), sequence: SEQUENCE };
};
const ending = (graceSeconds = 0, finalizers: readonly string[] = []) => (object: JsonObject): JsonObject =>
  ({ ...object, metadata: { ...objectAt(object, 'metadata'), deletionTimestamp: '2026-01-01T10:00:30Z', deletionGracePeriodSeconds: graceSeconds, finalizers } });

interface Case {
  readonly name: string;
  readonly command: Command;
  readonly current?: Current;
  /** `put`, `delete`, `unchanged`, or the refusal's text. */
  readonly comesTo: string | RegExp;
  /** Dotted paths of the object afterwards; undefined for absent. */
  readonly with?: JsonObject;
}

const check = ({ command, current, comesTo, with: expected = {} }: Case): void => {
  const decision = decided(command, current);
  if (typeof comesTo === 'string') expect(told(decision)).to.equal(comesTo);
  else expect(told(decision)).to.match(comesTo);
  const paths = Object.keys(expected);
  if (paths.length === 0) return;
  const { object, bytes } = appended(decision);
  expect(Object.fromEntries(paths.map((path) => [path, valueAt(object, ...path.split('.'))]))).to.deep.equal(expected);
  expect(JSON.parse(Buffer.from(bytes).toString()), 'the stored bytes').to.deep.equal(object);
};

const creates: readonly Case[] = [
  { name: 'gives an object its identity', command: create('configmaps', named()), comesTo: 'put', with: { 'metadata.uid': 'uid-new', 'metadata.creationTimestamp': NOW, 'metadata.namespace': 'ns' } },
  {
    name: 'ignores what a client says of fields that are the system\'s',
    command: create('configmaps', named({}, { uid: 'mine', generation: 9, creationTimestamp: '2020-01-01T00:00:00Z', deletionTimestamp: NOW, deletionGracePeriodSeconds: 5, selfLink: '/x' })),
    comesTo: 'put', with: { 'metadata.uid': 'uid-new', 'metadata.generation': undefined, 'metadata.creationTimestamp': NOW, 'metadata.deletionTimestamp': undefined, 'metadata.deletionGracePeriodSeconds': undefined, 'metadata.selfLink': undefined },
  },
  { name: 'begins with generation 1 where generations are counted', command: create('deployments', OBJECTS['deployments'] ?? {}), comesTo: 'put', with: { 'metadata.generation': 1 } },
  { name: 'takes no status from whoever creates a deployment', command: create('deployments', { ...OBJECTS['deployments'], status: { replicas: 5 } }), comesTo: 'put', with: { status: {} } },
  { name: 'makes every pod pending', command: create('pods', { ...OBJECTS['pods'], status: { phase: 'Running' } }), comesTo: 'put', with: { status: { phase: 'Pending', qosClass: 'BestEffort' }, 'spec.serviceAccountName': 'default' } },
  { name: 'holds a namespace by its own finalizer and labels it with its name', command: create('namespaces', named(), clusterScoped('namespaces')), comesTo: 'put', with: { 'spec.finalizers': ['kubernetes'], 'status.phase': 'Active', 'metadata.labels': { 'kubernetes.io/metadata.name': 'a' } } },
  { name: 'generates a name', command: create('configmaps', { metadata: { generateName: 'web-' } }), comesTo: 'put', with: { 'metadata.name': 'web-abcde', 'metadata.generateName': 'web-' } },
  { name: 'prefers a name that is given', command: create('configmaps', named({}, { generateName: 'web-' })), comesTo: 'put', with: { 'metadata.name': 'a' } },
  { name: 'cuts a long prefix so that the name is a label', command: create('configmaps', { metadata: { generateName: 'x'.repeat(80) } }), comesTo: 'put', with: { 'metadata.name': `${'x'.repeat(58)}abcde` } },
  { name: 'refuses a name that is taken', command: create('configmaps', named()), current: stored('configmaps'), comesTo: 'AlreadyExists: configmaps "a" already exists' },
  { name: 'refuses a name under which something unreadable lies', command: create('configmaps', named()), current: { ...stored('configmaps'), quarantined: 'no JSON' }, comesTo: 'AlreadyExists: configmaps "a" already exists' },
  { name: 'says what is wrong with an object before it says that its name is taken', command: create('configmaps', named({}, { labels: { a: ' ' } })), current: stored('configmaps'), comesTo: /^Invalid: ConfigMap "a" is invalid: metadata\.labels: / },
  { name: 'refuses an object without a name', command: create('configmaps', {}), comesTo: 'Invalid: ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required' },
  { name: 'refuses an object that has a version already', command: create('configmaps', named({}, { resourceVersion: '5' })), comesTo: 'BadRequest: resourceVersion should not be set on objects to be created' },
  { name: 'refuses an object of another namespace', command: create('configmaps', named({}, { namespace: 'other' })), comesTo: 'BadRequest: the namespace of the provided object does not match the namespace sent on the request' },
  { name: 'refuses an object of another name', command: create('configmaps', named(), { ref: refOf('configmaps', 'b') }), comesTo: 'BadRequest: the name of the object (a) does not match the name on the URL (b)' },
  { name: 'refuses an object in a namespace that does not exist', command: create('configmaps', named(), { ref: refOf('configmaps', 'a', 'nope') }), comesTo: 'NotFound: namespaces "nope" not found' },
  { name: 'refuses an object in a namespace on its way out', command: create('configmaps', named(), { ref: refOf('configmaps', 'a', 'closing') }), comesTo: 'Forbidden: configmaps "a" is forbidden: unable to create new content in namespace closing because it is being terminated' },
  { name: 'names the prefix when it refuses a generated name', command: create('configmaps', { metadata: { generateName: 'web-' } }, { ref: refOf('configmaps', '', 'closing') }), comesTo: /^Forbidden: configmaps "web-" is forbidden: / },
];

const updates: readonly Case[] = [
  { name: 'refuses what does not exist', command: update('configmaps', named()), comesTo: 'NotFound: configmaps "a" not found' },
  { name: 'refuses what cannot be read', command: update('configmaps', named()), current: { ...stored('configmaps'), quarantined: 'no JSON' }, comesTo: 'InternalError: Internal error occurred: configmaps "a" cannot be read: no JSON' },
  { name: 'keeps identity that a whole object leaves out', command: update('configmaps', named({ data: { k: 'w' } })), current: stored('configmaps'), comesTo: 'put', with: { 'metadata.uid': 'uid-old', 'metadata.creationTimestamp': NOW, 'metadata.namespace': 'ns', data: { k: 'w' } } },
  { name: 'appends nothing for an object sent as it is', command: update('configmaps', (object) => object), current: stored('configmaps'), comesTo: 'unchanged' },
  { name: 'appends nothing for an object whose order of keys alone differs', command: update('configmaps', ({ data, metadata }) => ({ data: { ...objectAt(data) }, metadata })), current: stored('configmaps'), comesTo: 'unchanged' },
  { name: 'appends nothing for defaults spelled out', command: update('deployments', set('spec.revisionHistoryLimit', 10)), current: stored('deployments'), comesTo: 'unchanged' },
  { name: 'appends an unchanged object that is the fence of its batch', command: update('configmaps', (object) => object, { fence: true }), current: stored('configmaps'), comesTo: 'put' },
  { name: 'accepts the newest version as a precondition', command: update('configmaps', set('data.k', 'w'), { expect: { sequence: SEQUENCE, uid: 'uid-old' } }), current: stored('configmaps'), comesTo: 'put' },
  { name: 'refuses another version than the newest', command: update('configmaps', set('data.k', 'w'), { expect: { sequence: SEQUENCE - 1 } }), current: stored('configmaps'), comesTo: /^Conflict: Operation cannot be fulfilled on configmaps "a": the object has been modified; / },
  { name: 'refuses another uid as a precondition', command: update('configmaps', set('data.k', 'w'), { expect: { uid: 'x' } }), current: stored('configmaps'), comesTo: /^Conflict: .*UID in precondition: x, UID in object meta: uid-old$/ },
  { name: 'refuses another uid in the object', command: update('configmaps', set('metadata.uid', 'x')), current: stored('configmaps'), comesTo: /^Conflict: .*UID in precondition: x, UID in object meta: uid-old$/ },
  { name: 'refuses another name in the object', command: update('configmaps', set('metadata.name', 'b')), current: stored('configmaps'), comesTo: 'BadRequest: the name of the object (b) does not match the name on the URL (a)' },
  { name: 'checks preconditions before it runs a patch', command: update('configmaps', () => { throw new Error('was run'); }, { expect: { sequence: 1 } }), current: stored('configmaps'), comesTo: /^Conflict: / },
  { name: 'answers what a patch refuses', command: update('configmaps', () => { throw new RefusalError({ reason: 'BadRequest', message: 'no' }); }), current: stored('configmaps'), comesTo: 'BadRequest: no' },
  { name: 'refuses a lease whose version is not named', command: update('leases', OBJECTS['leases'] ?? {}), current: stored('leases'), comesTo: 'Invalid: Lease.coordination.k8s.io "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update' },
  { name: 'lets a patch change a lease without naming its version', command: update('leases', set('spec.holderIdentity', 'you')), current: stored('leases'), comesTo: 'put' },
  { name: 'counts a change of the spec as a new generation', command: update('deployments', set('spec.paused', true)), current: stored('deployments'), comesTo: 'put', with: { 'metadata.generation': 2 } },
  { name: 'counts a deployment\'s annotations as well', command: update('deployments', set('metadata.annotations', { a: 'b' })), current: stored('deployments'), comesTo: 'put', with: { 'metadata.generation': 2 } },
  { name: 'counts no labels', command: update('deployments', set('metadata.labels', { a: 'b' })), current: stored('deployments'), comesTo: 'put', with: { 'metadata.generation': 1 } },
  { name: 'takes no generation from a client', command: update('deployments', set('metadata.generation', 40)), current: stored('deployments'), comesTo: 'unchanged' },
  { name: 'gives no generation to kinds that count none', command: update('configmaps', set('data.k', 'w')), current: stored('configmaps'), comesTo: 'put', with: { 'metadata.generation': undefined } },
  { name: 'leaves the status as it is', command: update('deployments', (object) => ({ ...set('spec.paused', true)(object), status: { replicas: 9 } })), current: stored('deployments', set('status.replicas', 1)), comesTo: 'put', with: { 'status.replicas': 1, 'spec.paused': true } },
  { name: 'refuses a changed selector of a deployment', command: update('deployments', (object) => set('spec.template.metadata.labels', { app: 'b' })(set('spec.selector.matchLabels', { app: 'b' })(object))), current: stored('deployments'), comesTo: /^Invalid: Deployment\.apps "a" is invalid: spec\.selector: Invalid value: .*: field is immutable$/ },
  { name: 'keeps the address of a service that leaves it out', command: update('services', (object) => set('spec.clusterIPs', undefined)(set('spec.clusterIP', undefined)(object))), current: stored('services'), comesTo: 'put', with: { 'spec.clusterIP': '10.96.0.7' } },
  { name: 'changes a namespace\'s spec.finalizers nowhere but in finalize', command: update('namespaces', set('spec.finalizers', []), clusterScoped('namespaces')), current: stored('namespaces'), comesTo: 'unchanged' },
  { name: 'refuses a subresource the kind does not have', command: update('configmaps', named(), { subresource: 'status' }), current: stored('configmaps'), comesTo: /^NotFound: .*no subresource "status"$/ },
];

const endings: readonly Case[] = [
  { name: 'refuses to be told that a living object is being deleted', command: update('configmaps', set('metadata.deletionTimestamp', NOW)), current: stored('configmaps'), comesTo: /^Invalid: .*metadata\.deletionTimestamp: Invalid value: .*: field is immutable$/ },
  { name: 'lets nobody take a deletion back', command: update('configmaps', set('metadata.deletionTimestamp', undefined)), current: stored('configmaps', ending(0, ['x/y'])), comesTo: 'unchanged' },
  { name: 'refuses new finalizers once deletion has begun', command: update('configmaps', set('metadata.finalizers', ['x/y', 'x/z'])), current: stored('configmaps', ending(0, ['x/y'])), comesTo: /^Invalid: .*metadata\.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers \[\]string\{"x\/z"\}$/ },
  { name: 'lets finalizers go one by one', command: update('configmaps', set('metadata.finalizers', ['x/z'])), current: stored('configmaps', ending(0, ['x/y', 'x/z'])), comesTo: 'put', with: { 'metadata.finalizers': ['x/z'] } },
  { name: 'ends an object when its last finalizer goes', command: update('configmaps', set('metadata.finalizers', [])), current: stored('configmaps', ending(0, ['x/y'])), comesTo: 'delete', with: { data: { k: 'v' } } },
  { name: 'keeps a pod whose grace still runs when its last finalizer goes', command: update('pods', set('metadata.finalizers', [])), current: stored('pods', (pod) => ending(30, ['x/y'])(set('spec.nodeName', 'n')(pod))), comesTo: 'put' },
  { name: 'ends an object by its status as well', command: update('pods', set('metadata.finalizers', []), { subresource: 'status' }), current: stored('pods', ending(0, ['x/y'])), comesTo: 'delete' },
  { name: 'keeps an object whose finalizers go before anybody deleted it', command: update('configmaps', set('metadata.finalizers', [])), current: stored('configmaps', set('metadata.finalizers', ['x/y'])), comesTo: 'put', with: { 'metadata.finalizers': undefined } },
  { name: 'ends a namespace that is finalized', command: update('namespaces', set('spec.finalizers', []), { ...clusterScoped('namespaces'), subresource: 'finalize' }), current: stored('namespaces', (object) => set('status.phase', 'Terminating')(ending()(object))), comesTo: 'delete' },
  { name: 'finalizes a namespace that nobody deleted, and it stays', command: update('namespaces', set('spec.finalizers', []), { ...clusterScoped('namespaces'), subresource: 'finalize' }), current: stored('namespaces'), comesTo: 'put' },
];

const subresources: readonly Case[] = [
  { name: 'status changes the status and nothing of the spec', command: update('deployments', (object) => ({ ...set('spec.replicas', 9)(object), status: { replicas: 3 } }), { subresource: 'status' }), current: stored('deployments'), comesTo: 'put', with: { 'spec.replicas': 1, 'status.replicas': 3, 'metadata.generation': 1 } },
  { name: 'status appends nothing when it says what is known', command: update('deployments', (object) => object, { subresource: 'status' }), current: stored('deployments', set('status.replicas', 1)), comesTo: 'unchanged' },
  { name: 'status refuses another version than the newest', command: update('deployments', set('status.replicas', 2), { subresource: 'status', expect: { sequence: 1 } }), current: stored('deployments'), comesTo: /^Conflict: / },
  { name: 'status never touches a deployment\'s labels', command: update('deployments', set('metadata.labels', { a: 'b' }), { subresource: 'status' }), current: stored('deployments'), comesTo: 'unchanged' },
  { name: 'status may touch a pod\'s labels', command: update('pods', set('metadata.labels', { a: 'b' }), { subresource: 'status' }), current: stored('pods'), comesTo: 'put' },
  { name: 'status never takes an owner away', command: update('pods', (object) => ({ ...object, metadata: { name: 'a' } }), { subresource: 'status' }), current: stored('pods', set('metadata.ownerReferences', [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }])), comesTo: 'unchanged' },
  { name: 'scale changes the replicas, a new generation', command: update('deployments', { spec: { replicas: 4 } }, { subresource: 'scale' }), current: stored('deployments'), comesTo: 'put', with: { 'spec.replicas': 4, 'metadata.generation': 2 } },
  { name: 'scale to what it is appends nothing', command: update('deployments', { spec: { replicas: 1 } }, { subresource: 'scale' }), current: stored('deployments'), comesTo: 'unchanged' },
  { name: 'scale without replicas is a scale to none', command: update('deployments', { spec: {} }, { subresource: 'scale' }), current: stored('deployments'), comesTo: 'put', with: { 'spec.replicas': 0 } },
  { name: 'scale refuses fewer than none', command: update('deployments', { spec: { replicas: -1 } }, { subresource: 'scale' }), current: stored('deployments'), comesTo: 'Invalid: Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0' },
  { name: 'scale refuses another uid', command: update('deployments', { metadata: { uid: 'x' }, spec: { replicas: 2 } }, { subresource: 'scale' }), current: stored('deployments'), comesTo: /^Conflict: .*UID in precondition: x/ },
];

const toNode = (object: JsonObject = {}, target: JsonObject = { kind: 'Node', name: 'n' }): UpdateObject => update('pods', { metadata: { name: 'a', ...object }, target }, { subresource: 'binding' });
const scheduled = { type: 'PodScheduled', observedGeneration: 1, status: 'True', lastTransitionTime: NOW };
const bindings: readonly Case[] = [
  { name: 'puts a pod on a node and says so, a new condition', command: toNode(), current: stored('pods'), comesTo: 'put', with: { 'spec.nodeName': 'n', 'status.conditions': [scheduled], 'status.phase': 'Pending' } },
  { name: 'replaces the condition that said why not', command: toNode(), current: stored('pods', set('status.conditions', [{ type: 'PodScheduled', status: 'False' }, { type: 'Ready', status: 'False' }])), comesTo: 'put', with: { 'status.conditions': [scheduled, { type: 'Ready', status: 'False' }] } },
  { name: 'adds the binding\'s annotations to the pod\'s', command: toNode({ annotations: { b: '2' } }), current: stored('pods', set('metadata.annotations', { a: '1' })), comesTo: 'put', with: { 'metadata.annotations': { a: '1', b: '2' } } },
  { name: 'accepts a target without a kind', command: toNode({}, { name: 'n' }), current: stored('pods'), comesTo: 'put' },
  { name: 'refuses a second node', command: toNode(), current: stored('pods', set('spec.nodeName', 'other')), comesTo: 'Conflict: Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "other"' },
  { name: 'refuses the same node again', command: toNode(), current: stored('pods', set('spec.nodeName', 'n')), comesTo: /^Conflict: .*already assigned/ },
  { name: 'refuses a pod on its way out', command: toNode(), current: stored('pods', ending(0, ['x/y'])), comesTo: /^Conflict: .*pod a is being deleted, cannot be assigned to a host$/ },
  { name: 'refuses a pod that is gated', command: toNode(), current: stored('pods', set('spec.schedulingGates', [{ name: 'g' }])), comesTo: /^Conflict: .*pod a has non-empty \.spec\.schedulingGates$/ },
  { name: 'refuses another pod of the name', command: toNode({ uid: 'x' }), current: stored('pods'), comesTo: /^Conflict: .*UID in precondition: x/ },
  { name: 'refuses a target that is no node', command: toNode({}, { kind: 'Pod', name: 'n' }), current: stored('pods'), comesTo: /^Invalid: Binding "a" is invalid: target\.kind: Unsupported value: "Pod"/ },
  { name: 'refuses a target without a name', command: toNode({}, { kind: 'Node' }), current: stored('pods'), comesTo: 'Invalid: Binding "a" is invalid: target.name: Required value' },
];

const deletes: readonly Case[] = [
  { name: 'refuses what does not exist', command: remove('configmaps'), comesTo: 'NotFound: configmaps "a" not found' },
  { name: 'ends what nothing holds, with its final form', command: remove('configmaps'), current: stored('configmaps'), comesTo: 'delete', with: { data: { k: 'v' }, 'metadata.uid': 'uid-old' } },
  { name: 'marks what finalizers hold', command: remove('configmaps'), current: stored('configmaps', set('metadata.finalizers', ['x/y'])), comesTo: 'put', with: { 'metadata.deletionTimestamp': NOW, 'metadata.deletionGracePeriodSeconds': 0 } },
  { name: 'appends nothing for what is marked already', command: remove('configmaps'), current: stored('configmaps', ending(0, ['x/y'])), comesTo: 'unchanged' },
  { name: 'gives a running pod its grace, a new generation', command: remove('pods'), current: stored('pods', set('spec.nodeName', 'n')), comesTo: 'put', with: { 'metadata.deletionGracePeriodSeconds': 30, 'metadata.deletionTimestamp': '2026-01-01T10:00:30Z', 'metadata.generation': 2 } },
  { name: 'ends a pod that no node runs', command: remove('pods'), current: stored('pods'), comesTo: 'delete' },
  { name: 'ends a pod that has ended', command: remove('pods'), current: stored('pods', (pod) => set('status.phase', 'Succeeded')(set('spec.nodeName', 'n')(pod))), comesTo: 'delete' },
  { name: 'terminates a namespace instead of ending it', command: remove('namespaces', { ref: refOf('namespaces', 'a', '') }), current: stored('namespaces'), comesTo: 'put', with: { 'status.phase': 'Terminating', 'metadata.deletionTimestamp': NOW } },
  { name: 'ends nothing of the system\'s own namespaces', command: remove('namespaces', { ref: refOf('namespaces', 'kube-system', '') }), current: stored('namespaces'), comesTo: 'Forbidden: namespaces "kube-system" is forbidden: this namespace may not be deleted' },
  { name: 'refuses another uid', command: remove('configmaps', { expect: { uid: 'x' } }), current: stored('configmaps'), comesTo: /^Conflict: .*the UID in the precondition \(x\) does not match the UID in record \(uid-old\)/ },
  { name: 'refuses another version', command: remove('configmaps', { expect: { sequence: 1 } }), current: stored('configmaps'), comesTo: /^Conflict: .*the ResourceVersion in the precondition \(1\) does not match the ResourceVersion in record \(7\)/ },
  { name: 'ends even what cannot be read', command: remove('configmaps'), current: { ...stored('configmaps'), quarantined: 'no JSON' }, comesTo: 'delete' },
];

const tables: readonly (readonly [string, readonly Case[]])[] = [
  ['a create', creates], ['an update', updates], ['an update of what is on its way out', endings], ['an update of a subresource:', subresources], ['a binding', bindings], ['a delete', deletes],
];

describe('decider', () => {
  for (const [verb, cases] of tables) {
    describe(verb, () => {
      for (const each of cases) it(each.name, () => check(each));
    });
  }

  it('says that a missing default service account may be there soon, another one not', () => {
    const find = (): JsonObject => ({ metadata: { name: 'ns' } });
    const none: DecisionInput['find'] = ({ resource }) => (resource === 'namespaces' ? find() : undefined);
    const soonOf = (pod: JsonObject): boolean | undefined => {
      const decision = decided(create('pods', pod), undefined, { find: none });
      return decision.kind === 'refused' ? decision.soon : undefined;
    };
    expect(soonOf(OBJECTS['pods'] ?? {})).to.equal(true);
    expect(soonOf(set('spec.serviceAccountName', 'robot')(OBJECTS['pods'] ?? {}))).to.equal(false);
  });

  it('names the admission plugins that altered the object, in their order', () => {
    expect(appended(decided(create('pods', OBJECTS['pods'] ?? {}))).admission).to.deep.equal(['ServiceAccount', 'Priority', 'DefaultTolerationSeconds']);
    expect(appended(decided(create('configmaps', named()))).admission).to.deep.equal([]);
  });

  it('asks its plugins to begin, to alter and to allow, in that order, and stops at the first no', () => {
    const asked: string[] = [];
    const plugin = (name: string, no: boolean): DecisionInput['plugins'][number] => ({
      name,
      precheck: () => { asked.push(`${name} begins`); return undefined; },
      mutate: ({ object }) => { asked.push(`${name} alters`); return object; },
      validate: ({ object }) => {
        asked.push(`${name} allows ${String(objectsAt(object, 'metadata', 'managedFields').length)}`);
        return no ? { refusal: { reason: 'Forbidden', message: name } } : undefined;
      },
    });
    const decision = decided(create('configmaps', named({ data: { k: 'v' } })), undefined, { plugins: [plugin('one', true), plugin('two', false)] });
    expect(told(decision)).to.equal('Forbidden: one');
    expect(asked.slice(0, asked.length / 2)).to.deep.equal(['one begins', 'two begins', 'one alters', 'two alters', 'one allows 1']);
  });

  it('records what each manager set, and moves a field to who changed it last', () => {
    const { object } = appended(decided(update('configmaps', set('data.k', 'w')), stored('configmaps'), { fieldManager: 'editor' }));
    expect(objectsAt(object, 'metadata', 'managedFields').map(({ manager, fieldsV1 }) => [manager, fieldsV1])).to.deep.equal([
      ['creator', { 'f:data': {} }],
      ['editor', { 'f:data': { 'f:k': {} } }],
    ]);
  });
});
