/** Forgetting: previews, erasures, and the list of what is forgotten. */
import { DoneView } from "../../core/api/common.ts";
import {
  ErasureAnswer,
  ErasureInput,
  ErasureListQuery,
  ErasureListView,
  ErasurePreviewQuery,
  ErasurePreviewView,
  ForgottenListQuery,
  ForgottenListView,
  LiftInput,
} from "../../core/api/erasures.ts";
import {
  type Asker,
  describeErasures,
  describeForgotten,
  getErasure,
  liftEntry,
  previewErasure,
  startErasure,
} from "../../core/console/forgetting/erasures.ts";
import { confirmPassword } from "../auth/confirmPassword.ts";
import type { AppDeps } from "../deps.ts";
import { ErasureParams, ForgottenParams } from "../params.ts";
import { defineRoute, type Route, type RouteContext } from "../route.ts";

const askerOf = ({ address, requestId }: RouteContext): Asker => ({ actor: "console", address, requestId });

export function erasureRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/erasures/preview",
      access: "session",
      summary: "What erasing a person, message, channel or server would take, in counts.",
      query: ErasurePreviewQuery,
      view: ErasurePreviewView,
      async handle({ query }) {
        return { body: await previewErasure(deps.readPool, query) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/erasures",
      access: "session",
      summary:
        "Erases a person, message, channel or server for good and stores nothing of it again; needs the access password once more.",
      body: ErasureInput,
      view: ErasureAnswer,
      statuses: { 202: "Accepted: the bot does it" },
      async handle({ body }, context) {
        await confirmPassword(deps, context, body.password);
        return { status: 202, body: { erasure: await startErasure(deps.pool, body, askerOf(context)) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/erasures",
      access: "session",
      summary: "Erasures, newest first, with what went and what the scan found.",
      query: ErasureListQuery,
      view: ErasureListView,
      async handle({ query }) {
        return { body: await describeErasures(deps.readPool, query) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/erasures/:erasureId",
      access: "session",
      summary: "One erasure: how far it is, and its verified result.",
      params: ErasureParams,
      view: ErasureAnswer,
      async handle({ params }) {
        return { body: { erasure: await getErasure(deps.pool, params.erasureId) } };
      },
    }),
    defineRoute({
      method: "get",
      path: "/forgotten",
      access: "session",
      summary: "People, channels and servers of which nothing is stored any more, newest first.",
      query: ForgottenListQuery,
      view: ForgottenListView,
      async handle({ query }) {
        return { body: await describeForgotten(deps.readPool, query) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/forgotten/:digest/lift",
      access: "session",
      summary: "Takes an entry off the list: it may be stored again; needs the access password once more.",
      params: ForgottenParams,
      body: LiftInput,
      view: DoneView,
      async handle({ params, body }, context) {
        await confirmPassword(deps, context, body.password);
        await liftEntry(deps.pool, params.digest, askerOf(context));
        return { body: {} };
      },
    }),
  ];
}
