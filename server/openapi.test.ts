import assert from "node:assert/strict";
import { apiRoutes } from "./app.ts";
import { createSessionCookie } from "./auth/sessionCookie.ts";
import type { AppDeps } from "./deps.ts";
import { describeApi } from "./openapi.ts";

/** Recorded from the description as it was first served: what readers of it rely on. */
describe("describeApi", function () {
  // Declaring routes needs none of it, only handling requests does.
  const routes = apiRoutes({} as AppDeps, createSessionCookie(false));
  const document = describeApi(routes, "sid") as {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: unknown;
  };

  it("names the version, the cookie and every route", function () {
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(document.components, {
      securitySchemes: { session: { type: "apiKey", in: "cookie", name: "sid" } },
    });
    assert.equal(
      Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length,
      routes.length,
    );
  });

  it("describes parameters as what they are read as", function () {
    const parameters = document.paths["/tasks"]?.get?.parameters ?? [];
    const limit = { type: "integer", minimum: 1, maximum: 200, default: 50 };
    assert.deepEqual(
      parameters.find(({ name }) => name === "limit"),
      { name: "limit", in: "query", required: false, schema: limit },
    );
    assert.deepEqual(parameters.find(({ name }) => name === "guildId")?.schema, {
      type: "string",
      pattern: "^-?\\d{1,19}$",
      example: "175928847299117063",
    });
    const status = parameters.find(({ name }) => name === "status")?.schema;
    assert.deepEqual([status?.type, status?.minItems], ["array", 1]);
    const [guild] = document.paths["/fetch/{guildId}/start"]?.post?.parameters ?? [];
    assert.deepEqual([guild?.name, guild?.in, guild?.required], ["guildId", "path", true]);
  });

  it("describes bodies as they are sent: strict, with defaults left out", function () {
    const body = document.paths["/fetch/{guildId}/start"]?.post?.requestBody;
    const schema = body?.content["application/json"].schema;
    assert.deepEqual(
      [schema?.type, schema?.additionalProperties, schema?.required],
      ["object", false, undefined],
    );
    assert.deepEqual(schema?.properties?.mode, {
      default: "fill",
      type: "string",
      enum: ["fill", "reconcile"],
    });
    assert.deepEqual(schema?.properties?.priority, {
      type: "integer",
      minimum: 0,
      maximum: 1000,
    });
  });

  it("describes answers, and one shape for all refusals", function () {
    for (const methods of Object.values(document.paths)) {
      for (const operation of Object.values(methods)) {
        const codes = Object.keys(operation.responses);
        assert.ok(codes.includes("4XX") && codes.length >= 2, operation.operationId);
        for (const { content } of Object.values(operation.responses)) {
          if (!content["application/json"]) {
            const types = operation.operationId === "getEvents" ? "text/event-stream" : "*/*";
            assert.deepEqual(content, { [types]: {} }, "a stream, or a file of whatever type");
            continue;
          }
          const text = JSON.stringify(content["application/json"].schema);
          assert.doesNotMatch(text, /\$ref|\$schema|9007199254740991/);
        }
      }
    }
    const session = document.paths["/auth/me"]?.get?.responses["200"]?.content["application/json"].schema;
    assert.deepEqual(session?.properties?.session, {
      type: "object",
      properties: {
        createdAt: { type: "string", format: "date-time" },
        expiresAt: { type: "string", format: "date-time" },
        mustChangePassword: { type: "boolean" },
      },
      required: ["createdAt", "expiresAt", "mustChangePassword"],
    });
  });
});

interface Schema {
  type?: string;
  minItems?: number;
  required?: string[];
  additionalProperties?: unknown;
  properties?: Record<string, Schema>;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content: { "application/json": { schema: Schema } } }>;
}
