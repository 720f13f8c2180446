import type { JsonObject } from '../../../events/json.ts';
import type { TunnelEnd } from '../../kit/tunnel/port.ts';

/** What a client is told at the end of a command, or of what it was attached to (then `command` is empty). */
export const commandStatus = (end: TunnelEnd, command: readonly string[]): JsonObject => {
  if (end.kind === 'failed') {
    return {
      metadata: {},
      status: 'Failure',
      message: end.message,
      reason: 'InternalError',
      details: { causes: [{ message: end.message }] },
      code: 500,
    };
  }
  if (end.exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: error executing command [${command.join(' ')}], exit code ${end.exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(end.exitCode) }] },
  };
};
