import type Docker from 'dockerode';
import { busyboxFiles, ensureImportedImage } from './import-image.ts';

const APPLETS = ['sh', 'httpd', 'wget', 'cat', 'echo', 'ls', 'ps', 'sleep', 'kill', 'env', 'hostname', 'date', 'id', 'touch', 'mkdir', 'rm', 'test', 'true', 'false', 'tar', 'grep', 'seq', 'head', 'tail', 'stat', 'ip', 'nc', 'dd', 'df', 'mount'];

/** As process 1 it must take SIGTERM itself, or every termination would last its whole grace. */
const serveScript = (version: string): string => `#!/bin/sh
trap 'kill $server; exit 0' TERM INT
echo "shiplog demo, version ${version}, in $(hostname)"
httpd -f -v -p 8080 -h /www &
server=$!
wait $server
`;

/** Builds `shiplog/demo:<version>`: a static busybox that serves its version over HTTP on 8080, with a shell. */
export const ensureDemoImage = async (docker: Docker, options: { readonly busyboxPath: string; readonly version: '1' | '2' }): Promise<string> =>
  ensureImportedImage(docker, {
    repository: 'shiplog/demo',
    tag: options.version,
    files: [
      ...(await busyboxFiles(options.busyboxPath, APPLETS)),
      { path: 'serve', mode: 0o755, content: Buffer.from(serveScript(options.version)) },
      { path: 'www/index.html', mode: 0o644, content: Buffer.from(`version ${options.version}\n`) },
    ],
    changes: ['CMD ["/serve"]', 'ENV PATH=/bin', 'EXPOSE 8080'],
  });
