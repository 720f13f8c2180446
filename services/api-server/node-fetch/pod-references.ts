import type { JsonObject } from '../../../events/json.ts';
import { numberAt, objectsAt, optionalObjectAt, stringAt } from '../../../events/json-path.ts';

/** A token that a pod's volume wants; '' stands for the API itself as audience. */
export interface TokenReference {
  readonly audience: string;
  readonly expirationSeconds: number;
}

/** Names of the ConfigMaps and Secrets a pod's containers and volumes use, and the tokens it wants; what its node may read. */
export interface PodReferences {
  readonly configmaps: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  /** By `<volume>/<path>`. */
  readonly tokens: ReadonlyMap<string, TokenReference>;
}

const DEFAULT_TOKEN_SECONDS = 3600;

const tokensOf = (pod: JsonObject): ReadonlyMap<string, TokenReference> =>
  new Map(objectsAt(pod, 'spec', 'volumes').flatMap((volume) => objectsAt(volume, 'projected', 'sources').flatMap((source): readonly (readonly [string, TokenReference])[] => {
    const token = optionalObjectAt(source, 'serviceAccountToken');
    if (token === undefined) return [];
    return [[`${stringAt(volume, 'name')}/${stringAt(token, 'path')}`, { audience: stringAt(token, 'audience'), expirationSeconds: numberAt(token, 'expirationSeconds') ?? DEFAULT_TOKEN_SECONDS }]];
  })));

interface Found {
  readonly configmaps: string[];
  readonly secrets: string[];
}

const fromContainer = (container: JsonObject, { configmaps, secrets }: Found): void => {
  for (const source of objectsAt(container, 'envFrom')) {
    configmaps.push(stringAt(source, 'configMapRef', 'name'));
    secrets.push(stringAt(source, 'secretRef', 'name'));
  }
  for (const variable of objectsAt(container, 'env')) {
    configmaps.push(stringAt(variable, 'valueFrom', 'configMapKeyRef', 'name'));
    secrets.push(stringAt(variable, 'valueFrom', 'secretKeyRef', 'name'));
  }
};

const fromVolume = (volume: JsonObject, { configmaps, secrets }: Found): void => {
  configmaps.push(stringAt(volume, 'configMap', 'name'));
  secrets.push(stringAt(volume, 'secret', 'secretName'));
  for (const source of objectsAt(volume, 'projected', 'sources')) {
    configmaps.push(stringAt(source, 'configMap', 'name'));
    secrets.push(stringAt(source, 'secret', 'name'));
  }
};

const CONTAINER_LISTS: readonly string[] = ['initContainers', 'containers', 'ephemeralContainers'];

export const podReferences = (pod: JsonObject): PodReferences => {
  const found: Found = { configmaps: [], secrets: [] };
  for (const list of CONTAINER_LISTS) for (const container of objectsAt(pod, 'spec', list)) fromContainer(container, found);
  for (const volume of objectsAt(pod, 'spec', 'volumes')) fromVolume(volume, found);
  for (const secret of objectsAt(pod, 'spec', 'imagePullSecrets')) found.secrets.push(stringAt(secret, 'name'));
  const named = (list: readonly string[]): ReadonlySet<string> => new Set(list.filter((name) => name !== ''));
  return { configmaps: named(found.configmaps), secrets: named(found.secrets), tokens: tokensOf(pod) };
};
