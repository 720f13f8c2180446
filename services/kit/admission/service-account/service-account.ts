import { forbidden } from '../../../../events/errors.ts';
import type { JsonObject } from '../../../../events/json.ts';
import { listAt, objectAt, stringAt } from '../../../../events/json-path.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.ts';
import { wantsToken, withTokenMounted } from './mount-token.ts';

const SERVICE_ACCOUNTS = { group: '', resource: 'serviceaccounts' } as const;
const DEFAULT_ACCOUNT = 'default';
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

const concerns = ({ operation, ref, subresource, object }: AdmissionRequest): boolean =>
  operation === 'CREATE' && subresource === undefined && ref.group === '' && ref.resource === 'pods' &&
  objectAt(object, 'metadata', 'annotations')[MIRROR_ANNOTATION] === undefined;

const withSpec = (pod: JsonObject, fields: JsonObject): JsonObject => ({ ...pod, spec: { ...objectAt(pod, 'spec'), ...fields } });

const withPullSecrets = (pod: JsonObject, account: JsonObject | undefined): JsonObject => {
  const secrets = listAt(account, 'imagePullSecrets');
  return secrets.length === 0 || listAt(pod, 'spec', 'imagePullSecrets').length > 0 ? pod : withSpec(pod, { imagePullSecrets: secrets });
};

/** Every pod runs as a service account that exists, and has its token mounted unless pod or account say no. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate: (request) => {
    if (!concerns(request)) return request.object;
    const given = stringAt(request.object, 'spec', 'serviceAccountName');
    const name = given === '' ? DEFAULT_ACCOUNT : given;
    const pod = given === '' ? withSpec(request.object, { serviceAccountName: name, serviceAccount: name }) : request.object;
    const account = request.find(SERVICE_ACCOUNTS, request.ref.namespace, name);
    const withSecrets = withPullSecrets(pod, account);
    return wantsToken(withSecrets, account) ? withTokenMounted(withSecrets) : withSecrets;
  },
  validate: (request) => {
    if (!concerns(request)) return undefined;
    const { ref, object, displayName, find } = request;
    const name = stringAt(object, 'spec', 'serviceAccountName');
    if (find(SERVICE_ACCOUNTS, ref.namespace, name) !== undefined) return undefined;
    const why = `error looking up service account ${ref.namespace}/${name}: serviceaccount "${name}" not found`;
    return { refusal: forbidden({ ...ref, name: displayName }, why), soon: name === DEFAULT_ACCOUNT };
  },
};
