/** Keeping notification targets: what people enter, checked and sealed. */
import type { DeliveryView, NewTargetInput, TargetChangeInput, TargetView } from "../api/notifications.ts";
import { insertTestDelivery, listDeliveries } from "../database/notifications/deliveries.ts";
import {
  deleteTarget,
  findWritableChannel,
  insertTarget,
  listTargets,
  nextTargetId,
  type SealedUrl,
  type TargetRecord,
  updateTarget,
  urlPlace,
} from "../database/notifications/targets.ts";
import { AppError } from "../errors.ts";
import { checkUrl, OutboundError, type OutboundOptions } from "../outbound/outbound.ts";
import type { Queryable } from "../postgres/pool.ts";
import type { SecretBox } from "../secrets.ts";

export interface TargetDeps {
  pool: Queryable;
  /** Seals addresses; null without ENCRYPTION_KEY. */
  secrets: SecretBox | null;
  outbound: OutboundOptions;
}

/** How many of the newest deliveries are shown. */
const shownDeliveries = 20;

/** All targets, in the order they were made. */
export async function describeTargets(db: Queryable): Promise<TargetView[]> {
  return (await listTargets(db)).map(toView);
}

/** Makes a target. Throws AppError invalid_input, unknown_channel, not_possible. */
export async function addTarget(deps: TargetDeps, input: NewTargetInput): Promise<TargetView> {
  const { name, events, language, enabled } = input;
  const channel = input.kind === "discord" ? await getChannel(deps.pool, input.channelId) : null;
  const id = await nextTargetId(deps.pool);
  const url = input.kind === "webhook" ? sealUrl(deps, id, input.url) : null;
  await insertTarget(deps.pool, { id, name, url, channel, events: [...new Set(events)], language, enabled });
  return getTarget(deps.pool, id);
}

/** Changes a target. Throws AppError unknown_target, invalid_input, not_possible. */
export async function changeTarget(
  deps: TargetDeps,
  id: string,
  { url, events, ...rest }: TargetChangeInput,
): Promise<TargetView> {
  const { kind } = await getTarget(deps.pool, id);
  if (url !== undefined && kind !== "webhook")
    throw new AppError("invalid_input", "url belongs to webhooks only.", { field: "url" });
  await updateTarget(deps.pool, id, {
    ...rest,
    url: url === undefined ? undefined : sealUrl(deps, id, url),
    events: events && [...new Set(events)],
  });
  return getTarget(deps.pool, id);
}

/** Removes a target with its deliveries. Throws AppError unknown_target. */
export async function removeTarget(db: Queryable, id: string): Promise<void> {
  if (!(await deleteTarget(db, id))) throw unknownTarget(id);
}

/** Queues a test and returns its number. Throws AppError unknown_target. */
export async function testTarget(db: Queryable, id: string): Promise<string> {
  const deliveryId = await insertTestDelivery(db, id);
  if (deliveryId === null) throw unknownTarget(id);
  return deliveryId;
}

/** The newest deliveries to a target, newest first. Throws AppError unknown_target. */
export async function describeDeliveries(db: Queryable, id: string): Promise<DeliveryView[]> {
  await getTarget(db, id);
  return (await listDeliveries(db, id, shownDeliveries)).map((delivery) => ({
    ...delivery,
    createdAt: delivery.createdAt.toISOString(),
    runAt: delivery.runAt.toISOString(),
    completedAt: delivery.completedAt?.toISOString() ?? null,
  }));
}

async function getTarget(db: Queryable, id: string): Promise<TargetView> {
  const [target] = await listTargets(db, id);
  if (!target) throw unknownTarget(id);
  return toView(target);
}

const unknownTarget = (id: string) =>
  new AppError("unknown_target", `There is no notification target ${id}.`, { field: "targetId" });

async function getChannel(db: Queryable, channelId: string) {
  const guildId = await findWritableChannel(db, channelId);
  if (guildId === null)
    throw new AppError("unknown_channel", `No archived server has a channel ${channelId} to write to.`, {
      field: "channelId",
    });
  return { guildId, channelId };
}

function sealUrl({ secrets, outbound }: TargetDeps, id: string, text: string): SealedUrl {
  if (secrets === null)
    throw new AppError(
      "not_possible",
      "Without ENCRYPTION_KEY no address can be stored: start by npm start.",
    );
  try {
    const url = checkUrl(text, outbound);
    // An address that is hardly longer than its host gives nothing away by its end, but need not be shown either.
    const end = url.href.length - url.origin.length > 8 ? `…${url.href.slice(-4)}` : "";
    return { encrypted: secrets.seal(url.href, urlPlace(id)), shown: `${url.host}${end}` };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new AppError("invalid_input", error.message, { field: "url" });
  }
}

const toView = (target: TargetRecord): TargetView => ({
  ...target,
  createdAt: target.createdAt.toISOString(),
  lastDeliveryAt: target.lastDeliveryAt?.toISOString() ?? null,
});
