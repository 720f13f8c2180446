import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

const condition = (type: string): { readonly patch: object; readonly change: (status: Loose) => void; readonly read: (status: Loose) => unknown; readonly patched: unknown; readonly changed: unknown } => ({
  patch: { conditions: [{ type, status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'ByPatch', message: 'patched' }] },
  change: (status) => { status.conditions[0].message = 'updated'; },
  read: (status) => status.conditions.map((each: Loose) => [each.type, each.reason, each.message]),
  patched: [[type, 'ByPatch', 'patched']],
  changed: [[type, 'ByPatch', 'updated']],
});

describe('API priority and fairness', () => {
  const api = useConformanceApi();

  it('supports FlowSchema API operations', async () => {
    await expectApiOperations(api, {
      group: 'flowcontrol.apiserver.k8s.io',
      version: 'v1',
      resource: 'flowschemas',
      kind: 'FlowSchema',
      subresources: ['status'],
      object: () => ({
        spec: {
          matchingPrecedence: 10_000,
          priorityLevelConfiguration: { name: 'global-default' },
          distinguisherMethod: { type: 'ByUser' },
          rules: [{ subjects: [{ kind: 'User', user: { name: 'example-e2e-non-existent-user' } }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] }],
        },
      }),
    }, ({ client, names: [name] }) => expectStatusOperations(client, name, condition('Dangling')));
  });

  it('supports PriorityLevelConfiguration API operations', async () => {
    await expectApiOperations(api, {
      group: 'flowcontrol.apiserver.k8s.io',
      version: 'v1',
      resource: 'prioritylevelconfigurations',
      kind: 'PriorityLevelConfiguration',
      subresources: ['status'],
      object: () => ({ spec: { type: 'Limited', limited: { nominalConcurrencyShares: 2, limitResponse: { type: 'Reject' } } } }),
    }, ({ client, names: [name] }) => expectStatusOperations(client, name, condition('TestType')));
  });
});
