import type { JsonObject } from '../../../../events/json.ts';
import { objectAt, objectsAt, stringAt, valueAt } from '../../../../events/json-path.ts';
import { deterministicSuffix } from '../../deterministic-name.ts';

const PREFIX = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const SUFFIX_LENGTH = 5;
/** An hour, and a few seconds by which such a token is told from one that a person asked for. */
const TOKEN_SECONDS = 3607;

/** The pod decides, then its account; both silent means yes. */
export const wantsToken = (pod: JsonObject, account: JsonObject | undefined): boolean =>
  (valueAt(pod, 'spec', 'automountServiceAccountToken') ?? valueAt(account, 'automountServiceAccountToken') ?? true) === true;

const volumeNamed = (name: string): JsonObject => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ],
    defaultMode: 0o644,
  },
});

const hasMount = (container: JsonObject): boolean => objectsAt(container, 'volumeMounts').some((mount) => stringAt(mount, 'mountPath') === MOUNT_PATH);

const mounted = (container: JsonObject, name: string): JsonObject =>
  (hasMount(container) ? container : { ...container, volumeMounts: [...objectsAt(container, 'volumeMounts'), { name, readOnly: true, mountPath: MOUNT_PATH }] });

/** The pod with its account's token, the cluster's CA and its namespace mounted where clients look for them. */
export const withTokenMounted = (pod: JsonObject): JsonObject => {
  const spec = objectAt(pod, 'spec');
  const volumes = objectsAt(spec, 'volumes');
  const existing = volumes.map((volume) => stringAt(volume, 'name')).find((name) => name.startsWith(PREFIX));
  const name = existing ?? `${PREFIX}${deterministicSuffix(SUFFIX_LENGTH, stringAt(pod, 'metadata', 'uid'))}`;
  const lists = ['initContainers', 'containers'].filter((list) => objectsAt(spec, list).some((container) => !hasMount(container)));
  if (lists.length === 0) return pod;
  const containers = Object.fromEntries(lists.map((list) => [list, objectsAt(spec, list).map((container) => mounted(container, name))]));
  return { ...pod, spec: { ...spec, ...containers, ...(existing === undefined && { volumes: [...volumes, volumeNamed(name)] }) } };
};
