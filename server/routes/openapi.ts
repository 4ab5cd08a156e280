/** The API's own description. */
import { z } from "zod";
import { describeApi } from "../openapi.ts";
import { defineRoute, type Route } from "../route.ts";

/** The route /openapi.json over `routes` and itself. Behind the sign-in: it tells strangers where to knock. */
export function openApiRoute(routes: readonly Route[], cookieName: string): Route {
  let document: Record<string, unknown> | undefined;
  const route: Route = defineRoute({
    method: "get",
    path: "/openapi.json",
    access: "session",
    summary: "This description.",
    view: z.record(z.string(), z.unknown()),
    async handle() {
      document ??= describeApi([...routes, route], cookieName);
      return { body: document };
    },
  });
  return route;
}
