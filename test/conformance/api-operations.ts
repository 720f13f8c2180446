import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { ConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';
import type { Loose, ResourceClient } from './resource-client.ts';

export interface ResourceUnderTest {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  /** Where the objects live; a cluster-scoped resource has none. */
  readonly namespace?: string;
  /** Subresources discovery must show. */
  readonly subresources?: readonly string[];
  /** An object with everything but metadata. */
  readonly object: (name: string) => object;
  /** Names of three objects, where not every name will do. */
  readonly names?: readonly [string, string, string];
}

/** A condition written to /status by patch, then with another message by update. */
export interface StatusUnderTest {
  readonly patch: object;
  /** Changes the status before it is written back. */
  readonly change: (status: Loose) => void;
  /** Reads what `patch` set, then what `change` set. */
  readonly read: (status: Loose) => unknown;
  readonly patched: unknown;
  readonly changed: unknown;
}

const prefixOf = ({ group, version }: ResourceUnderTest): string => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`);

export const clientOf = (api: ConformanceApi, tested: ResourceUnderTest): ResourceClient =>
  api.at(`${prefixOf(tested)}/${tested.namespace === undefined ? '' : `namespaces/${tested.namespace}/`}${tested.resource}`);

const versionOf = (resourceVersion: string): bigint => {
  expect(resourceVersion).match(/^[1-9]\d*$/);
  return BigInt(resourceVersion);
};

/** Upstream's rule: decimal, comparable within a resource. */
export const expectNewer = (newer: Loose, older: Loose): void => {
  expect(versionOf(newer.metadata.resourceVersion) > versionOf(older.metadata.resourceVersion), 'a larger resource version').equal(true);
};

/** The group, its version and the resource are found by the three documents of discovery. */
export const expectDiscovered = async (api: ConformanceApi, tested: ResourceUnderTest): Promise<void> => {
  const { group, version, resource, subresources = [] } = tested;
  const groups = (await api.ask('GET', '/apis')).json.groups as Loose[];
  const found = groups.find(({ name }) => name === group);
  expect(found?.versions.map((each: Loose) => each.version), `versions of ${group} in /apis`).include(version);
  const named = (await api.ask('GET', `/apis/${group}`)).json;
  expect(named.versions.map((each: Loose) => each.groupVersion)).include(`${group}/${version}`);
  const resources = (await api.ask('GET', prefixOf(tested))).json.resources as Loose[];
  const names = resources.map(({ name }) => name as string);
  expect(names).include.members([resource, ...subresources.map((sub) => `${resource}/${sub}`)]);
};

const labelled = (tested: ResourceUnderTest, name: string, label: string): Loose => ({
  apiVersion: tested.group === '' ? tested.version : `${tested.group}/${tested.version}`,
  kind: tested.kind,
  ...tested.object(name),
  metadata: { name, labels: { 'special-label': label }, ...(tested.namespace !== undefined && { namespace: tested.namespace }) },
});

export interface Operations {
  readonly client: ResourceClient;
  readonly selector: string;
  readonly names: readonly [string, string, string];
}

/** Creates three objects under one label, reads and lists them here and everywhere, watching from the list on. */
const createThree = async (api: ConformanceApi, tested: ResourceUnderTest, { client, selector, names }: Operations): Promise<Loose> => {
  const label = selector.split('=')[1] ?? '';
  const [first, ...rest] = names.map((name) => labelled(tested, name, label));
  const created = await client.create(first);
  expect(created).include({ kind: tested.kind });
  expect((await refusal(client.create(first))).reason).equal('AlreadyExists');
  for (const object of rest) await client.create(object);
  const got = await client.get(names[0]);
  expect(got.metadata.uid).equal(created.metadata.uid);
  const listed = await client.list(`labelSelector=${selector}`);
  expect(listed.items).length(3);
  expect(listed.items[0].metadata.name).equal(names.toSorted()[0]);
  const everywhere = await api.at(`${prefixOf(tested)}/${tested.resource}`).list(`labelSelector=${selector}`);
  expect(everywhere.items).length(3);
  versionOf(created.metadata.resourceVersion);
  return listed;
};

/** A merge patch and an update of annotations; a watch sees both in order. */
const patchAndUpdate = async ({ client, names: [name], selector }: Operations, listed: Loose): Promise<void> => {
  const watch = await client.watch(`resourceVersion=${listed.metadata.resourceVersion}&labelSelector=${selector}`);
  const before = await client.get(name);
  const patched = await client.patch(name, { metadata: { annotations: { patched: 'true' } } });
  expect(patched.metadata.annotations).include({ patched: 'true' });
  expectNewer(patched, before);
  patched.metadata.annotations.updated = 'true';
  const updated = await client.update(patched);
  expect(updated.metadata.annotations).include({ updated: 'true', patched: 'true' });
  expectNewer(updated, patched);
  await watch.until('MODIFIED', ({ metadata }) => metadata.name === name && metadata.annotations?.patched === 'true');
  await watch.until('MODIFIED', ({ metadata }) => metadata.name === name && metadata.annotations?.updated === 'true');
  watch.close();
};

/** /status by merge patch, by update, and read alone. */
export const expectStatusOperations = async (client: ResourceClient, name: string, { patch, change, read, patched, changed }: StatusUnderTest): Promise<void> => {
  const byPatch = await client.patch(name, { metadata: { annotations: { patchedstatus: 'true' } }, status: patch }, { subresource: 'status' });
  expect(read(byPatch.status), 'the status that was patched').deep.equal(patched);
  expect(byPatch.metadata.annotations).include({ patchedstatus: 'true' });
  const toUpdate = await client.get(name);
  toUpdate.metadata.annotations['updatedstatus'] = 'true';
  change(toUpdate.status);
  const updated = await client.update(toUpdate, 'status');
  expect(read(updated.status), 'the status that was updated').deep.equal(changed);
  const alone = await client.get(name, 'status');
  expect(alone.metadata.uid).equal(byPatch.metadata.uid);
  expect(alone.kind).equal(updated.kind);
};

/** One by name, seen by a watch; the rest as a collection. */
const removeThem = async ({ client, names, selector }: Operations): Promise<void> => {
  const { metadata } = await client.list();
  const watch = await client.watch(`resourceVersion=${metadata.resourceVersion}&labelSelector=${selector}`);
  await client.remove(names[0]);
  const gone = await watch.until('DELETED', (object) => object.metadata.name === names[0]);
  watch.close();
  expect(gone.metadata.name).equal(names[0]);
  expect((await refusal(client.get(names[0]))).reason).equal('NotFound');
  expect((await client.list(`labelSelector=${selector}`)).items).length(2);
  await client.removeAll(`labelSelector=${selector}`);
  await eventually(`the collection of ${client.path}`, () => client.list(`labelSelector=${selector}`), { until: ({ items }) => items.length === 0 });
};

/**
 * The steps upstream's "should support X API operations" have in common: discovery, create (twice: AlreadyExists), get,
 * list here and in all namespaces, watch, patch, update, `more` in between, delete, delete a collection.
 */
export const expectApiOperations = async (api: ConformanceApi, tested: ResourceUnderTest, more: (operations: Operations) => Promise<void> = () => Promise.resolve()): Promise<void> => {
  const names = tested.names ?? (['one', 'two', 'three'].map((each) => `${tested.kind.toLowerCase()}-${each}`) as unknown as [string, string, string]);
  const operations: Operations = { client: clientOf(api, tested), selector: `special-label=${tested.kind.toLowerCase()}-operations`, names };
  if (tested.group !== '') await expectDiscovered(api, tested);
  const listed = await createThree(api, tested, operations);
  await patchAndUpdate(operations, listed);
  await more(operations);
  await removeThem(operations);
};

/** What upstream's "should run through the lifecycle" tests do: create, read, patch a label, delete; again with an update, deleted as a collection. */
export const expectLifecycle = async (api: ConformanceApi, tested: ResourceUnderTest): Promise<void> => {
  const client = clientOf(api, tested);
  const [first, second] = tested.names ?? [`${tested.kind.toLowerCase()}-first`, `${tested.kind.toLowerCase()}-second`];
  const label = `lifecycle-${tested.kind.toLowerCase()}`;
  const initial = await client.create(labelled(tested, first, label));
  expect((await client.get(first)).metadata.uid).equal(initial.metadata.uid);
  const patched = await client.patch(first, { metadata: { labels: { [first]: 'patched' } } }, { type: 'strategic' });
  expect(patched.metadata.labels).include({ [first]: 'patched' });
  expectNewer(patched, initial);
  expect((await client.list(`labelSelector=${first}=patched`)).items).length(1);
  await client.remove(first);
  await eventually(`the end of ${first}`, () => client.list(`labelSelector=special-label=${label}`), { until: ({ items }) => items.length === 0 });
  const again = await client.create(labelled(tested, second, label));
  again.metadata.labels[second] = 'updated';
  const updated = await client.update(again);
  expect(updated.metadata.labels).include({ [second]: 'updated' });
  expect((await api.at(`${prefixOf(tested)}/${tested.resource}`).list(`labelSelector=${second}=updated`)).items).length(1);
  await client.removeAll(`labelSelector=${second}=updated`);
  await eventually(`the end of ${second}`, () => client.list(`labelSelector=special-label=${label}`), { until: ({ items }) => items.length === 0 });
};
