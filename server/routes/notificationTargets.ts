/** Notification targets. The address of a webhook is taken and never answered; the bot delivers. */
import { DoneView } from "../../core/api/common.ts";
import {
  DeliveryListView,
  NewTargetInput,
  TargetActionView,
  TargetChangeInput,
  TargetListView,
  TestDeliveryView,
} from "../../core/api/notifications.ts";
import {
  addTarget,
  changeTarget,
  describeDeliveries,
  describeTargets,
  removeTarget,
  testTarget,
} from "../../core/console/notificationTargets.ts";
import type { AppDeps } from "../deps.ts";
import { TargetParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /notification-targets. */
export function notificationTargetRoutes(deps: AppDeps): Route[] {
  const { pool } = deps;
  const one = "/notification-targets/:targetId";
  return [
    defineRoute({
      method: "get",
      path: "/notification-targets",
      access: "session",
      summary: "Where notifications go, without the addresses of webhooks.",
      view: TargetListView,
      handle: async () => ({ body: { targets: await describeTargets(pool) } }),
    }),
    defineRoute({
      method: "post",
      path: "/notification-targets",
      access: "session",
      summary: "Makes a target: a webhook or a Discord channel.",
      body: NewTargetInput,
      view: TargetActionView,
      statuses: { 201: "Made" },
      handle: async ({ body }) => ({ status: 201, body: { target: await addTarget(deps, body) } }),
    }),
    defineRoute({
      method: "patch",
      path: one,
      access: "session",
      summary: "Changes a target; what is left out stays.",
      params: TargetParams,
      body: TargetChangeInput,
      view: TargetActionView,
      handle: async ({ params, body }) => ({
        body: { target: await changeTarget(deps, params.targetId, body) },
      }),
    }),
    defineRoute({
      method: "delete",
      path: one,
      access: "session",
      summary: "Removes a target with its deliveries.",
      params: TargetParams,
      view: DoneView,
      async handle({ params }) {
        await removeTarget(pool, params.targetId);
        return { body: {} };
      },
    }),
    defineRoute({
      method: "post",
      path: `${one}/test`,
      access: "session",
      summary: "Queues a test for a target, also for one that is off; its deliveries tell what became of it.",
      params: TargetParams,
      view: TestDeliveryView,
      statuses: { 202: "It waits for a bot" },
      handle: async ({ params }) => ({
        status: 202,
        body: { deliveryId: await testTarget(pool, params.targetId) },
      }),
    }),
    defineRoute({
      method: "get",
      path: `${one}/deliveries`,
      access: "session",
      summary: "The newest deliveries to a target with their attempts and errors, newest first.",
      params: TargetParams,
      view: DeliveryListView,
      handle: async ({ params }) => ({
        body: { deliveries: await describeDeliveries(pool, params.targetId) },
      }),
    }),
  ];
}
