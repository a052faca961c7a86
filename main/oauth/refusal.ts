import { OAuthClientFlowError, OAuthError, OAuthErrorCode } from '@modelcontextprotocol/client';
import { NamedError } from '../../contract/errors.ts';

/** Nothing is wrong with the sign-in: the authorization server can't answer at the moment. */
const passing: readonly string[] = [OAuthErrorCode.ServerError, OAuthErrorCode.TemporarilyUnavailable, OAuthErrorCode.TooManyRequests];

/** Who asks is not known, or may not ask. */
const ofClient: readonly string[] = [OAuthErrorCode.InvalidClient, OAuthErrorCode.UnauthorizedClient];

/** Whether the authorization server has said that it gives no more tokens for this sign-in. `ownClient`: of the person's own, whose secret may be wrong. */
export function isFinal(error: unknown, ownClient: boolean): boolean {
  return error instanceof OAuthError && !passing.includes(error.code) && !(ownClient && isOfClient(error));
}

function isOfClient({ code }: OAuthError): boolean {
  return ofClient.includes(code);
}

/** Why a sign-in at this address came to nothing. Whatever somebody else said is not repeated. */
export function failureOf(error: unknown, server: URL): NamedError {
  if (error instanceof OAuthClientFlowError) {
    const sentence =
      'The sign-in is described by somebody else than it says. Nothing was signed in: look whether the url of the server is right.';
    return new NamedError('forbidden', sentence, {}, { cause: error });
  }
  return refusalOf(error, server.href);
}

/** What an authorization server says of itself never goes on but for the name of its error. */
export function refusalOf(error: unknown, issuer: string, ownClient = false): NamedError {
  if (error instanceof NamedError) return error;
  const host = new URL(issuer).host;
  if (error instanceof OAuthError) {
    const wayOut = ownClient && isOfClient(error) ? 'look at clientId and clientSecret in config.yaml' : 'sign in again';
    return new NamedError('upstream_failed', `${host} refused (${errorNameIn(error.code)}): ${wayOut}.`, {}, { cause: error });
  }
  return new NamedError('upstream_failed', `${host} gave no answer that Patchbay understands.`, {}, { cause: error });
}

export function errorNameIn(code: string | null): string {
  return code !== null && /^[a-z_]{1,60}$/.test(code) ? code : 'unknown error';
}
