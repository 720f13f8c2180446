import type Docker from 'dockerode';
import { busyboxFiles, ensureImportedImage } from './import-image.ts';

const REPOSITORY = 'shiplog/sandbox';
const TAG = '1';
export const SANDBOX_IMAGE = `${REPOSITORY}:${TAG}`;

/** Waits for ever, reaps what a shared process namespace leaves behind, and goes at once when told to. */
const PROGRAM = 'trap "exit 0" TERM INT; while :; do busybox sleep 2147483647 & wait $!; done';

/** Builds the image of pod sandboxes from a static busybox, without a registry, unless the Engine has it. Answers its reference. */
export const ensureSandboxImage = async (docker: Docker, options: { readonly busyboxPath: string }): Promise<string> =>
  ensureImportedImage(docker, {
    repository: REPOSITORY,
    tag: TAG,
    files: await busyboxFiles(options.busyboxPath, []),
    changes: [`ENTRYPOINT ["/bin/busybox","sh","-c",${JSON.stringify(PROGRAM)}]`, 'ENV PATH=/bin'],
  });
