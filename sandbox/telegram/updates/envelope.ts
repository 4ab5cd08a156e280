/** The people and chats that messages speak of, as every answer must carry them along. */
import type { Tl } from "../tl/writer.ts";
import { toChat, toUser } from "../wire/peers.ts";
import type { Facts } from "../world/facts.ts";
import { type Account, type Chat, isChat, type Person } from "../world/model.ts";

export class Envelope {
  readonly #account: Account;
  readonly #min: boolean;
  readonly #people = new Map<bigint, Person>();
  readonly #chats = new Map<number, Chat>();

  /** `min`: people whom the account does not know come without an access hash of worth, as in updates. */
  constructor(account: Account, { min = false } = {}) {
    this.#account = account;
    this.#min = min;
  }

  add(peer: Chat | Person | null | undefined): void {
    if (!peer) return;
    if (!isChat(peer)) this.#people.set(peer.id, peer);
    else if (peer.kind === "private") this.add(peer.person);
    else this.#chats.set(peer.number, peer);
  }

  addMessage(facts: Facts): void {
    this.add(facts.chat);
    this.add(facts.from);
    this.add(facts.viaBot);
    this.add(facts.forward?.from);
    this.add(facts.forward?.savedFrom?.chat);
    this.add(facts.chat.linked);
    this.add(facts.chat.kind === "private" ? this.#account.user : null);
    for (const id of (facts.action?.users ?? []) as bigint[]) this.add(facts.chat.members.get(String(id)));
    for (const entity of facts.entities) {
      if (entity._ === "messageEntityMentionName") this.add(facts.chat.members.get(String(entity.user_id)));
    }
  }

  get users(): Tl[] {
    return [...this.#people.values()].map((person) =>
      toUser(person, this.#account, { min: this.#min && !person.username }),
    );
  }

  get chats(): Tl[] {
    return [...this.#chats.values()].map((chat) => toChat(chat, this.#account));
  }

  /** `updates` with what they need; sequence number 0: their order follows from pts. */
  wrap(updates: Tl[], date: number): Tl {
    return { _: "updates", updates, users: this.users, chats: this.chats, date, seq: 0 };
  }
}
