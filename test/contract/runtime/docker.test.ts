import Docker from 'dockerode';
import { createDockerRuntime } from '../../../infra/runtime-docker/docker-runtime.ts';
import { ensureDemoImage } from '../../../infra/runtime-docker/demo-image.ts';
import { removeCluster, testBusybox } from '../../support/docker.ts';
import { describeRuntime } from './runtime-contract.ts';
import type { Behaviour, RuntimeHarness } from './runtime-contract.ts';

const sh = (script: string): { readonly command: readonly string[]; readonly env: readonly [] } => ({ command: ['/bin/busybox', 'sh', '-c', script], env: [] });

const program = (behaviour: Behaviour): ReturnType<RuntimeHarness['program']> => {
  switch (behaviour) {
    case 'runs for ever': return sh('trap "exit 143" TERM; busybox sleep 3600 & wait');
    case 'prints hello and exits 3': return sh('echo one; echo hello; exit 3');
    case 'ignores TERM': return sh('trap "" TERM; while :; do busybox sleep 3600; done');
    case 'repeats its input': return { ...sh('while read line; do echo "$line"; done'), stdin: true, stdinOnce: true };
    case 'runs out of memory': return { ...sh('x=a; while :; do x="$x$x"; done'), memoryLimitBytes: 16 * 1024 ** 2 };
    case 'cannot be started': return { command: ['/not-there'], env: [] };
  }
};

describeRuntime('docker', async () => {
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  const cluster = `contract-${process.pid}`;
  const busyboxPath = await testBusybox();
  const options = { cluster, node: 'n1', network: { subnet: '10.213.0.0/24', gateway: '10.213.0.1' }, busyboxPath };
  const image = await ensureDemoImage(docker, { busyboxPath, version: '1' });
  return {
    runtime: createDockerRuntime(options),
    reopen: () => createDockerRuntime(options),
    image,
    program,
    address: (index) => `10.213.0.${index + 10}`,
    close: () => removeCluster(docker, cluster),
  };
});
