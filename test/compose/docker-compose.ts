import { access } from 'node:fs/promises';
import { unpackDebianPackage } from '../../infra/setup/debian-package.ts';
import { hasApt, run, which } from '../../infra/setup/step.ts';
import { toolsFolder } from '../../infra/setup/tools-folder.ts';

const UNPACKED = 'docker-compose/usr/libexec/docker/cli-plugins/docker-compose';
const SECOND = /v?2\.\d+/;

const asPlugin = async (): Promise<readonly string[] | undefined> => {
  const docker = await which('docker');
  if (docker === undefined) return undefined;
  const version = await run(docker, ['compose', 'version']).catch(() => '');
  return SECOND.test(version) ? [docker, 'compose'] : undefined;
};

const unpacked = async (): Promise<readonly string[] | undefined> => {
  const path = toolsFolder(UNPACKED);
  const isThere = (): Promise<boolean> => access(path).then(() => true, () => false);
  if (!(await isThere()) && await hasApt()) {
    await unpackDebianPackage({ name: 'docker-compose', suite: 'testing', into: toolsFolder('docker-compose') }).catch(() => undefined);
  }
  return (await isThere()) ? [path] : undefined;
};

/** The words that run Docker Compose 2: Docker's plugin, else Debian's package unpacked into .tools; undefined where neither can be had. */
export const dockerCompose = async (): Promise<readonly string[] | undefined> => (await asPlugin()) ?? (await unpacked());
