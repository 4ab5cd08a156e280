/** Mirrors: which channel is posted into which other one. The rows are kept here; the bot posts. */
import { DoneView } from "../../core/api/common.ts";
import {
  ChangeMirrorInput,
  CommonSettingsAnswer,
  CommonSettingsInput,
  CreateMirrorInput,
  MirrorAnswer,
  MirrorEventsView,
  MirrorListView,
  MirrorMessagesQuery,
  MirrorMessagesView,
  MirrorTargetsQuery,
  MirrorTargetsView,
  RetryMirrorInput,
  RetryMirrorView,
} from "../../core/api/mirrors.ts";
import {
  changeMirror,
  changeSettings,
  createMirror,
  getMirror,
  listMirrorEvents,
  listMirrorMessages,
  listMirrors,
  listMirrorTargets,
  type MirrorAsker,
  readSettings,
  removeMirror,
  retryMirror,
  steerMirror,
} from "../../core/console/mirrors.ts";
import { type AppDeps, scopeOf } from "../deps.ts";
import { MirrorParams } from "../params.ts";
import { defineRoute, type Route, type RouteContext } from "../route.ts";

const askerOf = ({ address, requestId }: RouteContext): MirrorAsker => ({
  actor: "console",
  address,
  requestId,
});

/** The routes below /mirrors. */
export function mirrorRoutes(deps: AppDeps): Route[] {
  return [...listRoutes(deps), ...mirrorItemRoutes(deps), ...messageListRoutes(deps)];
}

function listRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/mirrors",
      access: "session",
      summary: "All mirrors with how they stand, by the name of their source.",
      view: MirrorListView,
      async handle() {
        return { body: { mirrors: await listMirrors(deps.pool) } };
      },
    }),
    defineRoute({
      method: "post",
      path: "/mirrors",
      access: "session",
      summary: "Makes a mirror: from an archived channel into an existing one, or into one that is made.",
      body: CreateMirrorInput,
      view: MirrorAnswer,
      statuses: { 201: "Made" },
      async handle({ body }, context) {
        return { status: 201, body: await createMirror(deps.pool, body, scopeOf(deps), askerOf(context)) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/mirrors/settings",
      access: "session",
      summary: "The settings of all mirrors.",
      view: CommonSettingsAnswer,
      async handle() {
        return { body: { settings: await readSettings(deps.pool) } };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/mirrors/settings",
      access: "session",
      summary: "Changes the settings of all mirrors; they go by them from their next message on.",
      body: CommonSettingsInput,
      view: CommonSettingsAnswer,
      async handle({ body }, context) {
        return { body: { settings: await changeSettings(deps.pool, body, askerOf(context)) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/mirrors/targets",
      access: "session",
      summary: "Accounts that could mirror a channel, and the channels they know.",
      query: MirrorTargetsQuery,
      view: MirrorTargetsView,
      async handle({ query }) {
        return { body: await listMirrorTargets(deps.readPool, query.sourceChannelId, scopeOf(deps)) };
      },
    }),
  ];
}

function mirrorItemRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/mirrors/:mirrorId",
      access: "session",
      summary: "One mirror, and where its settings differ.",
      params: MirrorParams,
      view: MirrorAnswer,
      async handle({ params }) {
        return { body: await getMirror(deps.pool, params.mirrorId) };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/mirrors/:mirrorId",
      access: "session",
      summary: "Changes what is named of a mirror.",
      params: MirrorParams,
      body: ChangeMirrorInput,
      view: MirrorAnswer,
      async handle({ params, body }, context) {
        return { body: await changeMirror(deps.pool, params.mirrorId, body, askerOf(context)) };
      },
    }),
    defineRoute({
      method: "delete",
      path: "/mirrors/:mirrorId",
      access: "session",
      summary: "Removes a mirror and its map; what it posted stays.",
      params: MirrorParams,
      view: DoneView,
      async handle({ params }, context) {
        await removeMirror(deps.pool, params.mirrorId, askerOf(context));
        return { body: {} };
      },
    }),
    ...([true, false] as const).map((enabled) =>
      defineRoute({
        method: "post",
        path: `/mirrors/:mirrorId/${enabled ? "resume" : "pause"}`,
        access: "session",
        summary: enabled
          ? "Lets a mirror go on; one that is blocked is tried at once."
          : "Pauses a mirror; what is said meanwhile follows when it goes on.",
        params: MirrorParams,
        view: MirrorAnswer,
        async handle({ params }, context) {
          return { body: await steerMirror(deps.pool, params.mirrorId, enabled, askerOf(context)) };
        },
      }),
    ),
  ];
}

function messageListRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/mirrors/:mirrorId/messages",
      access: "session",
      summary: "What became of a mirror's messages, newest first.",
      params: MirrorParams,
      query: MirrorMessagesQuery,
      view: MirrorMessagesView,
      async handle({ params, query }) {
        return { body: await listMirrorMessages(deps.pool, params.mirrorId, query) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/mirrors/:mirrorId/retry",
      access: "session",
      summary: "Has messages tried again that failed: those named, or all.",
      params: MirrorParams,
      body: RetryMirrorInput,
      view: RetryMirrorView,
      async handle({ params, body }, context) {
        return {
          body: { retried: await retryMirror(deps.pool, params.mirrorId, body.messageIds, askerOf(context)) },
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/mirrors/:mirrorId/events",
      access: "session",
      summary: "What happened to a mirror, newest first.",
      params: MirrorParams,
      view: MirrorEventsView,
      async handle({ params }) {
        return { body: await listMirrorEvents(deps.pool, params.mirrorId) };
      },
    }),
  ];
}
