import { type FetchLike, refreshAuthorization, selectClientAuthMethod } from '@modelcontextprotocol/client';
import { NamedError } from '../../contract/errors.ts';
import { clientInformationOf, type Grant, metadataOf, tokensOf } from './grant.ts';

/** The sign-in with new tokens. `secret`: of a client that the person registered. Throws what the SDK's helper throws. */
export async function renewed(grant: Grant, refreshToken: string, secret: string | null, fetchFn: FetchLike): Promise<Grant> {
  const tokens = await refreshAuthorization(grant.issuer, {
    metadata: metadataOf(grant),
    clientInformation: clientInformationOf(grant, secret),
    refreshToken,
    ...(grant.resource !== null && { resource: grant.resource }),
    fetchFn: unlessBusy(fetchFn),
  });
  return { ...grant, ...tokensOf(tokens, Date.now(), grant) };
}

/** Whatever one writes that has too much to do or is broken, it says nothing about the sign-in. */
function unlessBusy(fetchFn: FetchLike): FetchLike {
  return async (address, init) => {
    const answer = await fetchFn(address, init);
    if (answer.status !== 429 && answer.status < 500) return answer;
    throw new NamedError('upstream_failed', `${new URL(address).host} can’t do that at the moment (HTTP status ${answer.status}).`);
  };
}

/** Tells the authorization server that nobody needs the tokens any more (RFC 7009). False: it takes no such word, or didn't take it. */
export async function revoked(grant: Grant, secret: string | null, fetchFn: FetchLike): Promise<boolean> {
  if (grant.endpoints.revocation === null) return false;
  const body = new URLSearchParams(
    grant.refresh === null
      ? { token: grant.access, token_type_hint: 'access_token' }
      : { token: grant.refresh, token_type_hint: 'refresh_token' },
  );
  const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' });
  identify(grant, secret, { body, headers });
  const answer = await fetchFn(grant.endpoints.revocation, { method: 'POST', headers, body });
  return answer.ok;
}

function identify(grant: Grant, secret: string | null, { body, headers }: { body: URLSearchParams; headers: Headers }): void {
  const client = clientInformationOf(grant, secret);
  const method = selectClientAuthMethod(client, grant.endpoints.methods);
  const { client_id: id, client_secret: key = '' } = client;
  if (method === 'client_secret_basic') {
    headers.set('authorization', `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`);
    return;
  }
  body.set('client_id', id);
  if (method === 'client_secret_post') body.set('client_secret', key);
}
