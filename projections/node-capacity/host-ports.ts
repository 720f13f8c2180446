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

const hostPort = ({ hostPort: port = 0, hostIP = '', protocol = 'TCP' }: Port): HostPort | undefined =>
  port > 0 ? { ip: hostIP === '' ? ALL : hostIP, protocol, port } : undefined;

/** Host ports of a pod's containers and sidecars. */
export const hostPorts = ({ containers = [], initContainers = [] }: Ported): readonly HostPort[] => {
  const sidecars = initContainers.filter((container) => container.restartPolicy === 'Always');
  return [...sidecars, ...containers].flatMap(({ ports = [] }) => ports.flatMap((port) => hostPort(port) ?? []));
};

/** Whether both cannot be had on one node: same protocol and port, and the same address or one of them on all. */
export const portsConflict = (left: HostPort, right: HostPort): boolean =>
  left.port === right.port && left.protocol === right.protocol && (left.ip === right.ip || left.ip === ALL || right.ip === ALL);
