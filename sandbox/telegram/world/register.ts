import type { Chat, Person, World } from "./model.ts";

/** What making a chat needs to know. */
export interface Build {
  world: World;
  people: readonly Person[];
}

/** Enters a chat into the world's lists. */
export function register(world: World, chat: Chat, marked: string): void {
  world.chats.set(marked, chat);
  world.byNumber[chat.number] = chat;
  if (chat.username) world.usernames.set(chat.username.toLowerCase(), chat);
  if (chat.inviteHash !== "") world.invites.set(chat.inviteHash, chat);
}
