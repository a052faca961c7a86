import type { TextOrSecret } from '../../../contract/vault.ts';
import { isSecretKey } from '../../audit/secret-keys.ts';
import { withoutSecrets } from '../../audit/secret-text.ts';
import { plainTexts } from '../../settings/references.ts';
import type { ServerSettings, Settings } from '../../settings/settings.ts';
import { type Finding, ill } from './finding.ts';

/** Secrets that stand in config.yaml as text, where every copy of the file takes them along. Their values are not told. */
export function checkPlainSecrets(settings: Settings): Finding[] {
  return [...settings.servers].flatMap(([name, server]) => {
    const places = plainSecretsOf(server);
    return places.length === 0 ? [] : [ill(`server ${name}`, sentenceAbout(places))];
  });
}

function sentenceAbout(places: readonly string[]): string {
  const stand = places.length === 1 ? 'looks like a secret, and stands' : 'look like secrets, and stand';
  return `${places.join(', ')} ${stand} in config.yaml as text: "patchbay secrets set NAME" puts a value into the vault, and { secret: NAME } takes its place`;
}

function plainSecretsOf(server: ServerSettings): string[] {
  if (server.kind === 'builtin') return [];
  if (server.kind === 'stdio') {
    const args = server.args.flatMap((value, index) => (holdsSecret('', value) ? [`argument ${index + 1}`] : []));
    return [...namesOfSecrets(server.env), ...args];
  }
  const { clientSecret } = server.auth ?? {};
  return namesOfSecrets({ ...server.headers, ...(clientSecret !== undefined && { clientSecret }) });
}

function namesOfSecrets(values: Readonly<Record<string, TextOrSecret>>): string[] {
  return Object.entries(plainTexts(values)).flatMap(([name, value]) => (holdsSecret(name, value) ? [name] : []));
}

function holdsSecret(name: string, value: TextOrSecret): boolean {
  if (typeof value !== 'string' || value === '') return false;
  return isSecretKey(name) || /^(?:proxy-)?authorization$/i.test(name) || withoutSecrets(value) !== value;
}
