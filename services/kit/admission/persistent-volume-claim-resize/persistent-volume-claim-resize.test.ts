import { expect } from 'chai';
import type { JsonObject } from '../../../../events/json.ts';
import { admitted, aRequest } from '../admission-request.fixture.ts';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts';

const claim = (storage: string, storageClassName: string, phase = 'Bound'): JsonObject => ({ metadata: { name: 'x' }, spec: { storageClassName, resources: { requests: { storage } } }, status: { phase } });
const storageclasses: readonly JsonObject[] = [{ metadata: { name: 'growing' }, allowVolumeExpansion: true }, { metadata: { name: 'fixed' } }];
const RIGID = 'persistentvolumeclaims "x" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

const cases: readonly { readonly name: string; readonly now: JsonObject; readonly before: JsonObject; readonly want: string | undefined }[] = [
  { name: 'a bound claim of a growing class grows', now: claim('2Gi', 'growing'), before: claim('1Gi', 'growing'), want: undefined },
  { name: 'equal amounts written differently are no growth', now: claim('1024Mi', 'fixed'), before: claim('1Gi', 'fixed'), want: undefined },
  { name: 'a fixed class does not grow', now: claim('2Gi', 'fixed'), before: claim('1Gi', 'fixed'), want: RIGID },
  { name: 'a claim without a class does not grow', now: claim('2Gi', ''), before: claim('1Gi', ''), want: RIGID },
  { name: 'a pending claim does not grow', now: claim('2Gi', 'growing', 'Pending'), before: claim('1Gi', 'growing', 'Pending'), want: 'persistentvolumeclaims "x" is forbidden: Only bound persistent volume claims can be expanded' },
];

describe('resize of persistent volume claims', () => {
  for (const { name, now, before, want } of cases) {
    it(name, () => expect(admitted(persistentVolumeClaimResize, aRequest({ group: '', resource: 'persistentvolumeclaims' }, now, { before, others: { storageclasses } }))).equal(want ?? now));
  }
});
