import type { Writer } from '../../services/kit/command.ts';
import { createEventRecorder } from '../../services/kit/reconcile/event-recorder.ts';
import type { EventRecorder } from '../../services/kit/reconcile/event-recorder.ts';
import { sha256Digest } from '../crypto/digest.ts';
import type { LogProcess } from './log-process.ts';

/** The process's recorder of core Events; its follower must follow EVENTOBJECTS. */
export const startRecorder = ({ follower, clock, logger }: LogProcess, writer: Writer): EventRecorder =>
  createEventRecorder({ writer, follower, clock, logger, digest: sha256Digest() });
