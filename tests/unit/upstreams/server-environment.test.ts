import { describe, expect, it } from 'vitest';
import { serverEnvironment } from '../../../main/upstreams/server-environment.ts';

describe.skipIf(process.platform === 'win32')('the environment of a server', () => {
  it('is a short list and what config.yaml says', () => {
    const own = {
      ...{
        PATH: '/bin',
        HOME: '/home/a',
        LANG: 'C',
        LC_ALL: 'C',
        TMPDIR: '/tmp',
        USER: 'a',
        LOGNAME: 'a',
        SHELL: 'sh',
        TERM: 'vt',
        XDG_RUNTIME_DIR: '/run',
      },
      ...{
        PATCHBAY_HOME: 'x',
        PATCHBAY_APP_KEY: 'x',
        GITHUB_TOKEN: 'x',
        NODE_OPTIONS: 'x',
        ELECTRON_RUN_AS_NODE: '1',
        LD_PRELOAD: 'x',
        SSH_AUTH_SOCK: 'x',
        LCX: 'x',
      },
    };
    expect(serverEnvironment(own, { TOKEN: 'mine', LANG: 'de' })).toEqual({
      ...{
        PATH: '/bin',
        HOME: '/home/a',
        LANG: 'de',
        LC_ALL: 'C',
        TMPDIR: '/tmp',
        USER: 'a',
        LOGNAME: 'a',
        SHELL: 'sh',
        TERM: 'vt',
        XDG_RUNTIME_DIR: '/run',
      },
      TOKEN: 'mine',
    });
  });
});
