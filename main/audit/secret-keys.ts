/** Says by a key's name whether its value is a secret. Keys are compared word by word: `author`, `tokenizer` and `shipping` are none. */

const secretWords = new Set(
  `password passwords passwd pwd passphrase passcode secret secrets apikey apikeys credential credentials creds bearer authorization
   cookie cookies jwt otp totp pat cvv cvc ssn mnemonic phpsessid jsessionid sessionid token tokens`.split(/\s+/),
);

const secretPairs = new Set(
  `api key,api keys,private key,access key,secret key,signing key,encryption key,master key,ssh key,session key,account key,license key,
   shared key,service key,auth key,storage key,deploy key,consumer key,connection string,auth code,code verifier,client assertion,
   card number,recovery code,recovery codes,backup code,backup codes,seed phrase,x auth,proxy auth,basic auth,http auth,user pin,card pin,
   account pin,security pin,login pin,new pin,old pin,current pin,confirm pin,db pass,database pass,sql pass,mysql pass,pg pass,postgres pass,
   redis pass,mongo pass,smtp pass,imap pass,mail pass,email pass,ftp pass,sftp pass,ssh pass,user pass,admin pass,root pass,login pass,
   app pass,auth pass,basic pass,http pass,my pass`.split(/,\s*/),
);

/** Secret only where they are the whole key: `auth: …`, but not `auth_mode`; `pin`, but not `pin_board`. */
const secretAlone = new Set(['auth', 'pin']);

/** Written together, as in `PGPASSWORD`, `accesstoken`, `clientsecret`. */
const secretEnding =
  /(?:password|passwd|passphrase|apikey|(?:secret|access|private)key|(?:auth|access|refresh|id|session|bearer|github|gitlab|slack|bot|api|csrf|xsrf|user|app)token|(?:client|app)secret)s?$/;

/** What is about a secret without being one: `password_policy`, `token_count`, `secret_name`. */
const harmlessEndings = new Set(
  `policy length count counts limit limits budget usage type types url uri endpoint endpoints name names expiry expires expiration enabled
   required min max format label title description status rotation age scope scopes strength version algorithm server file path at in
   ratio rate cost price used left remaining index position offset size window estimate total method provider issuer audience mode kind
   schema prompt manager store strategy header prefix field banner consent domain`.split(/\s+/),
);

/** Tokens that are counted, that mark a place in a list, or that a language model reads. */
const harmlessTokens = new Set(
  `max min total num number n prompt completion input output page next continuation sync progress cancellation stop start first last
   special pad eos bos unk mask cached reasoning used remaining unexpected expected current context thinking`.split(/\s+/),
);

const longestKey = 256;

export function isSecretKey(key: string): boolean {
  const words = wordsOf(key);
  if (words.length === 0 || harmlessEndings.has(words.at(-1) ?? '')) return false;
  if (words.length === 1 && secretAlone.has(words[0] ?? '')) return true;
  return words.some((word, index) => isSecretWord(word, words[index - 1]));
}

function isSecretWord(word: string, before: string | undefined): boolean {
  if (before !== undefined && (word === 'token' || word === 'tokens') && harmlessTokens.has(before)) return false;
  return secretWords.has(word) || secretEnding.test(word) || (before !== undefined && secretPairs.has(`${before} ${word}`));
}

function wordsOf(key: string): string[] {
  return key
    .slice(-longestKey)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
