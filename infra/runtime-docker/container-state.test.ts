import { expect } from 'chai';
import type { ContainerInspectInfo } from 'dockerode';
import { runtimeContainer } from './container-state.ts';

const inspected = (state: Partial<ContainerInspectInfo['State']>): ContainerInspectInfo =>
  ({ Id: 'c1', Created: '2026-01-01T00:00:00Z', Image: 'sha256:0', Config: { Labels: {}, Image: 'web' }, State: { Running: false, ExitCode: 0, Error: '', StartedAt: '0001-01-01T00:00:00Z', FinishedAt: '0001-01-01T00:00:00Z', ...state } }) as unknown as ContainerInspectInfo;

describe('the state of a Docker container', () => {
  it('never ends before it started, though Docker may note so of one that ended at once', () => {
    const ended = runtimeContainer(inspected({ ExitCode: 3, StartedAt: '2026-01-01T00:00:01.002Z', FinishedAt: '2026-01-01T00:00:01.001Z' }));
    expect(ended.finishedAtMs).to.equal(ended.startedAtMs);
  });

  it('is created while it has never run', () => {
    expect(runtimeContainer(inspected({})).state).to.equal('created');
  });

  it('is exited with a reason when its process could not be made', () => {
    const failed = runtimeContainer(inspected({ ExitCode: 127, Error: 'no such file' }));
    expect(failed).to.include({ state: 'exited', exitCode: 127, startError: 'no such file' });
  });
});
