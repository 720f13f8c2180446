import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';

/** The labels every pod of a job wears, by their names of today and of old. */
export const generatedLabels = (job: JsonObject): Readonly<Record<string, string>> => {
  const [name, uid] = [stringAt(job, 'metadata', 'name'), stringAt(job, 'metadata', 'uid')];
  return { [CONTROLLER_UID]: uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name };
};
