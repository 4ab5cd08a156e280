import type { Core } from "../core.ts";
import type { Viewer } from "../wire/viewer.ts";
import type { Bot } from "../world/model.ts";
import type { BucketRule } from "./limits.ts";

/** One authenticated request on its way to a handler. */
export interface RestRequest {
  core: Core;
  bot: Bot;
  viewer: Viewer;
  /** The route's parameters, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Reads the body: JSON, or the parts of a multipart form. Throws ApiError on bad JSON. */
  body(): Promise<RestBody>;
}

export interface RestBody {
  json: Record<string, unknown>;
  files: { name: string; contentType: string; bytes: Buffer }[];
}

/** JSON as text or encoded, a value to be written as JSON, or null for 204. */
export type RestReply = string | Buffer | object | null;

export type RestHandler = (request: RestRequest) => RestReply | Promise<RestReply>;

export interface Route {
  method: string;
  /** As in `GET /channels/:channel/messages`. */
  name: string;
  segments: string[];
  bucket: BucketRule;
  /** The parameter whose value rate limits are counted by, or "". */
  major: "channel" | "guild" | "";
  handler: RestHandler;
  /** Set where a token in the path says whose request it is, instead of the Authorization header. */
  isOpen?: true;
}

/** Makes a route. `limit` requests per `windowMs`; each method and path has its own bucket. */
export function route(
  method: string,
  path: string,
  limit: number,
  windowMs: number,
  handler: RestHandler,
  bucketName = `${method} ${path}`,
): Route {
  const segments = path.slice(1).split("/");
  const major = segments[1] === ":channel" ? "channel" : segments[1] === ":guild" ? "guild" : "";
  return {
    method,
    name: `${method} ${path}`,
    segments,
    bucket: { name: bucketName, limit, windowMs },
    major,
    handler,
  };
}

/** A route of an interaction: its token in the path is the permission, and no limit counts it. */
export function openRoute(method: string, path: string, handler: RestHandler): Route {
  return { ...route(method, path, 50, 1_000, handler), isOpen: true };
}

/** Finds routes by method and path. */
export class Router {
  readonly #byShape = new Map<string, Route[]>();

  constructor(routes: readonly Route[]) {
    for (const one of routes) {
      const key = `${one.method} ${one.segments.length}`;
      const same = this.#byShape.get(key);
      if (same) same.push(one);
      else this.#byShape.set(key, [one]);
    }
  }

  /** The first route that fits, with its parameters decoded; null when none does. */
  find(method: string, segments: readonly string[]): { route: Route; params: Record<string, string> } | null {
    for (const one of this.#byShape.get(`${method} ${segments.length}`) ?? []) {
      const params = match(one.segments, segments);
      if (params) return { route: one, params };
    }
    return null;
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (let i = 0; i < pattern.length; i++) {
    const wanted = pattern[i] as string;
    // Clients may escape fixed parts too: discord-api-types writes "@me" as "%40me".
    const given = decode(segments[i] as string);
    if (given === null || given === "") return null;
    if (wanted.startsWith(":")) params[wanted.slice(1)] = given;
    else if (wanted !== given) return null;
  }
  return params;
}

function decode(text: string): string | null {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a malformed escape matches no route: 404, as Discord answers
  }
}
