import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { readProtobuf } from '../schema/protobuf-reader.ts';
import { createKinds } from './registry.ts';
import { threadCpuMs } from '../../test/support/thread-cpu.ts';

const kinds = createKinds();

/** The message within the `k8s\0` envelope (field 2). */
const rawOf = (envelope: Uint8Array): Uint8Array => readProtobuf(envelope.subarray(4)).find((field) => field.number === 2)?.bytes ?? new Uint8Array(0);

const read = (group: string, kind: string, raw: Uint8Array): JsonObject => {
  const compiled = kinds.byKind(group, 'v1', kind);
  return compiled === undefined ? {} : compiled.fromProtobuf(raw);
};

/** Bodies kubectl 1.32 sends for `kubectl create …`. */
const BODIES: readonly { readonly command: string; readonly group: string; readonly kind: string; readonly base64: string; readonly object: JsonObject }[] = [
  {
    command: 'create configmap settings --from-literal=a=1 --from-literal=b=two',
    group: '', kind: 'ConfigMap',
    base64: 'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEiwKGAoIc2V0dGluZ3MSABoAIgAqADIAOABCABIGCgFhEgExEggKAWISA3R3bxoAIgA=',
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'settings' }, data: { a: '1', b: 'two' } },
  },
  {
    command: 'create secret generic pass --from-literal=password=s3cr3t',
    group: '', kind: 'Secret',
    base64: 'azhzAAoMCgJ2MRIGU2VjcmV0EiwKFAoEcGFzcxIAGgAiACoAMgA4AEIAEhIKCHBhc3N3b3JkEgZzM2NyM3QaABoAIgA=',
    object: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'pass' }, data: { password: 'czNjcjN0' } },
  },
  {
    command: 'create deployment web --image=nginx:1.27 --replicas=3 --port=80',
    group: 'apps', kind: 'Deployment',
    base64: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50Er0BCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEosBCAMSDAoKCgNhcHASA3dlYhpxChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViElESMwoFbmdpbngSCm5naW54OjEuMjcqADIKCgAQABhQIgAqAEIAagByAIABAIgBAJABAKIBABoAMgBCAEoAUgBYAGAAaACCAQCKAQCaAQDCAQAiAgoAKAA4ABoMCAAQABgAIAAoADgAGgAiAA==',
    object: {
      kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 3, selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: {} }] } },
        strategy: {},
      },
      status: {},
    },
  },
  {
    command: 'create namespace team', group: '', kind: 'Namespace',
    base64: 'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEhwKFAoEdGVhbRIAGgAiACoAMgA4AEIAEgAaAgoAGgAiAA==',
    object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'team' }, spec: {}, status: {} },
  },
  {
    command: 'create serviceaccount robot', group: '', kind: 'ServiceAccount',
    base64: 'azhzAAoUCgJ2MRIOU2VydmljZUFjY291bnQSFwoVCgVyb2JvdBIAGgAiACoAMgA4AEIAGgAiAA==',
    object: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'robot' } },
  },
  {
    command: 'create service clusterip web --tcp=80:8080', group: '', kind: 'Service',
    base64: 'azhzAAoNCgJ2MRIHU2VydmljZRJpCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEkIKGwoHODAtODA4MBIDVENQGFAiBwgAEJA/GgAoABIKCgNhcHASA3dlYhoAIglDbHVzdGVySVA6AEIAUgBaAGAAaAAaAgoAGgAiAA==',
    object: {
      kind: 'Service', apiVersion: 'v1', metadata: { name: 'web', labels: { app: 'web' } },
      spec: { ports: [{ name: '80-8080', protocol: 'TCP', port: 80, targetPort: 8080 }], selector: { app: 'web' }, type: 'ClusterIP' },
      status: { loadBalancer: {} },
    },
  },
];

type Part = readonly number[];
const varint = (value: number): Part => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 128))]);
const number = (field: number, value: number): Part => [...varint(field * 8), ...varint(value)];
const block = (field: number, content: Part): Part => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field: number, value: string): Part => block(field, [...new TextEncoder().encode(value)]);
const minusOne: Part = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];

