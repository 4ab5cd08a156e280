/** Makes the channel that a mirror posts into, once. */
import { PermanentError } from "../../../../core/queue/errors.ts";
import type { ChannelWish } from "../../poster.ts";
import { Api } from "../gram.ts";
import { idOf } from "../peers.ts";
import type { TelegramSession } from "../session.ts";

/** Telegram's clock and ours may differ by so much. */
const clockSlackSeconds = 120;

/** Making a channel has no random id: after a crash the account's channels are looked through first. */
export async function makeChannel(
  session: TelegramSession,
  wish: ChannelWish,
  signal: AbortSignal,
): Promise<{ guildId: string; channelId: string }> {
  const known = wish.askedAt === null ? null : await findMade(session, wish, signal);
  const channel = known ?? (await create(session, wish, signal));
  await session.chats.keepAddresses([channel]);
  const id = idOf(channel);
  if (!wish.isPrivate) await publish(session, id, wish.title, signal);
  for (const username of wish.admins) await makeAdmin(session, id, username, signal);
  return { guildId: id, channelId: id };
}

async function create(
  { connection, live }: TelegramSession,
  { title, about }: ChannelWish,
  signal: AbortSignal,
): Promise<Api.Channel> {
  const answer = await connection.call(
    new Api.channels.CreateChannel({
      title: title.slice(0, 128),
      about: about.slice(0, 255),
      broadcast: true,
    }),
    { signal },
  );
  live.stream.push(answer);
  const channel = "chats" in answer ? answer.chats.find((chat) => chat instanceof Api.Channel) : undefined;
  if (!(channel instanceof Api.Channel))
    throw new PermanentError("request_refused", "Telegram made no channel");
  return channel;
}

async function findMade(
  { chats }: TelegramSession,
  { title, askedAt }: ChannelWish,
  signal: AbortSignal,
): Promise<Api.Channel | null> {
  const since = Math.floor((askedAt?.getTime() ?? 0) / 1_000) - clockSlackSeconds;
  for await (const page of chats.dialogPages(signal, 0))
    for (const chat of page.chats)
      if (
        chat instanceof Api.Channel &&
        chat.creator &&
        chat.title === title.slice(0, 128) &&
        chat.date >= since
      )
        return chat;
  return null;
}

/** A public name out of the title; one that is taken leaves the channel private. */
async function publish(
  { connection, chats }: TelegramSession,
  id: string,
  title: string,
  signal: AbortSignal,
) {
  const username = title
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^[^A-Za-z]+|_+$/g, "")
    .slice(0, 32);
  if (username.length < 5) return;
  const request = new Api.channels.UpdateUsername({ channel: chats.inputChannel(id), username });
  await ignoreRefusal(connection.call(request, { signal }));
}

async function makeAdmin(
  { connection, chats, live }: TelegramSession,
  id: string,
  username: string,
  signal: AbortSignal,
) {
  await ignoreRefusal(
    (async () => {
      const { users } = await connection.call(new Api.contacts.ResolveUsername({ username }), { signal });
      const user = users.find((one) => one instanceof Api.User);
      if (!(user instanceof Api.User) || !user.accessHash) return;
      const userId = new Api.InputUser({ userId: user.id, accessHash: user.accessHash });
      const adminRights = new Api.ChatAdminRights({
        postMessages: true,
        editMessages: true,
        deleteMessages: true,
        inviteUsers: true,
      });
      live.stream.push(
        await connection.call(
          new Api.channels.EditAdmin({ channel: chats.inputChannel(id), userId, adminRights, rank: "" }),
          { signal },
        ),
      );
    })(),
  );
}

/** What the owner wished beside is no reason not to mirror. */
async function ignoreRefusal(asked: Promise<unknown>): Promise<void> {
  await asked.catch((error: unknown) => {
    if (!(error instanceof PermanentError)) throw error;
  });
}
