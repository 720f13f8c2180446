import { describeRules } from '../../test/support/kind-table.ts';
import type { JsonObject } from '../json.ts';

const rule = { operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };
const hook = (more: JsonObject = {}): JsonObject => ({
  webhooks: [{ name: 'check.example.com', clientConfig: { url: 'https://a.example.com/x' }, sideEffects: 'None', admissionReviewVersions: ['v1'], rules: [rule], ...more }],
});
const W = 'webhooks[0]';

describeRules('validatingwebhookconfigurations.admissionregistration.k8s.io', {
  creates: [
    ['a webhook is complete with its defaults', hook(), []],
    ['it has a full name', hook({ name: 'check' }), [`${W}.name: Invalid value: "check": should be a domain with at least three segments separated by dots`]],
    ['it says whether it has effects', hook({ sideEffects: undefined }), [`${W}.sideEffects: Required value: must specify one of None, NoneOnDryRun`]],
    ['it has none', hook({ sideEffects: 'Some' }), [`${W}.sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"`]],
    ['it answers in half a minute', hook({ timeoutSeconds: 31 }), [`${W}.timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds`]],
    ['it understands a version', hook({ admissionReviewVersions: ['v2'] }), [`${W}.admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1`]],
    ['it is reached in one way', hook({ clientConfig: { url: 'https://a.b.c', service: { namespace: 'a', name: 'b' } } }), [`${W}.clientConfig: Required value: exactly one of url or service is required`]],
    ['it is reached safely', hook({ clientConfig: { url: 'http://me@a.b.c/?x=1#y' } }), [
      `${W}.clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
      `${W}.clientConfig.url: Invalid value: "me": user information is not permitted in the URL; desired format: https://host[/path]`,
      `${W}.clientConfig.url: Invalid value: "y": fragments are not permitted in the URL; desired format: https://host[/path]`,
      `${W}.clientConfig.url: Invalid value: "x=1": query parameters are not permitted in the URL; desired format: https://host[/path]`,
    ]],
    ['its service has a path of segments', hook({ clientConfig: { service: { namespace: 'a', name: 'b', path: '/a//b' } } }), [`${W}.clientConfig.service.path: Invalid value: "/a//b": segment[1] may not be empty`]],
    ['operations are known', hook({ rules: [{ ...rule, operations: ['READ'] }] }), [`${W}.rules[0].operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"`]],
    ['a star stands alone', hook({ rules: [{ ...rule, operations: ['*', 'CREATE'], apiGroups: ['*', 'apps'] }] }), [
      `${W}.rules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations`, `${W}.rules[0].apiGroups: Invalid value: ["*","apps"]: if '*' is present, must not specify other API groups`,
    ]],
    ['resources are not named twice', hook({ rules: [{ ...rule, resources: ['pods/*', 'pods/log'] }] }), [`${W}.rules[0].resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`]],
    ['all resources are all', hook({ rules: [{ ...rule, resources: ['*', 'pods'] }] }), [`${W}.rules[0].resources: Invalid value: ["*","pods"]: if '*' is present, must not specify other resources without subresources`]],
    ['conditions say something', hook({ matchConditions: [{ name: 'a', expression: ' ' }] }), [`${W}.matchConditions[0].expression: Required value`]],
    ['names are unique', { webhooks: [...(hook()['webhooks'] as JsonObject[]), ...(hook()['webhooks'] as JsonObject[])] }, ['webhooks[1].name: Duplicate value: "check.example.com"']],
  ],
});
describeRules('mutatingwebhookconfigurations.admissionregistration.k8s.io', {
  creates: [
    ['a webhook is complete with its defaults', hook(), []],
    ['it is asked again or not', hook({ reinvocationPolicy: 'Always' }), [`${W}.reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"`]],
  ],
});

