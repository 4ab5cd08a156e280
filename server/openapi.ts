/** The description of the API, made from the very declarations that serve it. */
import { z } from "zod";
import { ErrorView } from "../core/api/common.ts";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

/** What `openapi.json` answers. `cookieName` is the session cookie. */
export function describeApi(routes: readonly Route[], cookieName: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: toOperation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Backscroll",
      version: "1",
      description:
        "Ids are decimal strings: they exceed what JSON readers keep of numbers. Times are ISO 8601 in UTC. " +
        "Every error has the shape of the answers 4xx below.",
    },
    servers: [{ url: "/api/v1" }],
    components: { securitySchemes: { session: { type: "apiKey", in: "cookie", name: cookieName } } },
    paths,
  };
}

function toOperation(route: Route): Json {
  const answers = Object.entries(route.statuses).map(([status, description]) => [
    status,
    { description, content: contentOf(route) },
  ]);
  const parameters = [...toParameters(route.params, "path"), ...toParameters(route.query, "query")];
  return {
    summary: route.summary,
    operationId: operationId(route),
    tags: [route.path.split("/")[1] ?? ""],
    security: route.access === "public" ? [] : [{ session: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { content: asJson(route.body) } } : {}),
    responses: {
      ...Object.fromEntries(answers),
      "4XX": { description: "Refused; the code says why.", content: asJson(ErrorView) },
    },
  };
}

/** As sent, before anything is read into it: of bodies by the caller, of answers by us. */
const asJson = (schema: z.ZodType) => ({ "application/json": { schema: toSchema(schema, "input") } });

/** One parameter for each key of an object of strings. */
function toParameters(schema: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, value]) => ({
    name,
    in: place,
    required: place === "path" || !value.safeParse(undefined).success,
    // What is read from the text of an address is described by what it is read as, a list or a number.
    schema: toSchema(value, "output"),
  }));
}

/** OpenAPI 3.1 takes JSON Schema as it is (draft 2020-12), which zod makes; only `$schema` has no place inside. */
function toSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => withoutNoise(jsonSchema),
  });
  return described;
}

/** What says nothing to a reader: the bounds of every JavaScript integer, the pattern behind a named format. */
function withoutNoise(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format !== undefined) delete schema.pattern;
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

const contentOf = ({ answers, view }: Route): Record<string, object> => {
  if (answers === "file") return { "*/*": {} };
  return answers === "stream" ? { "text/event-stream": {} } : asJson(view);
};
