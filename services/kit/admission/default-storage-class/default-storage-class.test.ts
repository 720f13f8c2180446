import { expect } from 'chai';
import type { JsonObject } from '../../../../events/json.ts';
import { stringAt } from '../../../../events/json-path.ts';
import { admitted, aRequest } from '../admission-request.fixture.ts';
import { defaultStorageClass } from './default-storage-class.ts';

const storageClass = (name: string, creationTimestamp: string, annotation = 'storageclass.kubernetes.io/is-default-class'): JsonObject => ({ metadata: { name, creationTimestamp, annotations: { [annotation]: 'true' } } });
const old = storageClass('old', '2026-01-01T00:00:00Z', 'storageclass.beta.kubernetes.io/is-default-class');
const young = storageClass('young', '2026-01-02T00:00:00Z');
const other: JsonObject = { metadata: { name: 'other', creationTimestamp: '2026-01-03T00:00:00Z' } };

const cases: readonly { readonly name: string; readonly claim: JsonObject; readonly classes: readonly JsonObject[]; readonly want: string }[] = [
  { name: 'gives the default class to a claim that names none', claim: { spec: {} }, classes: [other, old], want: 'old' },
  { name: 'prefers the newest default class', claim: { spec: {} }, classes: [old, young], want: 'young' },
  { name: 'takes the first by name of equally new ones', claim: { spec: {} }, classes: [storageClass('b', '2026-01-02T00:00:00Z'), young, storageClass('a', '2026-01-02T00:00:00Z')], want: 'a' },
  { name: 'leaves a claim alone when there is no default', claim: { spec: {} }, classes: [other], want: '' },
  { name: 'leaves a chosen class', claim: { spec: { storageClassName: 'other' } }, classes: [old], want: 'other' },
  { name: 'takes no class for a choice', claim: { spec: { storageClassName: '' } }, classes: [old], want: '' },
  { name: 'takes the old annotation for a choice', claim: { metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'other' } }, spec: {} }, classes: [old], want: '' },
];

describe('default storage class', () => {
  for (const { name, claim, classes, want } of cases) {
    it(name, () => {
      const object = admitted(defaultStorageClass, aRequest({ group: '', resource: 'persistentvolumeclaims' }, claim, { others: { storageclasses: classes } }));
      expect(typeof object === 'string' ? object : stringAt(object, 'spec', 'storageClassName')).equal(want);
    });
  }
});
