import type { Container, VolumeMount } from '../../events/resources/_types/container.ts';
import type { Volume } from '../../events/resources/_types/volume.ts';
import type { PodPlace } from './downward.ts';
import { expand } from './expand.ts';
import { hostsFile, resolvFile } from './network-files.ts';
import type { PodContext } from './pod-context.ts';
import type { Mount, VolumePlace } from './port.ts';
import { SourceError, volumeRefs } from './source-object.ts';
import type { VolumeInput } from './volume-files.ts';
import { isSecretVolume, volumeFiles } from './volume-files.ts';

export const placeOf = ({ node, sandbox, desired }: PodContext): PodPlace => ({
  podIp: desired().pod.spec?.hostNetwork === true ? node.hostIp : (sandbox()?.address ?? ''),
  hostIp: node.hostIp, node: node.node, allocatable: node.allocatable,
});

const place = (context: PodContext, volume: Volume): VolumePlace => {
  const { pod, podUid } = context.desired();
  const fsGroup = pod.spec?.securityContext?.fsGroup;
  return { podUid, volume: volume.name, inMemory: isSecretVolume(volume) || volume.emptyDir?.medium === 'Memory', ...(fsGroup !== undefined && { fsGroup }) };
};

const mountOne = async (context: PodContext, volume: Volume, input: VolumeInput): Promise<string> => {
  const { files } = context;
  if (volume.emptyDir !== undefined) return files.emptyDir(place(context, volume));
  if (volume.hostPath !== undefined) return files.hostPath(volume.hostPath.path, volume.hostPath.type ?? '');
  const projected = volumeFiles(input, volume);
  if (projected === undefined) throw new SourceError('unsupported kind of volume');
  return files.project(place(context, volume), projected);
};

/** Makes every volume of the pod; done again it changes only what differs. Throws SourceError with upstream's text. */
export const mountVolumes = async (context: PodContext): Promise<void> => {
  const desired = context.desired();
  const volumes = desired.pod.spec?.volumes ?? [];
  if (volumes.length === 0) return;
  const sources = await context.fetchSources(desired, volumeRefs(desired.pod));
  await Promise.all(volumes.map(async (volume) => {
    try {
      context.volumePaths.set(volume.name, await mountOne(context, volume, { pod: desired.pod, place: placeOf(context), sources }));
    } catch (cause) {
      throw new SourceError(`MountVolume.SetUp failed for volume "${volume.name}" : ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }));
};

const sourceOf = async (context: PodContext, mount: VolumeMount, environment: ReadonlyMap<string, string>): Promise<string> => {
  const folder = context.volumePaths.get(mount.name);
  if (folder === undefined) throw new SourceError(`volume "${mount.name}" is not mounted`);
  const sub = mount.subPathExpr === undefined || mount.subPathExpr === '' ? (mount.subPath ?? '') : expand(mount.subPathExpr, environment);
  return sub === '' ? folder : context.files.subPath(folder, sub);
};

const writeNetworkFiles = async (context: PodContext): Promise<readonly Mount[]> => {
  const { files, node } = context;
  const { pod, podUid } = context.desired();
  const dns = { servers: node.dnsServers, clusterDomain: node.clusterDomain, host: await files.hostResolvConf() };
  const resolv = files.write(podUid, 'resolv.conf', resolvFile(pod, dns));
  const resolvMount: Mount = { source: await resolv, target: '/etc/resolv.conf', readOnly: false };
  if (pod.spec?.hostNetwork === true && (pod.spec.hostAliases ?? []).length === 0) return [resolvMount];
  const hosts = await files.write(podUid, 'hosts', hostsFile(pod, placeOf(context).podIp, node.clusterDomain));
  return [resolvMount, { source: hosts, target: '/etc/hosts', readOnly: false }];
};

/** Everything bound into one container: its volume mounts, then hosts and resolv.conf unless it mounts its own. */
export const mountsOf = async (context: PodContext, container: Container, environment: ReadonlyMap<string, string>): Promise<readonly Mount[]> => {
  const own = await Promise.all((container.volumeMounts ?? []).map(async (mount): Promise<Mount> => ({
    source: await sourceOf(context, mount, environment), target: mount.mountPath, readOnly: mount.readOnly === true,
  })));
  const network = await writeNetworkFiles(context);
  return [...own, ...network.filter(({ target }) => !own.some((each) => each.target === target))];
};
