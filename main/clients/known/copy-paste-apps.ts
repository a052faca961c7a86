import type { ClientInput } from './client.ts';
import { lenient, macSupport, noLimits, xdgConfig } from './common.ts';

/** A snippet to paste: these keep their servers where no other program should write. */
const pasted: Omit<ClientInput, 'id' | 'label' | 'detect' | 'reload'> = {
  status: 'active',
  wiring: 'snippet',
  format: 'json',
  tolerance: lenient,
  keyPath: ['mcpServers'],
  files: {},
  entry: {},
  limits: noLimits,
};

export const copyPasteApps: readonly ClientInput[] = [
  {
    ...pasted,
    id: 'jetbrains-ai',
    entry: { remote: null },
    label: 'JetBrains AI Assistant',
    detect: {
      bySystem: { macos: [`${macSupport}/JetBrains/*`], windows: ['%APPDATA%/JetBrains/*'], linux: [`${xdgConfig}/JetBrains/*`] },
    },
    reload: {
      needs: 'nothing',
      how: 'In the IDE, open Settings > Tools > AI Assistant > MCP, press Add, paste the entry, and press Apply.',
    },
    hints: ['A new server can start switched off there: look at its switch after pasting.'],
  },
  {
    ...pasted,
    id: 'cherry-studio',
    label: 'Cherry Studio',
    detect: {
      bySystem: {
        macos: ['/Applications/Cherry Studio.app', `${macSupport}/CherryStudio`],
        windows: ['%APPDATA%/CherryStudio'],
        linux: [`${xdgConfig}/CherryStudio`],
      },
    },
    reload: { needs: 'nothing', how: 'In Cherry Studio, open Settings > MCP > Add > Import from JSON, paste the entry, and switch it on.' },
    hints: ['Paste the whole entry unchanged: a damaged import has made Cherry Studio crash at every start.'],
  },
  {
    ...pasted,
    id: 'raycast',
    asForm: true,
    label: 'Raycast',
    detect: { bySystem: { macos: ['/Applications/Raycast.app'] } },
    reload: {
      needs: 'nothing',
      how: 'In Raycast, run "Install MCP Server", fill in each field as it stands here, and press Install MCP Server.',
    },
    hints: ['The file mcp-config.json that some guides name belongs to a community extension, not to Raycast itself.'],
  },
];
