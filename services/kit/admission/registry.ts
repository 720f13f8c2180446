import type { AdmissionPlugin } from './admission-plugin.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds/default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle/namespace-lifecycle.ts';
import { serviceAccount } from './service-account/service-account.ts';

/** Every built-in admission plugin, in the order they run. */
export const admissionPlugins: readonly AdmissionPlugin[] = [namespaceLifecycle, serviceAccount, defaultTolerationSeconds];
