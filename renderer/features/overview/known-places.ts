/** An app that people often have, and where its own settings take the entry. A later issue finds and edits these files by itself. */
export interface KnownPlace {
  /** The app's name in Patchbay. */
  readonly app: string;
  readonly label: string;
  readonly where: string;
  /** What its file calls the part that lists the servers, where that isn't `mcpServers`. */
  readonly listKey?: string;
}

export const knownPlaces: readonly KnownPlace[] = [
  {
    app: 'claude-desktop',
    label: 'Claude Desktop',
    where:
      'In Claude Desktop choose Settings, Developer, Edit Config, and open claude_desktop_config.json. Afterwards quit Claude Desktop and open it again.',
  },
  { app: 'claude-code', label: 'Claude Code', where: 'Open the file .claude.json in your home folder. Afterwards start a new session.' },
  { app: 'cursor', label: 'Cursor', where: 'Open the file .cursor/mcp.json in your home folder. Cursor notices the change by itself.' },
  {
    app: 'vs-code',
    label: 'VS Code',
    where: 'Press F1 and choose “MCP: Open User Configuration”. VS Code asks whether to trust Patchbay before it starts it.',
    listKey: 'servers',
  },
];

export const anyPlace = 'Open the app’s settings and look for MCP servers. Most apps keep them in a JSON file under "mcpServers".';
