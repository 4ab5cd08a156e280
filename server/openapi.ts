/** The description of the API, made from the very declarations that serve it. */
import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { ErrorView } from "../core/api/common.ts";
import type { Route } from "./route.ts";

/** What `openapi.json` answers. `cookieName` is the session cookie. */
export function describeApi(routes: readonly Route[], cookieName: string): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: cookieName,
  });
  for (const route of routes) registry.registerPath(toPath(route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Backscroll",
      version: "1",
      description:
        "Ids are decimal strings: they exceed what JSON readers keep of numbers. Times are ISO 8601 in UTC. " +
        "Every error has the shape of the answers 4xx below.",
    },
    servers: [{ url: "/api/v1" }],
  });
  return { ...document };
}

function toPath(route: Route): RouteConfig {
  const json = (schema: z.ZodType) => ({ "application/json": { schema } });
  const answers = Object.entries(route.statuses).map(([status, description]) => [
    status,
    { description, content: json(route.view) },
  ]);
  return {
    method: route.method,
    path: route.path.replaceAll(/:(\w+)/g, "{$1}"),
    summary: route.summary,
    operationId: operationId(route),
    tags: [route.path.split("/")[1] ?? ""],
    security: route.access === "public" ? [] : [{ session: [] }],
    request: {
      ...(route.params instanceof z.ZodObject ? { params: route.params } : {}),
      ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
      ...(route.body ? { body: { content: json(route.body) } } : {}),
    },
    responses: {
      ...Object.fromEntries(answers),
      "4XX": { description: "Refused; the code says why.", content: json(ErrorView) },
    },
  };
}

/** A name for the operation, e.g. `postFetchByGuildIdStart` for POST /fetch/:guildId/start. */
function operationId(route: Route): string {
  const words = route.path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => (part.startsWith(":") ? `By${upperFirst(part.slice(1))}` : part))
    .flatMap((part) => part.split("."));
  return route.method + words.map(upperFirst).join("");
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