describe('protobuf bodies', () => {
  for (const { command, group, kind, base64, object } of BODIES) {
    it(`reads what kubectl ${command} sends`, () => {
      expect(read(group, kind, rawOf(Buffer.from(base64, 'base64')))).deep.equal(object);
    });
  }

  it('reads embedded structs, maps of quantities, times, int-or-string and negative numbers', () => {
    const metadata = block(1, [...text(1, 'p'), ...block(8, [...number(1, 1_767_323_045), ...number(2, 0)]), ...number(7, 300)]);
    const probe = block(10, [...block(1, block(2, [...text(1, '/ok'), ...block(2, [...number(1, 1), ...text(3, 'http')])])), ...number(3, 5)]);
    const limits = block(8, block(1, [...text(1, 'cpu'), ...block(2, text(1, '1500m'))]));
    const container = block(2, [...text(1, 'c'), ...probe, ...limits, ...text(999, 'from the future')]);
    const volume = block(1, [...text(1, 'v'), ...block(2, block(19, number(3, 420)))]);
    const toleration = block(22, [...text(1, 'k'), 5 * 8, ...minusOne]);
    const object = read('', 'Pod', Uint8Array.from([...metadata, ...block(2, [...volume, ...container, ...toleration])]));
    expect(object).deep.equal({
      kind: 'Pod', apiVersion: 'v1',
      metadata: { name: 'p', creationTimestamp: '2026-01-02T03:04:05.000000Z', generation: 300 },
      spec: {
        volumes: [{ name: 'v', configMap: { defaultMode: 420 } }],
        containers: [{ name: 'c', livenessProbe: { httpGet: { path: '/ok', port: 'http' }, timeoutSeconds: 5 }, resources: { limits: { cpu: '1500m' } } }],
        tolerations: [{ key: 'k', tolerationSeconds: -1 }],
      },
    });
  });

  it('reads packed and unpacked numbers alike', () => {
    const groups = (encoded: Part) => (read('', 'Pod', Uint8Array.from(block(2, block(14, encoded))))['spec'] as JsonObject)['securityContext'];
    expect(groups([...number(4, 7), ...number(4, 300)])).deep.equal({ supplementalGroups: [7, 300] });
    expect(groups(block(4, [...varint(7), ...varint(300)]))).deep.equal({ supplementalGroups: [7, 300] });
  });

  const double = (field: number, value: number): Part => [...varint(field * 8 + 1), ...new Uint8Array(Float64Array.of(value).buffer)];
  const times: readonly (readonly [string, Part])[] = [
    ['no number', double(1, Number.NaN)], ['an endless number', double(1, Number.POSITIVE_INFINITY)], ['the year 10000', number(1, 253_402_300_800)],
    ['the year 0', double(1, -62_135_596_801)], ['more than a second of nanoseconds', number(2, 1_000_000_000)],
  ];
  for (const [name, time] of times) {
    it(`refuses a time of ${name}`, () => {
      expect(() => read('', 'Pod', Uint8Array.from(block(1, block(8, time))))).throw(RefusalError, 'a time that is none');
    });
  }

  it('reads very long lists and maps in time that grows with their length alone', () => {
    const MANY = 20_000;
    const finalizers = Array.from({ length: MANY }, () => text(14, 'x')).flat();
    const labels = Array.from({ length: MANY }, (_, index) => block(11, [...text(1, `k${index}`), ...text(2, 'v')])).flat();
    const bytes = Uint8Array.from(block(1, [...finalizers, ...labels]));
    const started = threadCpuMs();
    const { metadata } = read('', 'Pod', bytes) as { metadata: { finalizers: unknown[]; labels: object } };
    expect([metadata.finalizers.length, Object.keys(metadata.labels).length]).deep.equal([MANY, MANY]);
    expect(threadCpuMs() - started).lessThan(2_000);
  });

  it('finds DeleteOptions under any group', () => {
    const raw = Uint8Array.from([...number(1, 30), ...block(2, text(1, 'u-1')), ...text(4, 'Foreground')]);
    const options = kinds.byKind('apps', 'v1', 'DeleteOptions')?.fromProtobuf(raw);
    expect(options).deep.equal({ kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 30, preconditions: { uid: 'u-1' }, propagationPolicy: 'Foreground' });
  });

  it('refuses malformed bytes with a clear error and never runs away', () => {
    for (const bytes of [[0x0a, 0xff], [0x0a, 0x05, 0x01], [0x07], [0x00], [0x0a, 0x02, 0x0a, 0x7f]]) {
      expect(() => read('', 'Pod', Uint8Array.from(bytes)), String(bytes)).throw(RefusalError, 'no valid protobuf');
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        read('', 'Pod', bytes);
      } catch (error) {
        expect(error).instanceOf(RefusalError);
      }
    }));
  });
});
