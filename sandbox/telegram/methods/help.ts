/** Configuration, users and the account itself. */
import type { Call, MethodTable } from "../core.ts";
import { badRequest, RpcError } from "../errors.ts";
import type { Tl } from "../tl/writer.ts";
import { Envelope } from "../updates/envelope.ts";
import { toUser } from "../wire/peers.ts";
import { notifySettings } from "./dialogs.ts";
import { personOf } from "./peers.ts";

export const helpMethods: MethodTable = {
  "help.getConfig": (call) => toConfig(call),
  "help.getNearestDc": (call) => ({ _: "nearestDc", country: "CH", this_dc: call.dc.id, nearest_dc: 2 }),
  "help.getAppConfig": () => ({ _: "help.appConfig", hash: 1, config: { _: "jsonObject", value: [] } }),
  "help.getTermsOfServiceUpdate": (call) => ({
    _: "help.termsOfServiceUpdateEmpty",
    expires: Math.floor(call.core.now() / 1_000) + 86_400,
  }),

  "users.getUsers": (call, input) =>
    (input.id as Tl[]).map((id) => {
      try {
        return toUser(personOf(call, id), call.account);
      } catch {
        return { _: "userEmpty", id: id.user_id ?? 0n };
      }
    }),

  "users.getFullUser": (call, input) => {
    const person = personOf(call, input.id as Tl);
    const envelope = new Envelope(call.account);
    envelope.add(person);
    return {
      _: "users.userFull",
      full_user: {
        _: "userFull",
        id: person.id,
        about: "Walks, maps, tea",
        settings: { _: "peerSettings" },
        notify_settings: notifySettings,
        common_chats_count: 3,
      },
      chats: [],
      users: envelope.users,
    };
  },

  "account.updateStatus": () => true,

  "account.initTakeoutSession": (call) => {
    const { core, account } = call;
    if (core.takeoutDelaySeconds > 0)
      throw new RpcError(420, `TAKEOUT_INIT_DELAY_${core.takeoutDelaySeconds}`);
    const id = core.randomLong();
    core.takeouts.set(id, account);
    return { _: "account.takeout", id };
  },

  "account.finishTakeoutSession": (call) => {
    if (!call.takeout) throw badRequest("TAKEOUT_REQUIRED");
    for (const [id, account] of call.core.takeouts)
      if (account === call.account) call.core.takeouts.delete(id);
    return true;
  },
};

function toConfig({ core, dc }: Call): Tl {
  const now = Math.floor(core.now() / 1_000);
  return {
    _: "config",
    date: now,
    expires: now + 3_600,
    test_mode: false,
    this_dc: dc.id,
    dc_options: [...core.ports].map(([id, port]) => ({
      _: "dcOption",
      id,
      ip_address: core.host,
      port,
      static: true,
    })),
    dc_txt_domain_name: "",
    chat_size_max: 200,
    megagroup_size_max: 200_000,
    forwarded_count_max: 100,
    online_update_period_ms: 210_000,
    offline_blur_timeout_ms: 5_000,
    offline_idle_timeout_ms: 30_000,
    online_cloud_timeout_ms: 300_000,
    notify_cloud_delay_ms: 30_000,
    notify_default_delay_ms: 1_500,
    push_chat_period_ms: 60_000,
    push_chat_limit: 2,
    edit_time_limit: 172_800,
    revoke_time_limit: 2_147_483_647,
    revoke_pm_time_limit: 2_147_483_647,
    rating_e_decay: 2_419_200,
    stickers_recent_limit: 200,
    channels_read_media_period: 604_800,
    call_receive_timeout_ms: 20_000,
    call_ring_timeout_ms: 90_000,
    call_connect_timeout_ms: 30_000,
    call_packet_timeout_ms: 10_000,
    me_url_prefix: "https://t.me/",
    caption_length_max: 1_024,
    message_length_max: 4_096,
    webfile_dc_id: 4,
  };
}
