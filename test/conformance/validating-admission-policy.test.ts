import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

const GROUP = { group: 'admissionregistration.k8s.io', version: 'v1' };
const deploymentRules = [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] }];

describe('ValidatingAdmissionPolicy', () => {
  const api = useConformanceApi();

  it('supports ValidatingAdmissionPolicy API operations', async () => {
    await expectApiOperations(api, {
      ...GROUP,
      resource: 'validatingadmissionpolicies',
      kind: 'ValidatingAdmissionPolicy',
      subresources: ['status'],
      object: () => ({ spec: { failurePolicy: 'Ignore', matchConstraints: { resourceRules: deploymentRules }, validations: [{ expression: 'object.spec.replicas <= 100' }] } }),
    }, ({ client, names: [name] }) => expectStatusOperations(client, name, {
      patch: { conditions: [{ type: 'TestType', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'PatchStatusReason', message: 'patched' }] },
      change: (status) => { status.conditions[0].message = 'updated'; },
      read: (status) => status.conditions.map((each: Loose) => [each.type, each.status, each.message]),
      patched: [['TestType', 'False', 'patched']],
      changed: [['TestType', 'False', 'updated']],
    }));
  });

  it('supports ValidatingAdmissionPolicyBinding API operations', async () => {
    await expectApiOperations(api, {
      ...GROUP,
      resource: 'validatingadmissionpolicybindings',
      kind: 'ValidatingAdmissionPolicyBinding',
      object: () => ({ spec: { policyName: 'replicalimit-policy.example.com', validationActions: ['Deny'] } }),
    });
  });
});
