import { assert } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { joinSealed } from '../../events/sealed-object.ts';
import type { Change, Entry } from '../cluster-state/cluster-state.ts';
import { createOwners } from './owners.ts';

const entry = (name: string, object: JsonObject): Entry =>
  ({ group: '', resource: 'configmaps', namespace: 'default', name, sequence: 1, previous: 0, form: 'json', body: new TextEncoder().encode(JSON.stringify(object)) });
const change = (of: Entry, operation: Change['operation'] = 'put'): Change =>
  ({ operation, entry: of, before: undefined, event: { id: '', type: '', actor: '', correlation: '', storedAtMs: 0, stream: 'EVENTS', sequence: 1 } });
const owned = (...uids: readonly string[]): JsonObject => ({ metadata: { ownerReferences: uids.map((uid) => ({ uid })) } });

describe('owners', () => {
  it('knows dependents by each owner, until they change or go', () => {
    const owners = createOwners();
    const namesOf = (uid: string): readonly string[] => owners.dependentsOf(uid).map(({ name }) => name);
    owners.apply([change(entry('a', owned('u1', 'u2'))), change(entry('b', owned('u1')))]);
    assert.deepEqual([namesOf('u1'), namesOf('u2')], [['a', 'b'], ['a']]);
    owners.apply([change(entry('a', owned('u2'))), change(entry('b', owned('u1')), 'delete')]);
    assert.deepEqual([namesOf('u1'), namesOf('u2')], [[], ['a']]);
  });

  it('concerns itself with owned objects and with those that wait for their dependents', () => {
    const owners = createOwners();
    owners.apply([
      change(entry('plain', { metadata: {} })),
      change(entry('mentions', { metadata: {}, data: { x: '"ownerReferences"' } })),
      change(entry('waiting', { metadata: { deletionTimestamp: 'now', finalizers: ['orphan'] } })),
      change(entry('owned', owned('u'))),
    ]);
    assert.deepEqual([...owners.concerned()].map(({ name }) => name), ['waiting', 'owned']);
  });

  it('reads the clear part of sealed objects, and passes over what it cannot read', () => {
    const owners = createOwners();
    const body = joinSealed(owned('u'), Uint8Array.from([10, 255, 0]));
    owners.apply([change({ ...entry('sealed', {}), form: 'sealed', body }), change({ ...entry('broken', {}), body: new TextEncoder().encode('{"ownerReferences"') })]);
    assert.deepEqual(owners.dependentsOf('u').map(({ name }) => name), ['sealed']);
  });
});
