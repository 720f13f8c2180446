import { at } from './at.ts';
import type { CliCommand } from './command.ts';
import { demo } from './demo.ts';
import { down } from './down.ts';
import { history } from './history.ts';
import { kubeconfig } from './kubeconfig.ts';
import { logs } from './logs.ts';
import { reset } from './reset.ts';
import { status } from './status.ts';
import { test } from './test.ts';
import { up } from './up.ts';
import { why } from './why.ts';

/** Every command, in the order the overview shows them. */
export const commands: readonly CliCommand[] = [demo, up, status, kubeconfig, history, why, at, logs, down, reset, test];
