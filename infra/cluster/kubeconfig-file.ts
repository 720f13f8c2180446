import { readFile, rename, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { ClusterConfig } from './cluster-config.ts';
import type { ClusterFolder } from './cluster-folder.ts';

const base64 = async (path: string): Promise<string> => (await readFile(path)).toString('base64');

/** The administrator's kubeconfig, certificates embedded; `pathPrefix` points a context at the past (`/at/42`). */
export const renderKubeconfig = async (folder: ClusterFolder, config: ClusterConfig, pathPrefix = ''): Promise<string> => {
  const admin = folder.certificate('admin');
  const [ca, cert, key] = await Promise.all([base64(folder.caCert), base64(admin.cert), base64(admin.key)]);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: config.name, cluster: { server: `https://${config.apiHost}:${config.apiPort}${pathPrefix}`, 'certificate-authority-data': ca } }],
    users: [{ name: 'kubernetes-admin', user: { 'client-certificate-data': cert, 'client-key-data': key } }],
    contexts: [{ name: config.name, context: { cluster: config.name, user: 'kubernetes-admin' } }],
    'current-context': config.name,
  });
};

export const writeKubeconfig = async (folder: ClusterFolder, config: ClusterConfig): Promise<void> => {
  const part = `${folder.kubeconfig}.part`;
  await writeFile(part, await renderKubeconfig(folder, config), { mode: 0o600 });
  await rename(part, folder.kubeconfig);
};
