import type { SignIns } from '../oauth/sign-ins.ts';
import type { Api } from './api.ts';

type SignInsApi = Pick<Api, 'signIns.list' | 'signIns.start' | 'signIns.cancel' | 'signIns.end'>;

export function signInsApi(signIns: SignIns): SignInsApi {
  return {
    'signIns.list': () => signIns.list(),
    'signIns.start': ({ server }) => signIns.start(server),
    'signIns.cancel': ({ server }) => signIns.cancel(server),
    'signIns.end': ({ server }) => signIns.end(server),
  };
}
