interface Port {
  readonly hostPort?: number | undefined;
  readonly hostIP?: string | undefined;
  readonly protocol?: string | undefined;
}
interface Ported {
  readonly containers?: readonly { readonly ports?: readonly Port[] | undefined }[] | undefined;
  readonly initContainers?: readonly { readonly restartPolicy?: string | undefined; readonly ports?: readonly Port[] | undefined }[] | undefined;
}

/** A port a pod takes on its node's own addresses. `ip` is `0.0.0.0` for all of them. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const ALL = '0.0.0.0';

/** Host ports of a pod's containers and sidecars. */
export const hostPorts = (spec: Ported): readonly HostPort[] => {
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  const ports: HostPort[] = [];
  for (const container of [...sidecars, ...(spec.containers ?? [])]) {
    for (const { hostPort = 0, hostIP = '', protocol = 'TCP' } of container.ports ?? []) {
      if (hostPort > 0) ports.push({ ip: hostIP === '' ? ALL : hostIP, protocol, port: hostPort });
    }
  }
  return ports;
};

/** Whether both cannot be had on one node: same protocol and port, and the same address or one of them on all. */
export const portsConflict = (left: HostPort, right: HostPort): boolean =>
  left.port === right.port && left.protocol === right.protocol && (left.ip === right.ip || left.ip === ALL || right.ip === ALL);
