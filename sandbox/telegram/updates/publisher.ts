/** Changes are written into the boxes they belong to and sent to those who are listening. */
import type { Core } from "../core.ts";
import type { Session } from "../mtproto/session.ts";
import { encode, type Tl } from "../tl/writer.ts";
import { toMessage, type WireContext } from "../wire/messages.ts";
import type { BoxEvent } from "../world/box.ts";
import { type Account, type Chat, isChannel, isMember } from "../world/model.ts";
import { Envelope } from "./envelope.ts";
import { toShortMessage } from "./short.ts";

/** Who is not told: the session that did it, or nobody at all. */
export interface Told {
  except?: Session | null;
  silent?: boolean;
}

/** Rules by which updates get lost on the way: their change stays written down. */
export interface LostUpdates {
  /** How many are still to be lost. */
  left: number;
  probability: number;
}

export class Publisher {
  readonly #core: Core;
  lost: LostUpdates = { left: 0, probability: 1 };
  #dice = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** What writing messages for an account needs. */
  context(account: Account): WireContext {
    return { account, referenceOf: (facts) => this.#core.files.referenceOf(facts) };
  }

  /**
   * Records a change of a chat and tells everybody who may know. `except`: the session that made it, which
   * gets the same update as its answer. `silent`: nobody is told.
   */
  publish(event: Omit<BoxEvent, "pts">, { except = null, silent = false }: Told = {}): BoxEvent {
    const recorded = event.chat.box.record(event);
    if (silent) return recorded;
    for (const account of this.#listeners(event.chat)) {
      const sessions = this.sessionsOf(account).filter((session) => session !== except);
      if (sessions.length === 0) continue;
      const body = encode(this.toUpdates(recorded, account));
      for (const session of sessions) this.#send(session, body);
    }
    return recorded;
  }

  /** A change without a counter, which no difference tells later: to everybody who is listening now. */
  announce(
    chat: Chat,
    toUpdate: (account: Account) => Tl,
    { except = null, silent = false }: Told = {},
  ): void {
    if (silent) return;
    for (const account of this.#listeners(chat)) {
      const envelope = new Envelope(account, { min: true });
      envelope.add(chat);
      const sessions = this.sessionsOf(account).filter((session) => session !== except);
      if (sessions.length === 0) continue;
      const body = encode(envelope.wrap([toUpdate(account)], Math.floor(this.#core.now() / 1_000)));
      for (const session of sessions) this.#send(session, body);
    }
  }

  /** Something outside the boxes (no pts), for one account. */
  tell(account: Account, update: Tl, chats: readonly Chat[] = []): void {
    const envelope = new Envelope(account);
    for (const chat of chats) envelope.add(chat);
    const body = encode(envelope.wrap([update], Math.floor(this.#core.now() / 1_000)));
    for (const session of this.sessionsOf(account)) this.#send(session, body);
  }

  /** One change as it is sent: short where it is a plain text between people. */
  toUpdates(event: BoxEvent, account: Account): Tl {
    const short = toShortMessage(event, account);
    if (short) return short;
    const envelope = new Envelope(account, { min: true });
    const update = this.toUpdate(event, account);
    if (event.created) envelope.addMessage(event.created);
    else envelope.add(event.chat);
    return envelope.wrap([update], event.dateS);
  }

  /** The change as an update for one account. */
  toUpdate(event: BoxEvent, account: Account): Tl {
    if (!event.created) {
      const update = (event.toUpdate as (account: Account) => Tl)(account);
      return { ...update, ...("pts" in update ? { pts: event.pts, pts_count: event.ptsCount } : {}) };
    }
    const message = toMessage(event.created, this.context(account));
    const name = isChannel(event.chat) ? "updateNewChannelMessage" : "updateNewMessage";
    return { _: name, message, pts: event.pts, pts_count: event.ptsCount };
  }

  /** Connected sessions of the account's own data centre that made a call. */
  sessionsOf(account: Account): Session[] {
    const dc = this.#core.dcs.get(account.dcId);
    if (!dc) return [];
    return dc.keys
      .all()
      .filter((key) => key.accountId === account.user.id && key.revoked === null)
      .flatMap((key) => [...key.sessions.values()])
      .filter((session) => session.wantsUpdates && session.isConnected);
  }

  #listeners(chat: Chat): Account[] {
    if (!isChannel(chat)) return chat.owner ? [chat.owner] : [];
    return this.#core.world.accounts.filter((account) => isMember(chat, account));
  }

  #send(session: Session, body: Buffer): void {
    if (this.#isLost()) {
      this.#core.counters.updatesLost++;
      return;
    }
    this.#core.counters.updatesSent++;
    session.notify(body, true);
  }

  #isLost(): boolean {
    if (this.lost.left <= 0) return false;
    this.#dice = (this.#dice * 1_103_515_245 + 12_345) % 2_147_483_648;
    if (this.#dice / 2_147_483_648 >= this.lost.probability) return false;
    this.lost.left--;
    return true;
  }
}
