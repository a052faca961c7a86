import type { SignIn } from '../../../contract/sign-ins.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';
import { localTime } from '../output.ts';

/** Begins the sign-in, says where the person goes, and waits for its end. */
export function signIn(server: string): Command {
  return async (invocation) => {
    const ended = await asOwner(invocation, async (client) => {
      const over = Promise.withResolvers<SignIn>();
      // What is told before is how things stood.
      let isBegun = false;
      client.subscribe('signIns.changed', (signIns) => {
        const own = signIns.find((one) => one.server === server);
        if (own?.state === 'waiting-for-browser') isBegun = true;
        else if (own !== undefined && isBegun) over.resolve(own);
      });
      const begun = await client.call('signIns.start', { server });
      if (begun.state !== 'waiting-for-browser') return begun;
      isBegun = true;
      invocation.output.say(begun.message);
      if (begun.address !== null) invocation.output.say(begun.address);
      return await over.promise;
    });
    invocation.output.result(ended, () => describeSignIn(ended));
    return ended.state === 'signed-in' ? exitCodes.done : exitCodes.failed;
  };
}

export function signOut(server: string): Command {
  return async (invocation) => {
    const ended = await asOwner(invocation, (client) => client.call('signIns.end', { server }));
    invocation.output.result(ended, () => describeSignIn(ended));
    return exitCodes.done;
  };
}

function describeSignIn({ server, state, message, issuer, scopes, expiresAt, renewable }: SignIn): string[] {
  const lasts = expiresAt === null ? [] : [`  Until     ${localTime(expiresAt)}${renewable ? ', renewed before' : ''}`];
  const who = issuer === null || state === 'signed-out' ? [] : [`  At        ${issuer}`];
  return [`${server}: ${message}`, ...who, ...(scopes.length === 0 ? [] : [`  Rights    ${scopes.join(' ')}`]), ...lasts];
}
