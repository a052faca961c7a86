import type { SecretReference, TextOrSecret } from '../../contract/vault.ts';
import type { ServerSettings } from './settings.ts';
import { shownUrl } from './shown-url.ts';

/** Whether a secret of the vault stands there for a text. */
export function isReference(value: TextOrSecret): value is SecretReference {
  return typeof value !== 'string';
}

/** As a person may see it: a secret by its name alone. What stands around it is plain in config.yaml. */
export function shownText(value: TextOrSecret, shownAround: (text: string) => string = (text) => text): string {
  if (!isReference(value)) return value;
  const [prefix, suffix] = [value.prefix ?? '', value.suffix ?? ''].map((text) => (text === '' ? '' : shownAround(text)));
  return `${prefix}‹secret ${value.secret}›${suffix}`;
}

/** The address of a remote server without what may be a secret in it. */
export function shownAddress(url: TextOrSecret): string {
  if (!isReference(url)) return shownUrl(url);
  const { prefix = '', suffix = '' } = url;
  return shownText({
    secret: url.secret,
    prefix: URL.canParse(prefix) ? shownUrl(prefix) : prefix,
    suffix: suffix.replace(/=[^&#]*/g, '=…'),
  });
}

/** The secrets that this server is given when it starts, each once. */
export function secretsNamedBy(server: ServerSettings): ReadonlySet<string> {
  return new Set(textsOf(server).flatMap((value) => (isReference(value) ? [value.secret] : [])));
}

function textsOf(server: ServerSettings): readonly TextOrSecret[] {
  if (server.kind === 'stdio') return [...server.args, ...Object.values(server.env)];
  if (server.kind === 'builtin') return [];
  const { clientSecret } = server.auth ?? {};
  return [server.url, ...Object.values(server.headers), ...(clientSecret === undefined ? [] : [clientSecret])];
}

/** The values that are plain text in config.yaml. */
export function plainTexts(values: Readonly<Record<string, TextOrSecret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (isReference(value) ? [] : [[name, value]])));
}
