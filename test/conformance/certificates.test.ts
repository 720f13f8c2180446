import { expect } from 'chai';
import { certificateRequest } from '../support/certificate-request.ts';
import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

describe('Certificates API', () => {
  const api = useConformanceApi();

  it('supports CSR API operations', async () => {
    const encoded = await certificateRequest('e2e-example');
    await expectApiOperations(api, {
      group: 'certificates.k8s.io',
      version: 'v1',
      resource: 'certificatesigningrequests',
      kind: 'CertificateSigningRequest',
      subresources: ['approval', 'status'],
      object: () => ({ spec: { request: encoded, signerName: 'example.com/e2e', expirationSeconds: 3600, usages: ['digital signature', 'key encipherment', 'server auth'] } }),
    }, async ({ client, names: [name] }) => {
      const approval = await client.get(name, 'approval');
      expect([approval.kind, approval.metadata.name]).deep.equal(['CertificateSigningRequest', name]);
      const condition = (type: string): object => ({ type, status: 'True', reason: 'E2E', message: 'Set from an e2e test' });
      const patched = await client.patch(name, { metadata: { annotations: { patchedapproval: 'true' } }, status: { conditions: [condition('ApprovalPatch')] } }, { subresource: 'approval' });
      expect(patched.status.conditions.map(({ type }: Loose) => type)).deep.equal(['ApprovalPatch']);
      expect(patched.metadata.annotations).include({ patchedapproval: 'true' });
      patched.status.conditions.push(condition('Approved'));
      const approved = await client.update(patched, 'approval');
      expect(approved.status.conditions.map(({ type }: Loose) => type)).deep.equal(['ApprovalPatch', 'Approved']);
      await expectStatusOperations(client, name, {
        patch: { conditions: [...approved.status.conditions, condition('StatusPatch')] },
        change: (status) => { status.conditions.push(condition('StatusUpdate')); },
        read: (status) => status.conditions.map(({ type }: Loose) => type).filter((type: string) => type.startsWith('Status')),
        patched: ['StatusPatch'],
        changed: ['StatusPatch', 'StatusUpdate'],
      });
    });
  });
});
