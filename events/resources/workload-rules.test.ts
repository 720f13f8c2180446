import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import { withValueAt } from '../json-path.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { fieldErrorMessage } from '../schema/field-error.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const of = (resource: string, group: string): CompiledKind => kinds.of({ group, resource })!;
const UID = 'u-1';
const complete = (kind: CompiledKind, object: JsonObject): JsonObject => {
  const filled = kind.default(kind.decode({ ...object, metadata: { name: 'x', namespace: 'ns', uid: UID, ...(object['metadata'] as JsonObject | undefined) } }).object);
  return kind.normalize(kind.definition.strategy.prepareCreate?.(filled) ?? filled);
};
const texts = (errors: ReturnType<CompiledKind['validate']>): string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);
const created = (kind: CompiledKind, object: JsonObject): string[] => texts([...kind.validate(object), ...(kind.definition.validateCreate?.(object) ?? [])]);

type Row = readonly [string, JsonObject, readonly string[]];
type UpdateRow = readonly [string, JsonObject, JsonObject, readonly string[]];
/** Statuses are compared as they stand, after and before. */
type StatusRow = readonly [string, JsonObject, JsonObject, readonly string[]];

const rules = (kind: CompiledKind, rows: readonly Row[], { updates = [], statuses = [], spec = {} }: { readonly updates?: readonly UpdateRow[]; readonly statuses?: readonly StatusRow[]; readonly spec?: JsonObject } = {}): void => {
  describe(`rules for ${kind.definition.resource}`, () => {
    for (const [name, object, want] of rows) it(name, () => { expect(created(kind, complete(kind, object))).to.deep.equal(want); });
    for (const [name, object, before, want] of updates) {
      it(`update: ${name}`, () => { expect(texts(kind.validateUpdate(complete(kind, object), complete(kind, before)))).to.deep.equal(want); });
    }
    for (const [name, status, before, want] of statuses) {
      it(`status: ${name}`, () => { expect(texts(kind.definition.validateStatus?.({ spec, status }, { spec, status: before }) ?? [])).to.deep.equal(want); });
    }
  });
};

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const selected = (more: JsonObject = {}): JsonObject => ({ spec: { selector: { matchLabels: { app: 'x' } }, template, ...more } });

