import type { BuiltinServerSettings } from '../settings/settings.ts';
import type { Channel } from '../wire/channel.ts';
import { linkedChannels } from '../wire/linked-channels.ts';
import { filesTools } from './files/files-tools.ts';
import { Roots } from './files/roots.ts';
import { type BuiltinServer, serveBuiltin } from './mcp-server.ts';
import type { MemoryStore } from './memory-store.ts';
import { memoryTools } from './memory-tools.ts';

/** Starts a built-in server in this process and returns the end that a client talks to. Closing that end ends the server. */
export function openBuiltin(settings: BuiltinServerSettings, { memory }: { readonly memory: MemoryStore }): Channel {
  const [client, server] = linkedChannels();
  serveBuiltin(builtinServer(settings, memory), server);
  return client;
}

function builtinServer(settings: BuiltinServerSettings, memory: MemoryStore): BuiltinServer {
  switch (settings.builtin) {
    case 'files': {
      const folders = settings.roots.length === 0 ? 'none yet: add roots to it in config.yaml' : settings.roots.join(', ');
      return {
        name: 'files',
        title: 'Files',
        instructions: `Files inside these folders: ${folders}.`,
        tools: filesTools(new Roots(settings.roots)),
      };
    }
    case 'memory':
      return { name: 'memory', title: 'Memory', instructions: 'Facts and notes that outlive a conversation.', tools: memoryTools(memory) };
  }
}
