import { expect } from 'chai';
import type { JsonObject } from '../../../json.ts';
import { withValueAt } from '../../../json-path.ts';
import { fieldErrorMessage } from '../../../schema/field-error.ts';
import { createKinds } from '../../registry.ts';

const pods = createKinds().of({ group: '', resource: 'pods' })!;
const complete = (object: JsonObject): JsonObject => pods.default(pods.decode(object).object);
const container = { name: 'c', image: 'i' };
const pod = (spec: JsonObject): JsonObject => complete({ metadata: { name: 'p', namespace: 'ns' }, spec: { containers: [container], ...spec } });
const withContainer = (more: JsonObject): JsonObject => pod({ containers: [{ ...container, ...more }] });
const texts = (errors: ReturnType<typeof pods.validate>): string[] => errors.map((error) => `${error.field}: ${fieldErrorMessage(error)}`);

describe('rules for pods', () => {
  const table: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    ['a container with a name and an image is enough', pod({}), []],
    ['a pod needs containers', pod({ containers: [] }), ['spec.containers: Required value']],
    ['sysctls have names of segments', pod({ securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }, { name: 'net/ipv4.x', value: '1' }] } }), []],
    ['a sysctl needs a name', pod({ securityContext: { sysctls: [{ name: '', value: '1' }] } }), ['spec.securityContext.sysctls[0].name: Required value']],
    ['a segment of a sysctl ends with a letter or a digit', pod({ securityContext: { sysctls: [{ name: 'foo-', value: '1' }, { name: 'bar..', value: '1' }] } }), [0, 1].map((index) => `spec.securityContext.sysctls[${index}].name: Invalid value: "${['foo-', 'bar..'][index]}": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`)],
    ['a sysctl is set once', pod({ securityContext: { sysctls: [{ name: 'kernel.a', value: '1' }, { name: 'kernel/a', value: '2' }] } }), ['spec.securityContext.sysctls[1].name: Duplicate value: "kernel.a"']],
    ['a container needs an image', pod({ containers: [{ name: 'c' }] }), ['spec.containers[0].image: Required value']],
    ['a container needs a name', pod({ containers: [{ image: 'i' }] }), ['spec.containers[0].name: Required value']],
    ['names of containers are unique', pod({ containers: [container, container] }), ['spec.containers[1].name: Duplicate value: "c"']],
    ['names are unique among init containers too', pod({ initContainers: [container] }), ['spec.initContainers[0].name: Duplicate value: "c"']],
    ['images have no spaces around them', withContainer({ image: ' i' }), ['spec.containers[0].image: Invalid value: " i": must not have leading or trailing whitespace']],
    ['a mount needs its volume', withContainer({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }), ['spec.containers[0].volumeMounts[0].name: Not found: "v"']],
    ['mount paths are unique', pod({ volumes: [{ name: 'v', emptyDir: {} }], containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }, { name: 'v', mountPath: '/v' }] }] }), ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique']],
    ['a volume has one source', pod({ volumes: [{ name: 'v', emptyDir: {}, configMap: { name: 'm' } }] }), ['spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type']],
    ['a volume of the network is whole', pod({ volumes: [{ name: 'v', nfs: { server: 's' } }, { name: 'w', csi: { driver: '' } }] }), ['spec.volumes[0].nfs.path: Required value', 'spec.volumes[1].csi.driver: Required value']],
    ['a claim made with the pod is a claim', pod({ volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { metadata: { name: 'n' }, spec: { accessModes: ['ReadWriteOnce'] } } } }] }), ['spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set', 'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value']],
    ['who asks nobody for names is told whom', pod({ dnsPolicy: 'None', dnsConfig: {} }), ['spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None']],
    ['name servers are addresses', pod({ dnsConfig: { nameservers: ['here'], options: [{ value: '1' }] } }), ['spec.dnsConfig.nameservers[0]: Invalid value: "here": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)', 'spec.dnsConfig.options[0]: Required value: must not be empty']],
    ['gates are there once', pod({ schedulingGates: [{ name: 'a/b' }, { name: 'a/b' }] }), ['spec.schedulingGates[1]: Duplicate value: "a/b"']],
    ['systems are known', pod({ os: { name: 'plan9' } }), ['spec.os.name: Unsupported value: "plan9": supported values: "linux", "windows"']],
    ['own users share nothing of the host', pod({ hostUsers: false, hostNetwork: true }), ['spec.hostNetwork: Forbidden: when `hostUsers` is false']],
    ['a grace below zero is taken for one second', pod({ terminationGracePeriodSeconds: -1 }), []],
    ['names of volumes are unique', pod({ volumes: [{ name: 'v', emptyDir: {} }, { name: 'v', emptyDir: {} }] }), ['spec.volumes[1].name: Duplicate value: "v"']],
    ['a config map volume names its map', pod({ volumes: [{ name: 'v', configMap: {} }] }), ['spec.volumes[0].configMap.name: Required value']],
    ['items stay below the volume', pod({ volumes: [{ name: 'v', secret: { secretName: 's', items: [{ key: 'k', path: '../x' }] } }] }), ["spec.volumes[0].secret.items[0].path: Invalid value: \"../x\": must not contain '..'"]],
    ['a projected token lives ten minutes or more', pod({ volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 599 } }, { serviceAccountToken: { path: 'u', expirationSeconds: 4294967297 } }] } }] }), ['spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes', 'spec.volumes[0].projected.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds']],
    ['modes are octal digits', pod({ volumes: [{ name: 'v', secret: { secretName: 's', defaultMode: 512 } }] }), ['spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive']],
    ['ports lie in range', withContainer({ ports: [{ containerPort: 70000 }] }), ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive']],
    ['port names are short', withContainer({ ports: [{ containerPort: 80, name: 'a-name-too-long-by-far' }] }), ['spec.containers[0].ports[0].name: Invalid value: "a-name-too-long-by-far": must be no more than 15 characters']],
    ['port names are unique', withContainer({ ports: [{ containerPort: 80, name: 'x' }, { containerPort: 81, name: 'x' }] }), ['spec.containers[0].ports[1].name: Duplicate value: "x"']],
    ['protocols are known', withContainer({ ports: [{ containerPort: 80, protocol: 'ICMP' }] }), ['spec.containers[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"']],
    ['a value and a source exclude each other', withContainer({ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }), ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty']],
    ['a field reference names a known field', withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.foo' } } }] }), ['spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo']],
    ['an environment name has no equals sign', withContainer({ env: [{ name: 'A=B' }] }), ["spec.containers[0].env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist only of printable ASCII characters other than '='"]],
    ['envFrom names its source', withContainer({ envFrom: [{ configMapRef: {} }] }), ['spec.containers[0].envFrom[0].configMapRef.name: Required value']],
    ['requests stay below limits', withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }), ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1']],
    ['amounts are not negative', withContainer({ resources: { limits: { memory: '-1Mi' }, requests: { memory: '-1Mi' } } }), ['spec.containers[0].resources.limits[memory]: Invalid value: "-1Mi": must be greater than or equal to 0', 'spec.containers[0].resources.requests[memory]: Invalid value: "-1Mi": must be greater than or equal to 0']],
    ['resources are known or qualified', withContainer({ resources: { requests: { disk: '1' } } }), ['spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource type or fully qualified', 'spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource for containers']],
    ['a probe has a handler', withContainer({ livenessProbe: {} }), ['spec.containers[0].livenessProbe: Required value: must specify a handler type']],
    ['a probe has one handler', withContainer({ readinessProbe: { exec: { command: ['x'] }, tcpSocket: { port: 1 } } }), ['spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type']],
    ['liveness needs one success', withContainer({ livenessProbe: { exec: { command: ['x'] }, successThreshold: 2 } }), ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1']],
    ['a probed port is a number or a name', withContainer({ readinessProbe: { httpGet: { port: 0, path: '/' } } }), ['spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive']],
    ['restart policies are known', pod({ restartPolicy: 'Sometimes' }), ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"']],
    ['deadlines are positive', pod({ activeDeadlineSeconds: 0 }), ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive']],
    ['a toleration without key tolerates all', pod({ tolerations: [{ operator: 'Equal', value: 'x' }] }), ['spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"']],
    ['node terms are not empty', pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } }), ['spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term']],
    ['two containers cannot have one host port', pod({ containers: [{ ...container, ports: [{ containerPort: 80, hostPort: 8080 }] }, { name: 'd', image: 'i', ports: [{ containerPort: 81, hostPort: 8080 }] }] }), ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//8080"']],
    ['init containers have no probes', pod({ initContainers: [{ name: 'i', image: 'i', readinessProbe: { exec: { command: ['x'] } } }] }), ['spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always']],
    ['a host name is a label', pod({ hostname: 'a.b' }), ['spec.hostname: Invalid value: "a.b": must not contain dots']],
    ['a host alias has an address', pod({ hostAliases: [{ ip: 'x', hostnames: ['h'] }] }), ['spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ];
  for (const [name, object, want] of table) it(name, () => { expect(texts(pods.validate(object))).to.deep.equal(want); });

  const FORBIDDEN = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  const before = pod({ tolerations: [{ key: 'a', operator: 'Exists' }], activeDeadlineSeconds: 100 });
  const change = (path: readonly string[], value: JsonObject[string]): JsonObject => withValueAt(before, ['spec', ...path], value);
  const gated = pod({ schedulingGates: [{ name: 'g' }] });
  const updates: readonly (readonly [string, JsonObject, JsonObject, readonly string[]])[] = [
    ['the same spec is fine', before, before, []],
    ['an image may change', withValueAt(before, ['spec', 'containers'], [{ ...container, image: 'j' }]), withValueAt(before, ['spec', 'containers'], [container]), []],
    ['a command may not', withContainer({ command: ['x'] }), pod({}), [FORBIDDEN]],
    ['a node may not', pod({ nodeName: 'n' }), pod({}), [FORBIDDEN]],
    ['containers may not come or go', pod({ containers: [container, { name: 'd', image: 'i' }] }), pod({}), ['spec.containers: Forbidden: pod updates may not add or remove containers']],
    ['tolerations may come', change(['tolerations'], [{ key: 'a', operator: 'Exists' }, { key: 'b', operator: 'Exists' }]), before, []],
    ['tolerations may not go', change(['tolerations'], []), before, ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds']],
    ['a deadline may shrink', change(['activeDeadlineSeconds'], 50), before, []],
    ['a deadline may not grow', change(['activeDeadlineSeconds'], 150), before, ['spec.activeDeadlineSeconds: Invalid value: 150: must be less than or equal to previous value']],
    ['a gate may go', pod({}), gated, []],
    ['a gate may not come', gated, pod({}), ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'"]],
    ['a gated pod may still choose its nodes', withValueAt(gated, ['spec', 'nodeSelector'], { a: 'b' }), gated, []],
  ];
  for (const [name, object, old, want] of updates) it(`update: ${name}`, () => { expect(texts(pods.validateUpdate(object, old))).to.deep.equal(want); });

  it('a container of a pod that never restarts does not run again', () => {
    const status = (state: JsonObject): JsonObject => ({ ...pod({ restartPolicy: 'Never' }), status: { containerStatuses: [{ name: 'c', state }] } });
    const errors = pods.definition.validateStatus?.(status({ running: {} }), status({ terminated: { exitCode: 0 } })) ?? [];
    expect(texts(errors)).to.deep.equal(['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state']);
  });
});