rules(of('statefulsets', 'apps'), [
  ['a selector and a template that match are enough', selected(), []],
  ['names are labels of pods’ names', { metadata: { name: 'a.b' }, ...selected() }, ["metadata.name: Invalid value: \"a.b\": must not contain dots"]],
  ['management is one of two', selected({ podManagementPolicy: 'Odd' }), ["spec.podManagementPolicy: Invalid value: \"Odd\": must be 'OrderedReady' or 'Parallel'"]],
  ['OnDelete does not roll', selected({ updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } }), ["spec.updateStrategy.rollingUpdate: Invalid value: {\"partition\":1}: only allowed for updateStrategy 'RollingUpdate'"]],
  ['partitions are not negative', selected({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: -1 } } }), ['spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0']],
  ['some pod may be unavailable', selected({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } } }), ['spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0']],
  ['claims are kept or deleted', selected({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Odd', whenScaled: 'Delete' } }), ['spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Odd": supported values: "Retain", "Delete"']],
  ['pods run for ever', selected({ template: { ...template, spec: { ...template.spec, restartPolicy: 'Never', activeDeadlineSeconds: 5 } } }), ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"', 'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported']],
  ['an empty selector selects nothing', selected({ selector: {} }), ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset']],
], {
  updates: [
    ['its size and template change', selected({ replicas: 3, template: { ...template, metadata: { labels: { app: 'x', v: '2' } } } }), selected(), []],
    ['its service does not', selected({ serviceName: 'b' }), selected({ serviceName: 'a' }), ["spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"]],
  ],
  statuses: [['parts are no greater than the whole', { replicas: 1, readyReplicas: 2 }, {}, ['status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas']], ['collisions only grow', { replicas: 0 }, { collisionCount: 1 }, ['status.collisionCount: Invalid value: 0: cannot be decremented']]],
});

const rolling = (more: JsonObject): JsonObject => selected({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: more } });
rules(of('daemonsets', 'apps'), [
  ['a selector and a template that match are enough', selected(), []],
  ['nothing is selected without a selector', { spec: { template } }, ['spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`']],
  ['surge excludes unavailability', rolling({ maxSurge: 1, maxUnavailable: 1 }), ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero']],
  ['one of them is needed', rolling({ maxSurge: 0, maxUnavailable: '0%' }), ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0']],
  ['surge alone is fine', rolling({ maxSurge: '50%', maxUnavailable: 0 }), []],
  ['strategies are known', selected({ updateStrategy: { type: 'Slow' } }), ['spec.updateStrategy: Unsupported value: {"type":"Slow"}: supported values: "RollingUpdate", "OnDelete"']],
  ['the template is a pod', selected({ template: { ...template, spec: { containers: [{ name: 'c' }] } } }), ['spec.template.spec.containers[0].image: Required value']],
], { updates: [['the selector stays', selected({ selector: { matchLabels: { app: 'y' } } }), selected(), ['spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable']]] });

rules(of('controllerrevisions', 'apps'), [
  ['a state is needed', { revision: -1 }, ['data: Required value: data is mandatory', 'revision: Invalid value: -1: must be greater than or equal to 0']],
], { updates: [['the state stays', { data: { a: 2 }, revision: 2 }, { data: { a: 1 }, revision: 1 }, ['data: Invalid value: {"a":2}: field is immutable']]] });

const once = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
const jobOf = (more: JsonObject = {}): JsonObject => ({ spec: { template: once, ...more } });
const indexed = (more: JsonObject = {}): JsonObject => jobOf({ completionMode: 'Indexed', completions: 3, ...more });
const failing = (rule: JsonObject, more: JsonObject = {}): JsonObject => jobOf({ podFailurePolicy: { rules: [rule] }, ...more });
const path = 'spec.podFailurePolicy.rules[0]';
rules(of('jobs', 'batch'), [
  ['a template whose pods end is enough', jobOf(), []],
  ['pods do not run for ever', jobOf({ template }), ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  ['a selector of the client’s own is asked for', jobOf({ manualSelector: true }), ['spec.selector: Required value', 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`']],
  ['and then used', jobOf({ manualSelector: true, selector: { matchLabels: { app: 'x' } } }), []],
  ['generated labels are not the client’s to choose', jobOf({ template: { ...once, metadata: { labels: { 'job-name': 'y' } } } }), [`spec.template.metadata.labels[job-name]: Invalid value: {"batch.kubernetes.io/controller-uid":"${UID}","batch.kubernetes.io/job-name":"x","controller-uid":"${UID}","job-name":"y"}: must be 'x'`]],
  ['counts are not negative', jobOf({ parallelism: -1, ttlSecondsAfterFinished: -2 }), ['spec.parallelism: Invalid value: -1: must be greater than or equal to 0', 'spec.ttlSecondsAfterFinished: Invalid value: -2: must be greater than or equal to 0']],
  ['indexes need a number', jobOf({ completionMode: 'Indexed', parallelism: 1 }), ['spec.completions: Required value: when completion mode is Indexed']],
  ['limits per index need indexes', jobOf({ backoffLimitPerIndex: 1 }), ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode']],
  ['no more fail than there are', indexed({ backoffLimitPerIndex: 1, maxFailedIndexes: 4 }), ['spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions']],
  ['very many are watched closely', indexed({ completions: 100_001, backoffLimitPerIndex: 1, parallelism: 10_001 }), ['spec.maxFailedIndexes: Required value: must be specified when completions is above 100000', 'spec.parallelism: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index']],
  ['indexed pods have names', { metadata: { name: `${'a'.repeat(60)}` }, ...indexed({ completions: 1000 }) }, [`metadata.name: Invalid value: "${'a'.repeat(60)}": will not able to create pod with invalid DNS label: ${'a'.repeat(60)}-999`]],
  ['managers have a domain', jobOf({ managedBy: 'me' }), ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")']],
  ['failure rules name one requirement', failing({ action: 'Ignore' }), [`${path}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`]],
  ['exit codes ascend and are not 0', failing({ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 1, 0] } }), [`${path}.onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator`, `${path}.onExitCodes.values: Invalid value: [2,1,0]: must be ordered`]],
  ['exit codes are of a container', failing({ action: 'Count', onExitCodes: { containerName: 'z', operator: 'NotIn', values: [1] } }), [`${path}.onExitCodes.containerName: Invalid value: "z": must be one of the container or initContainer names in the pod template`]],
  ['actions are known', failing({ action: 'Odd', onPodConditions: [{ type: 'X' }] }), [`${path}.action: Unsupported value: "Odd": supported values: "Count", "FailIndex", "FailJob", "Ignore"`]],
  ['judged pods are not restarted', failing({ action: 'Ignore', onPodConditions: [{ type: 'X' }] }, { template: { ...once, spec: { ...once.spec, restartPolicy: 'OnFailure' } } }), ['spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified']],
  ['success is told by index', indexed({ successPolicy: { rules: [{ succeededIndexes: '0,3' }] } }), ['spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0,3": error parsing succeededIndexes: too large index: "3"']],
  ['no more succeed than are listed', indexed({ successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }] } }), ['spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)']],
], {
  updates: [
    ['it runs wider', jobOf({ parallelism: 2, completions: 1 }), jobOf(), []],
    ['the template stays', jobOf({ template: { ...once, spec: { ...once.spec, nodeSelector: { a: 'b' } } } }), jobOf(), [
      `spec.template: Invalid value: ${JSON.stringify((complete(of('jobs', 'batch'), jobOf({ template: { ...once, spec: { ...once.spec, nodeSelector: { a: 'b' } } } })) as { spec: JsonObject }).spec['template'])}: field is immutable`,
    ]],
    ['a job that has not begun may be placed elsewhere', jobOf({ suspend: true, template: { ...once, spec: { ...once.spec, nodeSelector: { a: 'b' } } } }), jobOf({ suspend: true }), []],
    ['completions stay', jobOf({ completions: 2 }), jobOf(), ['spec.completions: Invalid value: 2: field is immutable']],
    ['indexes follow the width', indexed({ completions: 4, parallelism: 4 }), indexed(), []],
    ['and nothing else', indexed({ completions: 4 }), indexed(), ['spec.completions: Invalid value: 4: can only be modified in tandem with spec.parallelism']],
  ],
  statuses: [
    ['an end needs a reason', { conditions: [{ type: 'Failed', status: 'True' }], startTime: '2026-01-01T00:00:00Z' }, { startTime: '2026-01-01T00:00:00Z' }, ['status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition']],
    ['an end stays', {}, { conditions: [{ type: 'Complete', status: 'True' }] }, ['status.conditions: Invalid value: cannot disable the terminal Complete=True condition']],
    ['counts do not fall', { failed: 1 }, { failed: 2 }, ['status.failed: Invalid value: 1: cannot decrease the failed counter']],
    ['no more are ready than run', { active: 1, ready: 2 }, {}, ['status.ready: Invalid value: 2: cannot set more ready pods than active']],
    ['only indexed jobs have indexes', { completedIndexes: '0' }, {}, ['status.completedIndexes: Invalid value: "0": cannot set non-empty completedIndexes when non-indexed completion mode']],
  ],
});

const cron = (more: JsonObject = {}): JsonObject => ({ spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: once } }, ...more } });
rules(of('cronjobs', 'batch'), [
  ['a schedule and a template are enough', cron(), []],
  ['a schedule is required', cron({ schedule: '' }), ['spec.schedule: Required value']],
  ['a schedule has five fields', cron({ schedule: '* * * *' }), ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]']],
  ['zones have a field of their own', cron({ schedule: 'TZ=UTC 0 * * * *' }), ['spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead']],
  ['zones exist', cron({ timeZone: 'Moon/Base' }), ['spec.timeZone: Invalid value: "Moon/Base": unknown time zone Moon/Base']],
  ['known zones are fine', cron({ timeZone: 'America/Argentina/Buenos_Aires' }), []],
  ['zones are not left to the machine', cron({ timeZone: 'local' }), ['spec.timeZone: Invalid value: "local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']],
  ['policies are known', cron({ concurrencyPolicy: 'Odd' }), ['spec.concurrencyPolicy: Unsupported value: "Odd": supported values: "Allow", "Forbid", "Replace"']],
  ['selectors are made later', cron({ jobTemplate: { spec: { template: once, selector: { matchLabels: { a: 'b' } } } } }), ['spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated']],
  ['names leave room for jobs’ names', { metadata: { name: 'a'.repeat(53) }, ...cron() }, [`metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`]],
], { updates: [['a zone once in the schedule may stay', cron({ schedule: 'TZ=UTC 0 * * * *' }), cron({ schedule: 'TZ=UTC 1 * * * *' }), []]] });

const scaled = (more: JsonObject = {}): JsonObject => ({ spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3, ...more } });
const metric = (more: JsonObject): JsonObject => scaled({ metrics: [more] });
const at = 'spec.metrics[0]';
rules(of('horizontalpodautoscalers', 'autoscaling'), [
  ['a target and a largest size are enough', scaled(), []],
  ['sizes are in order', scaled({ minReplicas: 4 }), ['spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`']],
  ['some pod is there', scaled({ minReplicas: 0 }), ['spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas', 'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1']],
  ['the target has a name', { spec: { scaleTargetRef: { kind: 'a/b' }, maxReplicas: 1 } }, ['spec.scaleTargetRef.kind: Invalid value: "a/b": may not contain \'/\'', 'spec.scaleTargetRef.name: Required value']],
  ['metrics say what they are', metric({ type: 'Pods' }), [`${at}.pods: Required value: must populate information for the given metric source`]],
  ['and nothing else', metric({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 1 } }, pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1' } } }), [`${at}.pods: Forbidden: must populate the given metric source only`]],
  ['targets are positive', metric({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 0 } } }), [`${at}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0`]],
  ['types are known', metric({ type: 'Odd' }), [`${at}.type: Unsupported value: "Odd": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"`]],
  ['windows are short', scaled({ behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } }), ['spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600']],
  ['policies are known', scaled({ behavior: { scaleUp: { policies: [{ type: 'Odd', value: 0, periodSeconds: 1801 }] } } }), ['spec.behavior.scaleUp.policies[0].type: Unsupported value: "Odd": supported values: "Percent", "Pods"', 'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero', 'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800']],
], { statuses: [['counts are not negative', { currentReplicas: -1 }, {}, ['status.currentReplicas: Invalid value: -1: must be greater than or equal to 0']]] });

rules(of('poddisruptionbudgets', 'policy'), [
  ['an empty budget limits nothing', {}, []],
  ['only one limit is set', { spec: { minAvailable: 1, maxUnavailable: '10%' } }, ['spec: Invalid value: {"minAvailable":1,"maxUnavailable":"10%"}: minAvailable and maxUnavailable cannot be both set']],
  ['limits are part of the whole', { spec: { minAvailable: '101%' } }, ['spec.minAvailable: Invalid value: "101%": must not be greater than 100%']],
  ['policies are known', { spec: { unhealthyPodEvictionPolicy: 'Odd' } }, ['spec.unhealthyPodEvictionPolicy: Unsupported value: "Odd": supported values: "AlwaysAllow", "IfHealthyBudget"']],
], { statuses: [['counts are not negative', { disruptionsAllowed: -1 }, {}, ['status.disruptionsAllowed: Invalid value: -1: must be greater than or equal to 0']]] });

describe('labels of workloads’ changes', () => {
  const changes: readonly (readonly [string, string, JsonObject, JsonObject, string | undefined])[] = [
    ['statefulsets', 'apps', { spec: { replicas: 1 } }, { spec: { replicas: 2 } }, 'StatefulSetScaled'],
    ['statefulsets', 'apps', { spec: { template: {} } }, { spec: { template } }, 'StatefulSetRolloutStarted'],
    ['statefulsets', 'apps', { status: { currentRevision: 'a', updateRevision: 'b' } }, { status: { currentRevision: 'b', updateRevision: 'b' } }, 'StatefulSetRolloutCompleted'],
    ['daemonsets', 'apps', { spec: { template: {} } }, { spec: { template } }, 'DaemonSetRolloutStarted'],
    ['daemonsets', 'apps', { status: { desiredNumberScheduled: 2 } }, { status: { desiredNumberScheduled: 3 } }, 'DaemonSetNodesChanged'],
    ['jobs', 'batch', { spec: { suspend: false } }, { spec: { suspend: true } }, 'JobSuspended'],
    ['jobs', 'batch', { spec: { suspend: true } }, { spec: { suspend: false } }, 'JobResumed'],
    ['jobs', 'batch', {}, { status: { conditions: [{ type: 'Complete', status: 'True' }] } }, 'JobCompleted'],
    ['jobs', 'batch', {}, { status: { conditions: [{ type: 'Failed', status: 'True' }] } }, 'JobFailed'],
    ['cronjobs', 'batch', {}, { spec: { suspend: true } }, 'CronJobSuspended'],
    ['cronjobs', 'batch', { spec: { schedule: 'a' } }, { spec: { schedule: 'b' } }, 'CronJobRescheduled'],
    ['cronjobs', 'batch', {}, { status: { lastScheduleTime: '2026-01-01T00:00:00Z' } }, 'CronJobTriggered'],
    ['horizontalpodautoscalers', 'autoscaling', { spec: { maxReplicas: 1 } }, { spec: { maxReplicas: 2 } }, 'HorizontalPodAutoscalerLimitsChanged'],
    ['horizontalpodautoscalers', 'autoscaling', { status: { desiredReplicas: 1 } }, { status: { desiredReplicas: 2 } }, 'HorizontalPodAutoscalerScaled'],
    ['poddisruptionbudgets', 'policy', { status: { disruptionsAllowed: 1 } }, { status: { disruptionsAllowed: 0 } }, 'DisruptionsExhausted'],
    ['poddisruptionbudgets', 'policy', {}, { status: { disruptedPods: { p: '2026-01-01T00:00:00Z' } } }, 'DisruptionGranted'],
    ['jobs', 'batch', {}, { metadata: { labels: { a: 'b' } } }, undefined],
  ];
  for (const [resource, group, before, after, want] of changes) {
    it(`${resource}: ${want ?? 'anything else has none'}`, () => { expect(of(resource, group).definition.eventType?.(before, after)).to.equal(want); });
  }
});

describe('a daemon set counts changes of its template', () => {
  const kind = of('daemonsets', 'apps');
  const count = (object: JsonObject): unknown => (object as { metadata: { annotations: JsonObject } }).metadata.annotations['deprecated.daemonset.template.generation'];
  it('from one, whenever the template differs', () => {
    const first = complete(kind, selected());
    expect(count(first)).to.equal('1');
    const prepare = kind.definition.strategy.prepareUpdate!;
    expect(count(prepare(first, first))).to.equal('1');
    expect(count(prepare(withValueAt(first, ['spec', 'template', 'spec', 'hostNetwork'], true), first))).to.equal('2');
  });
});
