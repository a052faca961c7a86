import {
  type FetchLike,
  isHttpsUrl,
  type OAuthClientInformationMixed,
  registerClient,
  RegistrationRejectedError,
} from '@modelcontextprotocol/client';
import { NamedError } from '../../contract/errors.ts';
import type { SignInPlace } from './discovery.ts';
import type { SignInSettings } from './sign-in-server.ts';

export interface Introduction {
  readonly place: SignInPlace;
  readonly settings: SignInSettings;
  readonly redirectUri: string;
  readonly scope: string | undefined;
}

/** Whether Patchbay is to introduce itself anew for each sign-in, and may therefore choose the address that the answer comes back to. */
export function isRegisteredAnew({ metadata }: SignInPlace, settings: SignInSettings): boolean {
  return settings.clientId === null && !isDescribed(metadata.client_id_metadata_document_supported, settings);
}

/**
 * Who Patchbay is to the authorization server, in the specification's order (2026-07-28, authorization, "Client Registration Approaches"): a
 * client that the person registered, its description on the web, or a registration for this one sign-in. Throws `upstream_failed`.
 */
export async function introduce(introduction: Introduction, fetchFn: FetchLike): Promise<OAuthClientInformationMixed> {
  const { place, settings, redirectUri, scope } = introduction;
  const { metadata } = place;
  if (settings.clientId !== null)
    return { client_id: settings.clientId, ...(settings.clientSecret && { client_secret: await settings.clientSecret() }) };
  if (settings.clientMetadataUrl !== null && isDescribed(metadata.client_id_metadata_document_supported, settings)) {
    return { client_id: settings.clientMetadataUrl };
  }
  const host = new URL(metadata.issuer).host;
  if (metadata.registration_endpoint === undefined) {
    throw new NamedError(
      'upstream_failed',
      `${host} lets no program introduce itself: register Patchbay there yourself, and write its id into config.yaml (auth: { clientId: … }).`,
    );
  }
  try {
    const clientMetadata = {
      client_name: 'Patchbay',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
      token_endpoint_auth_method: methodFor(metadata.token_endpoint_auth_methods_supported),
    };
    return await registerClient(metadata.issuer, { metadata, clientMetadata, ...(scope !== undefined && { scope }), fetchFn });
  } catch (error) {
    if (!(error instanceof RegistrationRejectedError)) throw error;
    throw new NamedError(
      'upstream_failed',
      `${host} refused to let Patchbay introduce itself (HTTP status ${error.status}).`,
      {},
      { cause: error },
    );
  }
}

function isDescribed(isTaken: boolean | undefined, { clientMetadataUrl }: SignInSettings): boolean {
  return isTaken === true && clientMetadataUrl !== null && isHttpsUrl(clientMetadataUrl);
}

/** A program on somebody's computer can't keep a secret: none, wherever that is taken. */
function methodFor(supported: readonly string[] | undefined): string {
  const [method] = ['none', 'client_secret_basic', 'client_secret_post'].filter((known) => supported?.includes(known) === true);
  return method ?? 'none';
}
