import type { Loose } from './resource-client.ts';

/** A pod's containers, as small as they may be. */
export const containers = (image = 'registry.k8s.io/pause:3.10'): readonly object[] => [{ name: 'c', image }];

export const pod = (name: string, more: { readonly metadata?: object; readonly spec?: object } = {}): Loose =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, ...more.metadata }, spec: { containers: containers(), ...more.spec } });

export const configMap = (name: string, more: { readonly labels?: object; readonly data?: object } = {}): Loose =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(more.labels !== undefined && { labels: more.labels }) }, ...(more.data !== undefined && { data: more.data }) });

export const deployment = (name: string, replicas: number): Loose => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { name } }, template: { metadata: { labels: { name } }, spec: { containers: containers() } } },
});

/** An ownerReference to an object the API answered. */
export const ownedBy = (owner: Loose, more: object = {}): object =>
  ({ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, ...more });
