/** What a route is: one declaration that gives validation, OpenAPI and the handler. */
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Session } from "../core/database/auth/sessions.ts";
import type { EventSink } from "./events/hub.ts";

type Schema = z.ZodType;
type Output<S> = S extends Schema ? z.output<S> : undefined;

/** What a handler knows of the request besides its input. */
export interface RouteContext<Access extends RouteAccess = RouteAccess> {
  session: Access extends "public" ? null : Session;
  /** The session token as sent, whether it is valid or not. */
  token: string | null;
  userAgent: string | null;
  /** Of the client, see middleware/clientAddress.ts; null when it is not known. */
  address: string | null;
  requestId: string;
  /** Of a stream that comes back: the last event it has received, as the browser says; null otherwise. */
  lastEventId: string | null;
}

/**
 * Who may call: anybody; those who signed in and have a password of their own; or those who signed in, be it with
 * the generated password that must first be changed.
 */
type RouteAccess = "public" | "session" | "any-session";

export interface RouteAnswer<Body> {
  /** 200 unless given. */
  status?: number;
  body: Body;
  /** A Set-Cookie value. */
  cookie?: string;
  /** Sent in place of the body, which is null then. */
  file?: FileAnswer;
  /** Begins a stream in place of the body; returns what closes it. May throw before it begins. */
  stream?: (sink: EventSink) => () => void;
}

/** A file and the headers that say how it may be used; ranges and conditions are seen to. */
export interface FileAnswer {
  sizeBytes: number;
  /** The bytes from `start` to `end`, both included; all of them without. */
  open(range?: { start: number; end: number }): Promise<Readable>;
  headers: Readonly<Record<string, string>>;
}

export type RouteMethod = "get" | "post" | "patch" | "delete";

/** A route as it is declared. Paths are written as Express's, without the prefix. */
interface RouteDeclaration<
  Access extends RouteAccess,
  Params extends Schema | undefined,
  Query extends Schema | undefined,
  Body extends Schema | undefined,
  View extends Schema,
> {
  method: RouteMethod;
  path: string;
  access: Access;
  /** A sentence for the API's description. */
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** The body of every answer below 400 (and of `ready` at 503). */
  view: View;
  /** Set where the answer is a file of whatever type or a stream of events, and `view` says nothing of it. */
  answers?: "file" | "stream";
  /** What each status means; 200 alone when left out. */
  statuses?: Readonly<Record<number, string>>;
  handle(
    input: { params: Output<Params>; query: Output<Query>; body: Output<Body> },
    context: RouteContext<Access>,
  ): Promise<RouteAnswer<z.input<View>>>;
}

/** A declared route whose types have done their work. */
export interface Route {
  readonly method: RouteMethod;
  readonly path: string;
  readonly access: RouteAccess;
  readonly summary: string;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  readonly view: Schema;
  readonly answers?: "file" | "stream";
  readonly statuses: Readonly<Record<number, string>>;
  handle(
    input: { params: unknown; query: unknown; body: unknown },
    context: RouteContext,
  ): Promise<RouteAnswer<unknown>>;
}

/** Declares a route; the types of its input and answer follow from its schemas. */
export function defineRoute<
  Access extends RouteAccess,
  View extends Schema,
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
>(declaration: RouteDeclaration<Access, Params, Query, Body, View>): Route {
  return {
    statuses: { 200: "Done" },
    ...declaration,
    // mountRoutes hands in what these very schemas made of the request, and a session where one is required.
    handle: (input, context) => declaration.handle(input as never, context),
  };
}
