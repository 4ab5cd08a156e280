import type { Core } from "../core.ts";
import { privateChat } from "../methods/peers.ts";
import type { AuthKey } from "../mtproto/authKeys.ts";
import type { Connection } from "../mtproto/connection.ts";
import type { Facts } from "../world/facts.ts";
import { findMessage } from "../world/messages.ts";
import type { Account, Chat, Person } from "../world/model.ts";

/** Something a control request names is not there. */
export class ControlError extends Error {}

/** The account with this phone number; without one the first. */
export function accountIn({ world }: Core, phone?: string): Account {
  const digits = phone?.replace(/\D/g, "");
  const found =
    digits === undefined ? world.accounts[0] : world.accounts.find((account) => account.phone === digits);
  if (!found) throw new ControlError(`There is no account ${phone}.`);
  return found;
}

/** The one account, or all. */
export function accountsIn(core: Core, phone?: string): Account[] {
  return phone === undefined ? core.world.accounts : [accountIn(core, phone)];
}

/** A chat by the Bot API's id; positive ids are the account's private chats. */
export function chatIn(core: Core, id: string, phone?: string): Chat {
  const found = id.startsWith("-") ? core.world.chats.get(id) : undefined;
  if (found) return found;
  const person = core.world.people.get(BigInt(id));
  if (!person) throw new ControlError(`There is no chat ${id}.`);
  return privateChat({ core, account: accountIn(core, phone) }, person);
}

export function messageIn(core: Core, chatId: string, phone: string | undefined, id: number): Facts {
  const found = findMessage(chatIn(core, chatId, phone), id);
  if (!found) throw new ControlError(`Chat ${chatId} has no message ${id}.`);
  return found;
}

export function personIn({ world }: Core, id: string): Person {
  const found = world.people.get(BigInt(id));
  if (!found) throw new ControlError(`There is nobody with the id ${id}.`);
  return found;
}

/** The keys an account is signed in with, whatever the data centre. */
export function keysOf({ dcs }: Core, { user }: Account): AuthKey[] {
  return [...dcs.values()].flatMap((dc) => dc.keys.all()).filter((key) => key.accountId === user.id);
}

/** Open connections; with a phone only those its account is signed in on. */
export function connectionsOf(core: Core, phone?: string): Connection[] {
  const all = [...core.dcs.values()].flatMap((dc) => [...dc.connections]);
  if (phone === undefined) return all;
  const keys = new Set(keysOf(core, accountIn(core, phone)));
  return all.filter((connection) => [...connection.authKeys].some((key) => keys.has(key)));
}
