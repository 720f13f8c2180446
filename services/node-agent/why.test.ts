import { expect } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { whyChanged } from './why.ts';

const status = (web: JsonObject, more: JsonObject = {}): JsonObject => ({ phase: 'Running', containerStatuses: [{ name: 'web', ...web }], ...more });
const running = (id: string, ready = true): JsonObject => ({ state: { running: {} }, lastState: {}, ready, containerID: id });
const end = (id: string, exitCode: number, reason = 'Error'): JsonObject => ({ terminated: { containerID: id, exitCode, reason } });

describe('whyChanged', () => {
  const CASES: Readonly<Record<string, readonly [before: JsonObject, after: JsonObject]>> = {
    'ContainerStarted web': [status({ state: { waiting: { reason: 'ContainerCreating' } } }), status(running('a'))],
    'ContainerExited web exit code 137': [status(running('a')), status({ state: end('a', 137), lastState: {} })],
    'ContainerOOMKilled web exit code 137': [status(running('a')), status({ state: end('a', 137, 'OOMKilled') })],
    'ContainerExited web exit code 1; ContainerStarted web': [status(running('a')), status({ ...running('b'), lastState: end('a', 1) })],
    'ContainerExited web exit code 1; ContainerWaiting web CrashLoopBackOff': [status(running('a')), status({ state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: end('a', 1) })],
    'ContainerReady web': [status(running('a', false)), status(running('a'))],
    'ContainerNotReady web': [status(running('a')), status(running('a', false))],
    'PodFailed': [status(running('a')), status(running('a'), { phase: 'Failed' })],
    'PodAddressed 10.0.0.2': [status(running('a')), status(running('a'), { podIP: '10.0.0.2' })],
    'PodStatusChanged': [status(running('a')), status(running('a'), { conditions: [] })],
  };
  for (const [why, [before, after]] of Object.entries(CASES)) it(`says: ${why}`, () => { expect(whyChanged(before, after)).to.equal(why); });
});
