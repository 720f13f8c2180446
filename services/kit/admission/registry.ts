import type { AdmissionPlugin } from './admission-plugin.ts';
import { defaultStorageClass } from './default-storage-class/default-storage-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds/default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle/namespace-lifecycle.ts';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize/persistent-volume-claim-resize.ts';
import { priority } from './priority/priority.ts';
import { runtimeClass } from './runtime-class/runtime-class.ts';
import { serviceClaims } from './service-addresses/service-claims.ts';
import { serviceAccount } from './service-account/service-account.ts';

/** Every built-in admission plugin, in the order they run. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle, serviceAccount, priority, defaultTolerationSeconds, defaultStorageClass, persistentVolumeClaimResize, runtimeClass, serviceClaims,
];
