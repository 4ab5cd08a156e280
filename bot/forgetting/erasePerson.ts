/** Erasing a person: what they wrote, what hangs on it, what else is known of them, and their name in others' messages. */
import { findMessagesOfPerson } from "../../core/database/forgetting/eraseMessages.ts";
import {
  deletePictureReferences,
  deleteSetAside,
  eraseErrorTexts,
  erasePersonRows,
  findChannelsOfPerson,
  findNamingChannels,
  findNamingDescriptions,
  findNamingMessages,
  findNamingSetAside,
  findNamingVersions,
  findUnreferencedFiles,
  rewriteChannel,
  rewriteDescription,
  rewriteMessages,
  rewriteSetAside,
  rewriteVersions,
} from "../../core/database/forgetting/erasePerson.ts";
import { findChannelsAfter } from "../../core/database/forgetting/erasePlaces.ts";
import { markExportsStale } from "../../core/database/forgetting/staleExports.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import { countMessagesOfPerson } from "../../core/database/people/counts.ts";
import { platformOfId } from "../../core/forgetting/digest.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { authorOfRaw, redactMessage } from "./guard.ts";
import { redactJson, redactText, redactValue } from "./redact.ts";
import type { ErasureRun } from "./run.ts";

/** Messages of others that are looked through in one transaction. */
const lookedThroughAtOnce = 5_000;

/** Of the progress: their own messages take the first half, the look through those of others the second. */
const ownShare = 0.5;

export async function erasePerson(run: ErasureRun, personId: string): Promise<void> {
  const { pool } = run.deps;
  const total = await countMessagesOfPerson(pool, personId);
  let before = 0;
  for (const channelId of await findChannelsOfPerson(pool, personId)) {
    // While it is known where they wrote: errors of fetches may quote what could not be stored.
    await run.step(async (tx) => ({
      counts: { error_texts: await eraseErrorTexts(tx, { channelId, text: personId }) },
    }));
    const start = before;
    await run.eraseMessages(
      channelId,
      (tx, limit) => findMessagesOfPerson(tx, channelId, personId, limit),
      (erased) => {
        before = start + erased;
        return total === 0 ? 0 : (ownShare * before) / total;
      },
    );
  }
  await eraseMentions(run, personId);
  await eraseEverythingElse(run, personId);
}

/** Looks through all messages of the platform for mentions; resumes at the channel it had come to. */
async function eraseMentions(run: ErasureRun, personId: string): Promise<void> {
  const { pool } = run.deps;
  const channels = await findChannelsAfter(pool, platformOfId(personId), run.doneChannelId);
  const total = channels.reduce((sum, { messages }) => sum + messages + 1, 0);
  let seen = 0;
  for (const { id: channelId, messages } of channels) {
    // First: messages are found by these as well.
    await run.step((tx) => eraseDescriptions(tx, channelId, personId));
    let after: string | null = "0";
    while (after !== null) {
      const from: string = after;
      after = (
        await run.step(async (tx) => {
          await lockChannels(tx, [channelId]);
          return eraseMentionsAfter(tx, channelId, from, personId);
        })
      ).lastId;
    }
    seen += messages + 1;
    await run.step(async () => ({ counts: {} }), {
      progress: ownShare + (1 - ownShare) * (seen / total),
      doneChannelId: channelId,
    });
  }
  run.doneChannelId = null; // another round begins anew
}

async function eraseMentionsAfter(
  tx: Queryable,
  channelId: string,
  after: string,
  personId: string,
): Promise<{ counts: Record<string, number>; lastId: string | null }> {
  const platform = platformOfId(personId);
  const isErased = (id: string) => id === personId;
  const { lastId, messages } = await findNamingMessages(tx, channelId, after, personId, lookedThroughAtOnce);
  if (lastId === null) return { counts: {}, lastId };
  const versions = await findNamingVersions(tx, channelId, { after, last: lastId }, personId);
  const changedVersions = versions.flatMap((version) => {
    const redacted = redactMessage(platform, { ...version, attachments: [] }, isErased);
    const { attachments: _none, ...rest } = redacted;
    return rest.content === version.content && rest.extra === version.extra ? [] : rest;
  });
  // Those in which nothing has to change are there for what they are found by.
  await rewriteMessages(
    tx,
    channelId,
    messages.map((message) => ({
      ...message,
      content: redactText(platform, message.content, isErased),
      extra: redactValue(platform, message.extra, isErased) as typeof message.extra,
    })),
  );
  await rewriteVersions(tx, channelId, changedVersions);
  return { counts: { mentions: messages.length + changedVersions.length }, lastId };
}

async function eraseDescriptions(
  tx: Queryable,
  channelId: string,
  personId: string,
): Promise<{ counts: Record<string, number> }> {
  await lockChannels(tx, [channelId]);
  const files = await findNamingDescriptions(tx, channelId, personId);
  for (const file of files)
    await rewriteDescription(tx, channelId, {
      ...file,
      description: withoutPerson(file.description, personId),
    });
  return { counts: {} };
}

const withoutPerson = (text: string, personId: string) =>
  redactText(platformOfId(personId), text, (id) => id === personId);

async function eraseEverythingElse(run: ErasureRun, personId: string): Promise<void> {
  const { files } = await run.step(async (tx) => {
    const setAside = await eraseSetAside(tx, personId);
    for (const channel of await findNamingChannels(tx, personId))
      await rewriteChannel(tx, {
        id: channel.id,
        name: withoutPerson(channel.name, personId),
        topic: channel.topic && withoutPerson(channel.topic, personId),
      });
    const errors = await eraseErrorTexts(tx, { channelId: null, text: personId });
    await markExportsStale(tx, { personId });
    const files = await deletePictureReferences(tx, personId);
    return {
      files,
      counts: { ...(await erasePersonRows(tx, personId)), set_aside: setAside, error_texts: errors },
    };
  });
  await run.removeFiles([...files, ...(await findUnreferencedFiles(run.deps.pool))]);
}

/** What they sent goes; what others sent and names them loses the name. */
async function eraseSetAside(tx: Queryable, personId: string): Promise<number> {
  const platform = platformOfId(personId);
  const items = await findNamingSetAside(tx, personId);
  const own = items.filter(({ raw }) => authorOfRaw(raw) === personId);
  for (const item of items) {
    if (own.includes(item)) continue;
    const isErased = (id: string) => id === personId;
    await rewriteSetAside(tx, {
      id: item.id,
      raw: redactJson(platform, item.raw, isErased),
      message: redactText(platform, item.message, isErased),
    });
  }
  await deleteSetAside(
    tx,
    own.map(({ id }) => id),
  );
  return items.length;
}
