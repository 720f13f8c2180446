import { bytes, int32, one, string } from '../../schema/fields.ts';
import type { AnyStruct } from '../../schema/fields.ts';

/** Fields of the ServiceReference that admission webhooks and conversion webhooks each have under a name of their own. */
export const serviceReferenceFields = () => ({
  namespace: string(1, { required: true, description: 'Namespace of the service.' }),
  name: string(2, { required: true, description: 'Name of the service.' }),
  path: string(3, { pointer: true, description: 'Path of the requests.' }),
  port: int32(4, { default: 443, pointer: true, description: 'Port of the service; 443 by default.' }),
});

/** Fields of the WebhookClientConfig, likewise. */
export const webhookClientConfigFields = <Reference extends AnyStruct>(reference: Reference) => ({
  url: string(3, { pointer: true, description: 'Address of the webhook; excludes service.' }),
  service: one(1, reference, { pointer: true, description: 'Service of the webhook; excludes url.' }),
  caBundle: bytes(2, { description: 'Certificates in PEM that vouch for the webhook’s own.' }),
});
