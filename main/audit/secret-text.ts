import { redacted, withoutKeyedSecrets } from './keyed-values.ts';

/** Takes the secrets out of any text: an error, a line of a log, an argument. Every pattern is linear or bounded in the text's length. */
export function withoutSecrets(text: string): string {
  // One word, as names and ids are, has nothing in it that leads to a secret: it is one by its shape or not at all.
  if (/^[\w.-]*$/.test(text)) return knownShapes(text);
  return detectors.reduce((rest, detect) => detect(rest), text);
}

type Detector = (text: string) => string;

const detectors: readonly Detector[] = [
  privateKeys,
  headerLines,
  addressLogins,
  withoutKeyedSecrets,
  loginFlags,
  schemes,
  knownShapes,
  signedAddresses,
];

/** Also one whose end is missing. */
function privateKeys(text: string): string {
  return text.replace(
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    redacted,
  );
}

function headerLines(text: string): string {
  return text.replace(/\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)(:\s*)[^\r\n"'`]+/gi, `$1$2${redacted}`);
}

/** `https://name:password@host`; a name alone is kept where it is none but a name, as in `ssh://git@host`. */
function addressLogins(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/?#"'<>]+)@/gi, (whole, scheme: string, login: string) =>
    login.includes(':') || /^https?:/i.test(scheme) ? `${scheme}${redacted}@` : whole,
  );
}

/** `curl -u name:…`. */
function loginFlags(text: string): string {
  return text.replace(/(?<!\S)(-u|--user)([ =]?["']?)([^\s:"']{1,128}):[^\s"']+/g, `$1$2$3:${redacted}`);
}

function schemes(text: string): string {
  return text
    .replace(/\b(Bearer\s{1,4})([\w.~+/=-]{3,})/gi, (whole, scheme: string, value: string) =>
      proseAfterBearer.has(value.toLowerCase()) ? whole : `${scheme}${redacted}`,
    )
    .replace(/\b(Basic\s{1,4})([A-Za-z0-9+/_-]{6,}={0,2})/gi, (whole, scheme: string, value: string) =>
      /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1')) ? `${scheme}${redacted}` : whole,
    );
}

const proseAfterBearer = new Set(
  'token tokens auth authentication authorization scheme header realm error format and for from has with credential credentials prefix type challenge required missing invalid'.split(
    ' ',
  ),
);

/** Keys that show by their own spelling what they are. */
const shapes = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    String.raw`eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?`,
    String.raw`sk-(?=[\w-]{0,200}\d)[\w-]{6,}`,
    String.raw`(?:sk|rk|pk|whsec)_(?:live|test)?_?\w{12,}`,
    String.raw`gh[pousr]_\w{6,}`,
    String.raw`github_pat_\w{6,}`,
    String.raw`glpat-[\w-]{6,}`,
    String.raw`(?:AKIA|ASIA|AROA)[A-Z0-9]{12,}`,
    String.raw`xox[a-z]-[\w-]{6,}`,
    String.raw`xapp-[\w-]{6,}`,
    String.raw`AIza[\w-]{20,}`,
    String.raw`ya29\.[\w-]{8,}`,
    String.raw`(?:npm|hf|gsk|r8|dop_v1|shpat|shpca|shppa|shpss|lin_api|ntn|sbp|figd|sntrys)_\w{16,}`,
    String.raw`(?:pypi|tvly|pplx)-[\w-]{16,}`,
    String.raw`SG\.[\w-]{8,}\.[\w-]{8,}`,
    String.raw`AGE-SECRET-KEY-1\w+`,
    String.raw`ATATT\w{16,}`,
    String.raw`\d{8,10}:AA[\w-]{30,}`,
  ].join('|')})`,
  'g',
);

function knownShapes(text: string): string {
  return text.replace(shapes, redacted);
}

function signedAddresses(text: string): string {
  return text
    .replace(/([?&#](?:sig|signature|x-amz-signature|x-amz-credential|key|code)=)[^&#\s"']{6,}/gi, `$1${redacted}`)
    .replace(/(hooks\.slack\.com\/services\/|discord(?:app)?\.com\/api\/webhooks\/)[\w/-]+/gi, `$1${redacted}`);
}
