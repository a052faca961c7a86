import type { Tool } from '../../contract/models.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { RiskAssessment } from '../policy/risk.ts';
import type { Api } from './api.ts';

export interface ToolsParts {
  readonly tools: (server: string | null) => readonly CatalogTool[];
  readonly risk: (tool: CatalogTool) => RiskAssessment;
}

export function toolsApi(parts: ToolsParts): Pick<Api, 'tools.list'> {
  return { 'tools.list': ({ server }) => parts.tools(server ?? null).map((tool) => toolView(tool, parts)) };
}

function toolView(tool: CatalogTool, parts: ToolsParts): Tool {
  const { risk, reason } = parts.risk(tool);
  const { title, description } = tool.definition;
  return {
    name: tool.qualifiedName,
    server: tool.server,
    title: typeof title === 'string' ? title : null,
    summary: typeof description === 'string' ? description : '',
    risk,
    riskReason: reason,
    tokens: tool.tokens,
  };
}
