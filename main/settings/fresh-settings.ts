/** What a new home begins with: something to call at once, and how to go on. */
export const freshSettings = `# Patchbay's settings. A change here applies as soon as the file is saved; a mistake changes nothing, and Patchbay says where it is.
# Check it with: patchbay validate
#
# A server that Patchbay starts:
#   github: { command: npx, args: [-y, "@modelcontextprotocol/server-github"], env: { TOKEN: { secret: github-token } } }
# The built-in server for folders of yours:
#   files: { builtin: files, roots: [~/Documents] }
# What one app may see:
#   profiles: { small: { servers: [memory], exposure: full } }
#   apps: { cursor: { profile: small } }
# MCP over HTTP on this machine, for apps that take a URL:
#   endpoint: { port: 7462 }
version: 1
servers:
  memory: { builtin: memory }
`;
