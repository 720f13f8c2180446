import type { Volume } from '../../events/resources/_types/volume.ts';
import type { AssignedPod as Pod } from './desired-pod.ts';
import { containersOf } from './desired-pod.ts';
import type { PodPlace } from './downward.ts';
import { fieldValue, resourceValue } from './downward.ts';
import type { ProjectedFile } from './port.ts';
import type { SourceRef, Sources } from './source-object.ts';
import { SourceError, requireSource, tokenRef } from './source-object.ts';

export interface VolumeInput {
  readonly pod: Pod;
  readonly place: PodPlace;
  readonly sources: Sources;
}

const DEFAULT_MODE = 0o644;

type Items = readonly { readonly key: string; readonly path: string; readonly mode?: number | undefined }[] | undefined;

interface KeyedSource {
  readonly ref: SourceRef;
  readonly items: Items;
  readonly optional: boolean | undefined;
  readonly mode: number;
}

const keyedFiles = ({ sources }: VolumeInput, { ref, items, optional, mode }: KeyedSource): readonly ProjectedFile[] => {
  const source = requireSource(sources, ref, optional);
  if (source === undefined) return [];
  const data = new Map([...source.data, ...source.binary]);
  if (items === undefined || items.length === 0) return [...data].map(([path, content]) => ({ path, content, mode }));
  return items.flatMap((item) => {
    const content = data.get(item.key);
    if (content !== undefined) return [{ path: item.path, content, mode: item.mode ?? mode }];
    if (optional === true) return [];
    throw new SourceError(`references non-existent ${ref.resource === 'secrets' ? 'secret' : 'config'} key: ${item.key}`);
  });
};

type DownwardItems = NonNullable<NonNullable<Volume['downwardAPI']>['items']>;

const downwardFiles = ({ pod, place }: VolumeInput, items: DownwardItems, defaultMode: number): readonly ProjectedFile[] =>
  items.map(({ path, fieldRef, resourceFieldRef, mode }) => {
    const container = containersOf(pod).find(({ container: { name } }) => name === resourceFieldRef?.containerName)?.container;
    const value = resourceFieldRef !== undefined && container !== undefined
      ? resourceValue(container, place, resourceFieldRef)
      : fieldValue(pod, place, fieldRef?.fieldPath ?? '');
    return { path, content: new TextEncoder().encode(value), mode: mode ?? defaultMode };
  });

const tokenFile = ({ sources }: VolumeInput, ref: SourceRef, file: Omit<ProjectedFile, 'content'>): readonly ProjectedFile[] => {
  const content = requireSource(sources, ref, false)?.data.get('token');
  return content === undefined ? [] : [{ ...file, content }];
};

const projectedFiles = (input: VolumeInput, volume: string, projected: NonNullable<Volume['projected']>): readonly ProjectedFile[] => {
  const mode = projected.defaultMode ?? DEFAULT_MODE;
  return (projected.sources ?? []).flatMap(({ configMap, secret, downwardAPI, serviceAccountToken }) => [
    ...(configMap ? keyedFiles(input, { ref: { resource: 'configmaps', name: configMap.name ?? '' }, items: configMap.items, optional: configMap.optional, mode }) : []),
    ...(secret ? keyedFiles(input, { ref: { resource: 'secrets', name: secret.name ?? '' }, items: secret.items, optional: secret.optional, mode }) : []),
    ...(downwardAPI ? downwardFiles(input, downwardAPI.items ?? [], mode) : []),
    ...(serviceAccountToken ? tokenFile(input, tokenRef(volume, serviceAccountToken.path), { path: serviceAccountToken.path, mode }) : []),
  ]);
};

const configMapFiles = (input: VolumeInput, { name = '', items, optional, defaultMode = DEFAULT_MODE }: NonNullable<Volume['configMap']>): readonly ProjectedFile[] =>
  keyedFiles(input, { ref: { resource: 'configmaps', name }, items, optional, mode: defaultMode });

const secretFiles = (input: VolumeInput, { secretName: name = '', items, optional, defaultMode = DEFAULT_MODE }: NonNullable<Volume['secret']>): readonly ProjectedFile[] =>
  keyedFiles(input, { ref: { resource: 'secrets', name }, items, optional, mode: defaultMode });

/** The files of a volume made of API objects; undefined for other kinds of volume. Throws SourceError. */
export const volumeFiles = (input: VolumeInput, { name, configMap, secret, downwardAPI, projected }: Volume): readonly ProjectedFile[] | undefined => {
  if (configMap !== undefined) return configMapFiles(input, configMap);
  if (secret !== undefined) return secretFiles(input, secret);
  if (downwardAPI !== undefined) return downwardFiles(input, downwardAPI.items ?? [], downwardAPI.defaultMode ?? DEFAULT_MODE);
  return projected && projectedFiles(input, name, projected);
};

/** Whether the volume's files may only lie in memory. */
export const isSecretVolume = ({ secret, projected }: Volume): boolean =>
  secret !== undefined || (projected?.sources ?? []).some((source) => source.secret !== undefined || source.serviceAccountToken !== undefined);
