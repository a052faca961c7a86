import type { Status } from '../../../contract/models.ts';
import { checkApps } from '../doctor/app-checks.ts';
import { checkBroker, checkComplaints, checkShim, checkSocket } from '../doctor/broker-checks.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkConfig, checkFiles, checkFolders, checkNode } from '../doctor/home-checks.ts';
import { checkPlainSecrets } from '../doctor/plain-secret-checks.ts';
import { checkServerCommands } from '../doctor/server-checks.ts';
import { checkVault } from '../doctor/vault-checks.ts';
import { exitCodes } from '../exit-code.ts';
import type { Command, Invocation } from '../invocation.ts';
import { table } from '../output.ts';

/** Looks at everything that can be wrong and changes nothing. */
export const doctor: Command = async (invocation) => {
  const findings = await examine(invocation);
  const isWell = findings.every((finding) => finding.isWell);
  invocation.output.result({ well: isWell, findings }, () => table(['', 'WHAT', 'FOUND'], findings.map(describe)));
  return isWell ? exitCodes.done : exitCodes.failed;
};

async function examine(invocation: Invocation): Promise<Finding[]> {
  const { home, environment } = invocation;
  const config = await checkConfig(home);
  const broker = await checkBroker(invocation);
  return [
    checkNode(),
    await checkFolders(home),
    await checkFiles(home),
    config.finding,
    ...(config.settings === null ? [] : [...checkServerCommands(config.settings, environment), ...checkPlainSecrets(config.settings)]),
    broker.finding,
    ...(broker.status === null ? [] : await examineBroker(invocation, broker.status)),
  ];
}

async function examineBroker(invocation: Invocation, status: Status): Promise<Finding[]> {
  const reached = [await checkSocket(invocation), await checkShim(invocation)];
  return [...reached, ...checkComplaints(status), ...(await checkVault(invocation)), ...(await checkApps(invocation))];
}

function describe({ subject, isWell, detail }: Finding): string[] {
  return [isWell ? 'ok' : 'ILL', subject, detail];
}