const policy = (more: JsonObject = {}): JsonObject => ({ spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true' }], ...more } });
describeRules('validatingadmissionpolicies.admissionregistration.k8s.io', {
  creates: [
    ['a policy is complete with its defaults', policy(), []],
    ['it is about something', policy({ matchConstraints: {} }), ['spec.matchConstraints.resourceRules: Required value']],
    ['it says something', policy({ validations: [] }), ['spec.validations: Required value: validations or auditAnnotations must contain at least one item', 'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item']],
    ['parameters have a kind', policy({ paramKind: { apiVersion: 'a/b/c' } }), ['spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c', 'spec.paramKind.kind: Required value']],
    ['variables are identifiers', policy({ variables: [{ name: 'in', expression: '1' }] }), ['spec.variables[0].name: Invalid value: "in": name is not a valid CEL identifier']],
    ['a message is one line', policy({ validations: [{ expression: 'a', message: 'a\nb' }] }), ['spec.validations[0].message: Invalid value: "a\\nb": message must not contain line breaks']],
    ['reasons are known', policy({ validations: [{ expression: 'a', reason: 'Gone' }] }), ['spec.validations[0].reason: Unsupported value: "Gone": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"']],
    ['notes have keys, each once', policy({ auditAnnotations: [{ key: 'a', valueExpression: 'b' }, { key: 'a', valueExpression: '' }] }), ['spec.auditAnnotations[1].valueExpression: Required value: valueExpression is not specified', 'spec.auditAnnotations[1].key: Duplicate value: "a"']],
  ],
  statuses: [['a warning says what is wrong', { status: { typeChecking: { expressionWarnings: [{ fieldRef: 'spec' }] } } }, {}, ['status.typeChecking.expressionWarnings[0].warning: Required value']]],
});

const bound = (more: JsonObject): JsonObject => ({ spec: { policyName: 'p', validationActions: ['Deny'], ...more } });
describeRules('validatingadmissionpolicybindings.admissionregistration.k8s.io', {
  creates: [
    ['a policy and an action are enough', bound({}), []],
    ['something happens', bound({ validationActions: [] }), ['spec.validationActions: Required value: at least one validation action is required']],
    ['nothing is said twice', bound({ validationActions: ['Deny', 'Warn'] }), ['spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)']],
    ['parameters are named or selected', bound({ paramRef: { name: 'a', selector: {}, parameterNotFoundAction: 'Deny' } }), ['spec.paramRef.name: Forbidden: name and selector are mutually exclusive', 'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive']],
    ['missing parameters are spoken of', bound({ paramRef: { name: 'a' } }), ['spec.paramRef.parameterNotFoundAction: Required value']],
  ],
});
describeRules('mutatingadmissionpolicies.admissionregistration.k8s.io', {
  creates: [
    ['a change is complete', { spec: { matchConstraints: { resourceRules: [rule] }, reinvocationPolicy: 'Never', mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[]' } }] } }, []],
    ['a change is what its type says', { spec: { matchConstraints: { resourceRules: [rule] }, reinvocationPolicy: 'Never', mutations: [{ patchType: 'JSONPatch', applyConfiguration: { expression: 'x' } }] } }, [
      'spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch', 'spec.mutations[0].applyConfiguration: Forbidden: must not be specified when patchType is JSONPatch',
    ]],
  ],
});
describeRules('mutatingadmissionpolicybindings.admissionregistration.k8s.io', { creates: [['a policy has a name', { spec: {} }, ['spec.policyName: Required value']]] });

const flow = (more: JsonObject = {}): JsonObject => ({ spec: { priorityLevelConfiguration: { name: 'low' }, ...more } });
const asked = (more: JsonObject): JsonObject => flow({ rules: [{ subjects: [{ kind: 'User', user: { name: 'jane' } }], resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }], ...more }] });
describeRules('flowschemas.flowcontrol.apiserver.k8s.io', {
  creates: [
    ['a level is enough', flow(), []],
    ['the first place is taken', flow({ matchingPrecedence: 1 }), ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"]],
    ['places end', flow({ matchingPrecedence: 10_001 }), ['spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000']],
    ['flows are told apart in known ways', flow({ distinguisherMethod: { type: 'ByColour' } }), ['spec.distinguisherMethod.type: Unsupported value: {"type":"ByColour"}: supported values: "ByNamespace", "ByUser"']],
    ['a rule is about requests', asked({ resourceRules: [] }), ['spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty']],
    ['a subject is of its kind', asked({ subjects: [{ kind: 'User', group: { name: 'a' } }] }), ["spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'", "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'"]],
    ['verbs are known', asked({ resourceRules: [{ verbs: ['peek'], apiGroups: ['*'], resources: ['*'], clusterScope: true }] }), ['spec.rules[0].resourceRules[0].verbs: Unsupported value: ["peek"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"']],
    ['a rule is about namespaces or the cluster', asked({ resourceRules: [{ verbs: ['get'], apiGroups: ['*'], resources: ['*'] }] }), ['spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace']],
    ['stars end paths', asked({ nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/a*', '/a/*', 'a'] }] }), [
      'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*": wildcard can only do suffix matching', 'spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "a": must start with slash',
    ]],
  ],
});
const level = (limited: JsonObject): JsonObject => ({ spec: { type: 'Limited', limited } });
const queuing = (more: JsonObject): JsonObject => level({ limitResponse: { type: 'Queue', queuing: more } });
const Q = 'spec.limited.limitResponse.queuing';
describeRules('prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', {
  creates: [
    ['queues are complete with their defaults', queuing({}), []],
    ['one level alone is exempt', { spec: { type: 'Exempt' } }, ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"]],
    ['a limit says what happens', level({ limitResponse: { type: 'Queue' } }), [`${Q}: Required value: must not be empty if limited.limitResponse.type is Limited`]],
    ['a hand is dealt from the deck', queuing({ queues: 4, handSize: 5 }), [`${Q}.handSize: Invalid value: 5: should not be greater than queues (4)`]],
    ['a hash has so many bits', queuing({ queues: 512, handSize: 8 }), [`${Q}.handSize: Invalid value: 8: required entropy bits of deckSize 512 and handSize 8 should not be greater than 60`]],
    ['shares are not negative', level({ nominalConcurrencyShares: -1, limitResponse: { type: 'Reject' } }), ['spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer']],
  ],
});

const version = (more: JsonObject = {}): JsonObject => ({ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } }, ...more });
const crd = (spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  metadata: { name: 'widgets.example.com', ...metadata }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions: [version()], ...spec },
});
const schema = (properties: JsonObject, more: JsonObject = {}): JsonObject => crd({ versions: [version({ schema: { openAPIV3Schema: { type: 'object', properties, ...more } } })] });
const S = 'spec.versions[0].schema.openAPIV3Schema';
describeRules('customresourcedefinitions.apiextensions.k8s.io', {
  creates: [
    ['names follow from the kind', crd(), []],
    ['the name says plural and group', crd({}, { name: 'a.b' }), ['metadata.name: Invalid value: "a.b": must be spec.names.plural+"."+spec.group']],
    ['a group is a domain', crd({ group: 'example' }, { name: 'widgets.example' }), ['spec.group: Invalid value: "example": should be a domain with at least one dot']],
    ['upstream’s groups need approval', crd({ group: 'x.k8s.io' }, { name: 'widgets.x.k8s.io' }), ['metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111']],
    ['scopes are known', crd({ scope: 'World' }), ['spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"']],
    ['one version is stored', crd({ versions: [version({ storage: false })] }), [`spec.versions: Invalid value: ${JSON.stringify([version({ storage: false })])}: must have exactly one version marked as storage version`]],
    ['a version has a schema', crd({ versions: [version({ schema: {} })] }), [`${S}: Required value: schemas are required`]],
    ['the root is an object', crd({ versions: [version({ schema: { openAPIV3Schema: { type: 'string' } } })] }), [`${S}.type: Invalid value: "string": must be object at the root`]],
    ['every value has a type', schema({ a: {}, b: { type: 'array', items: {} }, c: { 'x-kubernetes-int-or-string': true }, d: { 'x-kubernetes-preserve-unknown-fields': true } }), [
      `${S}.properties[a].type: Required value: must not be empty for specified object fields`, `${S}.properties[b].items.type: Required value: must not be empty for specified array items`,
    ]],
    ['types are known', schema({ a: { type: 'date' } }), [`${S}.properties[a].type: Unsupported value: "date": supported values: "array", "boolean", "integer", "number", "object", "string"`]],
    ['arrays have items', schema({ a: { type: 'array' } }), [`${S}.properties[a].items: Required value: must be specified`]],
    ['lists of maps have keys', schema({ a: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'map' } }), [`${S}.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`]],
    ['a map has no fields', schema({ a: { type: 'string' } }, { additionalProperties: false }), [`${S}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`]],
    ['nothing is said that no client understands', schema({ a: { type: 'string', $ref: '#/x' } }), [`${S}.properties[a].$ref: Forbidden: $ref is not supported`]],
    ['alternatives need no types', schema({ a: { type: 'string' } }, { anyOf: [{ required: ['a'] }] }), []],
    ['kinds are names', crd({ names: { plural: 'widgets', kind: 'Wid get' } }), [
      "spec.names.singular: Invalid value: \"wid get\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      "spec.names.kind: Invalid value: \"Wid get\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      "spec.names.listKind: Invalid value: \"Wid getList\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ]],
    ['columns have paths', crd({ versions: [version({ additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: 'spec.a' }] })] }), [
      'spec.versions[0].additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string', 'spec.versions[0].additionalPrinterColumns[0].jsonPath: Invalid value: "spec.a": must be a simple json path starting with .',
    ]],
    ['a scale lies where scales lie', crd({ versions: [version({ subresources: { scale: { specReplicasPath: '.status.a', statusReplicasPath: '.status.b' } } })] }), ['spec.versions[0].subresources.scale.specReplicasPath: Invalid value: ".status.a": should be a json path under .spec']],
    ['a conversion is reached', crd({ conversion: { strategy: 'Webhook' } }), ['spec.conversion.webhook.clientConfig: Required value: required when strategy is set to Webhook', 'spec.conversion.webhook.conversionReviewVersions: Required value']],
  ],
  updates: [['the group stays', crd({ group: 'example.org' }), crd(), ['spec.group: Invalid value: "example.org": field is immutable']]],
  statuses: [['stored versions are versions', { ...crd(), status: { storedVersions: ['v1', 'v2'] } }, crd(), ['status.storedVersions[1]: Invalid value: "v2": must appear in spec.versions']]],
});

const api = (spec: JsonObject = {}, name = 'v1.example.com'): JsonObject => ({ metadata: { name }, spec: { group: 'example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10, ...spec } });
describeRules('apiservices.apiregistration.k8s.io', {
  creates: [
    ['a local one is a group and a version', api(), []],
    ['the name says both', api({}, 'v2.example.com'), ['metadata.name: Invalid value: "v2.example.com": must be `spec.version+"."+spec.group`: "v1.example.com"']],
    ['priorities are positive', api({ groupPriorityMinimum: 0, versionPriority: 1001 }), ['spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000', 'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000']],
    ['a local one trusts itself', api({ insecureSkipTLSVerify: true, caBundle: 'YWI=' }), ['spec.caBundle: Invalid value: "2 bytes": local APIServices may not have a caBundle', 'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify']],
    ['a service has a name', api({ service: {} }), ['spec.service.namespace: Required value', 'spec.service.name: Required value']],
  ],
});

const claim = (...requests: readonly JsonObject[]): JsonObject => ({ spec: { devices: { requests } } });
describeRules('resourceclaims.resource.k8s.io', {
  creates: [
    ['a class is enough', claim({ name: 'gpu', exactly: { deviceClassName: 'gpu' } }), []],
    ['something is asked for', claim({ name: 'gpu' }), ['spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required']],
    ['names are unique', claim({ name: 'a', exactly: { deviceClassName: 'x' } }, { name: 'a', exactly: { deviceClassName: 'x' } }), ['spec.devices.requests[1].name: Duplicate value: "a"']],
    ['all are not counted', claim({ name: 'a', exactly: { deviceClassName: 'x', allocationMode: 'All', count: 2 } }), ["spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"]],
    ['constraints are about requests', { spec: { devices: { requests: [{ name: 'a', exactly: { deviceClassName: 'x' } }], constraints: [{ requests: ['b'], matchAttribute: 'a/b' }] } } }, ['spec.devices.constraints[0].requests[0]: Invalid value: "b": must be the name of a request in the claim']],
  ],
  updates: [['what is asked for stays', claim(), claim({ name: 'a', exactly: { deviceClassName: 'x' } }), ['spec: Invalid value: {"devices":{"requests":[]}}: field is immutable']]],
  statuses: [['consumers are named', { status: { reservedFor: [{ resource: 'pods' }] } }, {}, ['status.reservedFor[0].name: Required value', 'status.reservedFor[0].uid: Required value']]],
});
describeRules('resourceclaimtemplates.resource.k8s.io', { updates: [['a template stays', { spec: { metadata: { labels: { a: 'b' } } } }, { spec: {} }, ['spec: Invalid value: {"metadata":{"labels":{"a":"b"}}}: field is immutable']]] });
describeRules('deviceclasses.resource.k8s.io', { creates: [['expressions say something', { spec: { selectors: [{}, { cel: { expression: '' } }] } }, ['spec.selectors[0].cel: Required value', 'spec.selectors[1].cel.expression: Required value']]] });
const slice = (more: JsonObject = {}): JsonObject => ({ spec: { driver: 'gpu.example.com', pool: { name: 'n', resourceSliceCount: 1 }, nodeName: 'n', ...more } });
describeRules('resourceslices.resource.k8s.io', {
  creates: [
    ['a driver, a pool and a node are enough', slice(), []],
    ['a slice is somewhere', slice({ allNodes: true }), ['spec: Invalid value: "{`nodeName`, `allNodes`}": exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set']],
    ['a pool has slices', slice({ pool: { name: 'n' } }), ['spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero']],
    ['devices are told apart', slice({ devices: [{ name: 'a' }, { name: 'a' }] }), ['spec.devices[1].name: Duplicate value: "a"']],
    ['attributes have one value', slice({ devices: [{ name: 'a', attributes: { m: {} } }] }), ['spec.devices[0].attributes[m]: Required value: exactly one value must be specified']],
  ],
  updates: [['a slice stays with its driver', slice({ driver: 'a.b' }), slice(), ['spec.driver: Invalid value: "a.b": field is immutable']]],
});
