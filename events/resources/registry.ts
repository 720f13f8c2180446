import type { KindDefinition } from '../schema/kind.ts';
import { controllerRevision } from './apps/controller-revision/schema.ts';
import { daemonSet } from './apps/daemon-set/schema.ts';
import { deployment } from './apps/deployment/schema.ts';
import { replicaSet } from './apps/replica-set/schema.ts';
import { statefulSet } from './apps/stateful-set/schema.ts';
import { horizontalPodAutoscaler } from './autoscaling/horizontal-pod-autoscaler/schema.ts';
import { horizontalPodAutoscalerV1 } from './autoscaling/horizontal-pod-autoscaler/schema-v1.ts';
import { scale } from './autoscaling/scale/schema.ts';
import { cronJob } from './batch/cron-job/schema.ts';
import { job } from './batch/job/schema.ts';
import { lease } from './coordination/lease/schema.ts';
import { binding } from './core/binding/schema.ts';
import { componentStatus } from './core/component-status/schema.ts';
import { configMap } from './core/config-map/schema.ts';
import { event } from './core/event/schema.ts';
import { tokenRequest } from './authentication/token-request/schema.ts';
import { namespace } from './core/namespace/schema.ts';
import { node } from './core/node/schema.ts';
import { pod } from './core/pod/schema.ts';
import { secret } from './core/secret/schema.ts';
import { service } from './core/service/schema.ts';
import { serviceAccount } from './core/service-account/schema.ts';
import { endpointSlice } from './discovery/endpoint-slice/schema.ts';
import { newEvent } from './events/event/schema.ts';
import { nodePortClaim } from './internal/node-port-claim/schema.ts';
import { networkPolicy } from './networking/network-policy/schema.ts';
import { ingress } from './networking/ingress/schema.ts';
import { ingressClass } from './networking/ingress-class/schema.ts';
import { ipAddress } from './networking/ip-address/schema.ts';
import { serviceCidr } from './networking/service-cidr/schema.ts';
import { role } from './rbac/role/schema.ts';
import { clusterRole } from './rbac/cluster-role/schema.ts';
import { roleBinding } from './rbac/role-binding/schema.ts';
import { clusterRoleBinding } from './rbac/cluster-role-binding/schema.ts';
import { certificateSigningRequest } from './certificates/certificate-signing-request/schema.ts';
import { validatingWebhookConfiguration } from './admissionregistration/validating-webhook-configuration/schema.ts';
import { mutatingWebhookConfiguration } from './admissionregistration/mutating-webhook-configuration/schema.ts';
import { validatingAdmissionPolicy } from './admissionregistration/validating-admission-policy/schema.ts';
import { validatingAdmissionPolicyBinding } from './admissionregistration/validating-admission-policy-binding/schema.ts';
import { mutatingAdmissionPolicy } from './admissionregistration/mutating-admission-policy/schema.ts';
import { mutatingAdmissionPolicyBinding } from './admissionregistration/mutating-admission-policy-binding/schema.ts';
import { flowSchema } from './flowcontrol/flow-schema/schema.ts';
import { priorityLevelConfiguration } from './flowcontrol/priority-level-configuration/schema.ts';
import { resourceSlice } from './resource/resource-slice/schema.ts';
import { resourceClaim } from './resource/resource-claim/schema.ts';
import { resourceClaimTemplate } from './resource/resource-claim-template/schema.ts';
import { deviceClass } from './resource/device-class/schema.ts';
import { customResourceDefinition } from './apiextensions/custom-resource-definition/schema.ts';
import { apiService } from './apiregistration/api-service/schema.ts';
import { selfSubjectReview } from './authentication/self-subject-review/schema.ts';
import { tokenReview } from './authentication/token-review/schema.ts';
import { subjectAccessReview } from './authorization/subject-access-review/schema.ts';
import { selfSubjectAccessReview } from './authorization/self-subject-access-review/schema.ts';
import { localSubjectAccessReview } from './authorization/local-subject-access-review/schema.ts';
import { selfSubjectRulesReview } from './authorization/self-subject-rules-review/schema.ts';
import { deleteOptions } from './meta/delete-options/schema.ts';
import { status } from './meta/status/schema.ts';
import { eviction } from './policy/eviction/schema.ts';
import { podDisruptionBudget } from './policy/pod-disruption-budget/schema.ts';
import { persistentVolume } from './core/persistent-volume/schema.ts';
import { persistentVolumeClaim } from './core/persistent-volume-claim/schema.ts';
import { podTemplate } from './core/pod-template/schema.ts';
import { replicationController } from './core/replication-controller/schema.ts';
import { endpoints } from './core/endpoints/schema.ts';
import { limitRange } from './core/limit-range/schema.ts';
import { resourceQuota } from './core/resource-quota/schema.ts';
import { storageClass } from './storage/storage-class/schema.ts';
import { volumeAttachment } from './storage/volume-attachment/schema.ts';
import { csiDriver } from './storage/csi-driver/schema.ts';
import { csiNode } from './storage/csi-node/schema.ts';
import { csiStorageCapacity } from './storage/csi-storage-capacity/schema.ts';
import { volumeAttributesClass } from './storage/volume-attributes-class/schema.ts';
import { priorityClass } from './scheduling/priority-class/schema.ts';
import { runtimeClass } from './node/runtime-class/schema.ts';
import type { Kinds } from './kinds.ts';
import { kindsOf } from './kinds-of.ts';

/** Kinds that are served, one line a version; of a group's versions the preferred comes first. Stored are those without `storedAs`. */
const SERVED: readonly KindDefinition[] = [
  namespace,
  node,
  pod,
  configMap,
  secret,
  serviceAccount,
  service,
  event,
  deployment,
  replicaSet,
  statefulSet,
  daemonSet,
  controllerRevision,
  job,
  cronJob,
  horizontalPodAutoscaler,
  horizontalPodAutoscalerV1,
  podDisruptionBudget,
  newEvent,
  endpointSlice,
  lease,
  persistentVolume,
  persistentVolumeClaim,
  podTemplate,
  replicationController,
  endpoints,
  limitRange,
  resourceQuota,
  componentStatus,
  storageClass,
  volumeAttachment,
  csiDriver,
  csiNode,
  csiStorageCapacity,
  volumeAttributesClass,
  priorityClass,
  runtimeClass,
  networkPolicy,
  ingress,
  ingressClass,
  ipAddress,
  serviceCidr,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  certificateSigningRequest,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  flowSchema,
  priorityLevelConfiguration,
  resourceSlice,
  resourceClaim,
  resourceClaimTemplate,
  deviceClass,
  customResourceDefinition,
  apiService,
];

/** Kinds that are stored and never served: fences of the system's own. */
const HIDDEN: readonly KindDefinition[] = [nodePortClaim];

/** Kinds of questions: served by their group and version, never stored. */
const ASKED: readonly KindDefinition[] = [
  binding,
  selfSubjectReview,
  tokenReview,
  subjectAccessReview,
  selfSubjectAccessReview,
  localSubjectAccessReview,
  selfSubjectRulesReview,
];

/** Kinds of request and answer bodies; found by `byKind` alone. */
const TRANSIENT: readonly KindDefinition[] = [eviction, scale, tokenRequest, status, deleteOptions];

/** All kinds of this build. A process that writes few of them need not load the others: see kindsOf. */
export const createKinds = (): Kinds => kindsOf({ served: SERVED, hidden: HIDDEN, asked: ASKED, transient: TRANSIENT });
