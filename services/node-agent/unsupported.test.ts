import { expect } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { unsupportedField } from './unsupported.ts';

const spec = (container: JsonObject = {}, more: JsonObject = {}): JsonObject => ({ containers: [{ name: 'web', image: 'a', resources: {}, ...container }], ...more });

describe('unsupportedField', () => {
  const SUPPORTED: Readonly<Record<string, JsonObject>> = {
    'a plain pod': spec(),
    'what the API server defaults': spec({ terminationMessagePath: '/x', terminationMessagePolicy: 'File', imagePullPolicy: 'Always' }, { securityContext: {}, dnsPolicy: 'ClusterFirst', schedulerName: 's', enableServiceLinks: true, tolerations: [{ key: 'k' }] }),
    'empty lists': spec({}, { ephemeralContainers: [] }),
    'a sidecar': spec({}, { initContainers: [{ name: 'p', restartPolicy: 'Always' }] }),
    'probes over HTTP': spec({ livenessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } }),
    'memory-backed emptyDir': spec({}, { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] }),
  };
  for (const [name, pod] of Object.entries(SUPPORTED)) it(`accepts ${name}`, () => { expect(unsupportedField(pod)).to.equal(undefined); });

  const REFUSED: Readonly<Record<string, JsonObject>> = {
    'spec.containers[0].lifecycle.postStart': spec({ lifecycle: { postStart: { exec: {} } } }),
    'spec.containers[0].livenessProbe.grpc': spec({ livenessProbe: { grpc: { port: 1 } } }),
    'spec.containers[0].volumeMounts[0].mountPropagation="Bidirectional"': spec({ volumeMounts: [{ name: 'v', mountPath: '/v', mountPropagation: 'Bidirectional' }] }),
    'spec.containers[0].resources.limits.nvidia.com/gpu': spec({ resources: { limits: { 'nvidia.com/gpu': '1' } } }),
    'spec.containers[0].securityContext.seLinuxOptions': spec({ securityContext: { seLinuxOptions: {} } }),
    'spec.containers[0].securityContext.seccompProfile.type="Localhost"': spec({ securityContext: { seccompProfile: { type: 'Localhost' } } }),
    'spec.volumes[0].persistentVolumeClaim': spec({}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] }),
    'spec.volumes[0].emptyDir.sizeLimit': spec({}, { volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }] }),
    'spec.volumes[0].projected.sources[0].clusterTrustBundle': spec({}, { volumes: [{ name: 'v', projected: { sources: [{ clusterTrustBundle: { name: 'x', path: 'y' } }] } }] }),
    'spec.imagePullSecrets': spec({}, { imagePullSecrets: [{ name: 's' }] }),
    'spec.runtimeClassName': spec({}, { runtimeClassName: 'r' }),
    'spec.containers[0].constructor': spec({ constructor: 'x' }),
  };
  for (const [field, pod] of Object.entries(REFUSED)) it(`names ${field}`, () => { expect(unsupportedField(pod)).to.equal(field); });
});
