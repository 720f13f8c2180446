import { expect } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { objectsAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { updateManagedFields } from './update-managed-fields.ts';
import { threadCpuMs } from '../../../test/support/thread-cpu.ts';

const kinds = createKinds();
const kindOf = (resource: string, group = ''): CompiledKind => {
  const kind = kinds.of({ group, resource });
  if (kind === undefined) throw new Error(`no kind ${resource}`);
  return kind;
};
const configMaps = kindOf('configmaps');
const deployments = kindOf('deployments', 'apps');

const entries = (managedFields: readonly JsonObject[]): readonly JsonObject[] | undefined => (managedFields.length === 0 ? undefined : managedFields);

interface Write { readonly manager: string; readonly time?: string; readonly subresource?: string; readonly kind?: CompiledKind }
const write = (before: JsonObject | undefined, after: JsonObject, { manager, time = '2026-01-01T00:00:00Z', subresource = '', kind = configMaps }: Write): JsonObject =>
  withValueAt({ ...kind.normalize(after), metadata: after['metadata'] ?? {} }, ['metadata', 'managedFields'], entries(updateManagedFields({
    kind, versions: () => kind, before, after: kind.normalize(after), sent: valueAt(after, 'metadata', 'managedFields'), manager, subresource, time,
  })));

const managers = (object: JsonObject): readonly (readonly [unknown, unknown])[] =>
  objectsAt(object, 'metadata', 'managedFields').map((entry) => [entry['manager'], entry['fieldsV1']]);
const cm = (data: JsonObject, metadata: JsonObject = {}): JsonObject => ({ metadata: { name: 'c', namespace: 'ns', ...metadata }, data });
const next = (before: JsonObject, data: JsonObject): JsonObject => ({ ...before, data });

describe('managedFields of updates', () => {
  const created = write(undefined, cm({ a: '1', b: '2' }, { labels: { app: 'x' } }), { manager: 'alice' });

  it('a create owns all it sets, except who the object is', () => {
    expect(created['metadata']).to.deep.include({
      managedFields: [{
        manager: 'alice', operation: 'Update', apiVersion: 'v1', time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } },
      }],
    });
  });
  it('a changed field moves to who changed it', () => {
    const updated = write(created, next(created, { a: '1', b: '3' }), { manager: 'bob', time: '2026-01-01T00:01:00Z' });
    expect(managers(updated)).to.deep.equal([
      ['alice', { 'f:data': { '.': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } }],
      ['bob', { 'f:data': { 'f:b': {} } }],
    ]);
  });
  it('a removed field belongs to nobody and moves no time', () => {
    const updated = write(created, next(created, { a: '1' }), { manager: 'bob', time: '2026-01-01T00:01:00Z' });
    expect(managers(updated)).to.deep.equal([['alice', { 'f:data': { '.': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } }]]);
    expect(objectsAt(updated, 'metadata', 'managedFields')[0]?.['time']).to.equal('2026-01-01T00:00:00Z');
  });
  it('an entry without fields goes', () => {
    const all = write(created, next(created, {}), { manager: 'bob', time: '2026-01-01T00:01:00Z' });
    const relabelled = write(all, withValueAt(all, ['metadata', 'labels'], { other: 'y' }), { manager: 'bob', time: '2026-01-01T00:02:00Z' });
    expect(managers(relabelled)).to.deep.equal([
      ['alice', { 'f:metadata': { 'f:labels': {} } }],
      ['bob', { 'f:metadata': { 'f:labels': { 'f:other': {} } } }],
    ]);
  });
  it('the same write again changes nothing', () => {
    expect(write(created, created, { manager: 'bob', time: '2026-02-01T00:00:00Z' })['metadata']).to.deep.equal(created['metadata']);
  });
  it('a body without managedFields keeps the stored ones', () => {
    const bare = { ...created, metadata: { name: 'c', namespace: 'ns', labels: { app: 'x' } } };
    expect(managers(write(created, bare, { manager: 'bob' }))).to.deep.equal(managers(created));
  });
  it('an empty list resets, and so does one empty entry', () => {
    for (const managedFields of [[], [{}]]) {
      const reset = write(created, withValueAt(created, ['metadata', 'managedFields'], managedFields), { manager: 'bob' });
      expect(reset['metadata']).to.not.have.property('managedFields');
    }
  });
  it('after a reset updates record nothing', () => {
    const reset = write(created, withValueAt(created, ['metadata', 'managedFields'], []), { manager: 'bob' });
    expect(managers(write(reset, next(reset, { z: '1' }), { manager: 'bob' }))).to.deep.equal([]);
  });
  it('entries in the body are honoured, as the move from client-side apply needs', () => {
    const entry = { manager: 'kubectl', operation: 'Apply', apiVersion: 'v1', time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } };
    const updated = write(created, withValueAt(created, ['metadata', 'managedFields'], [entry]), { manager: 'bob' });
    expect(objectsAt(updated, 'metadata', 'managedFields')).to.deep.equal([entry]);
  });
  it('entries in a subresource body are not', () => {
    const updated = write(created, withValueAt(created, ['metadata', 'managedFields'], []), { manager: 'bob', subresource: 'status' });
    expect(managers(updated)).to.deep.equal(managers(created));
  });
  it('a subresource has an entry of its own', () => {
    const before = write(undefined, { metadata: { name: 'd', namespace: 'ns' }, spec: { replicas: 1 } }, { manager: 'alice', kind: deployments });
    const updated = write(before, { ...before, status: { replicas: 1 } }, { manager: 'alice', subresource: 'status', kind: deployments });
    expect(objectsAt(updated, 'metadata', 'managedFields').map((entry) => [entry['subresource'] ?? '', entry['fieldsV1']])).to.deep.equal([
      ['', { 'f:spec': { 'f:replicas': {} } }],
      ['status', { 'f:status': { 'f:replicas': {} } }],
    ]);
  });
  it('the eleventh Update entry merges the oldest into ancient-changes', () => {
    let object = write(undefined, cm({ k0: '0' }), { manager: 'm0' });
    for (let index = 1; index < 13; index += 1) {
      const data = Object.fromEntries(Array.from({ length: index + 1 }, (_, key) => [`k${key}`, String(key)]));
      object = write(object, next(object, data), { manager: `m${index}`, time: `2026-01-01T00:00:${String(index).padStart(2, '0')}Z` });
    }
    const entries = objectsAt(object, 'metadata', 'managedFields');
    expect(entries).to.have.length(10);
    expect(entries[0]).to.deep.include({ manager: 'ancient-changes', time: '2026-01-01T00:00:03Z', fieldsV1: { 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {}, 'f:k3': {} } } });
  });
  it('thousands of entries merge like eleven', () => {
    const managedFields = Array.from({ length: 5_000 }, (_, index) => ({
      manager: `m${index}`, operation: 'Update', apiVersion: index % 2 === 0 ? 'v1' : 'v0', time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { [`f:k${index}`]: {} } },
    }));
    const started = threadCpuMs();
    const entries = objectsAt(write(created, withValueAt(next(created, { z: '1' }), ['metadata', 'managedFields'], managedFields), { manager: 'bob' }), 'metadata', 'managedFields');
    expect(threadCpuMs() - started).to.be.lessThan(3_000);
    expect(entries).to.have.length(10);
    expect(entries.filter(({ manager }) => manager === 'ancient-changes').map(({ apiVersion }) => apiVersion)).to.have.members(['v0', 'v1']);
  });
});
