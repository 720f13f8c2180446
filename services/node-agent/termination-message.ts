import { containerNamed } from './container-actions.ts';
import type { PodContext } from './pod-context.ts';
import type { RuntimeContainer } from './port.ts';

const MAX_BYTES = 4096;
const MAX_LOG_BYTES = 2048;
const MAX_LOG_LINES = 80;

const logTail = async ({ runtime }: PodContext, id: string): Promise<string> => {
  let tail = '';
  const chunks = runtime.logs(id, { follow: false, timestamps: false, tailLines: MAX_LOG_LINES }, new AbortController().signal);
  for await (const { bytes } of chunks) tail = (tail + new TextDecoder().decode(bytes)).slice(-MAX_LOG_BYTES);
  return tail;
};

/** The last words of an ended container by its terminationMessagePolicy; '' when there are none. */
export const terminationMessage = async (context: PodContext, one: RuntimeContainer): Promise<string> => {
  const written = one.terminationLog === undefined ? '' : await context.files.readTail(one.terminationLog, MAX_BYTES);
  if (written !== '' || one.exitCode === 0) return written;
  const policy = containerNamed(context, one.container)?.terminationMessagePolicy;
  return policy === 'FallbackToLogsOnError' ? logTail(context, one.id) : '';
};
