"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GuildView } from "../../../../core/api/guilds.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { Monogram } from "../../../ui/common/Monogram.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { Pill, type PillLook } from "../../../ui/common/Pill.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { MoreMenu } from "../../../ui/menu/MoreMenu.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import { useGuilds } from "../../channels/useGuilds.ts";
import { refreshAfterChange } from "../useAccounts.ts";
import classes from "./DialogList.module.css";
import { SortingDialog } from "./SortingDialog.tsx";
import { useChatKindWord } from "./useChatKindWord.ts";

type ShownState = NonNullable<NonNullable<GuildView["chat"]>["state"]> | "unknown" | "dropped" | "migrated";
const looks: Record<ShownState, PillLook> = {
  resolved: { icon: "check", tone: "ok" },
  recovered: { icon: "check", tone: "ok" },
  protected: { icon: "lock", tone: "warn" },
  inaccessible: { icon: "error", tone: "bad" },
  unknown: { icon: "clock", tone: "mute" },
  dropped: { icon: "pause", tone: "mute" },
  migrated: { icon: "arrowRight", tone: "mute" },
};

function shownState({ chat }: GuildView): ShownState {
  if (chat?.migratedTo) return "migrated";
  if (!chat?.isChosen) return "dropped";
  return chat.state ?? "unknown";
}

/** Chats that are archived, by their groups, and how each stands. Nothing while there is none. */
export function ChatsPanel() {
  const t = useTranslations("telegram");
  const { guilds } = useGuilds();
  const chats = (guilds ?? []).filter(({ platform }) => platform === "telegram");
  if (chats.length === 0) return null;
  const groups = new Map<string, GuildView[]>();
  for (const chat of chats.toSorted((a, b) => b.priority - a.priority || a.name.localeCompare(b.name))) {
    const name = chat.groupName ?? "";
    groups.set(name, [...(groups.get(name) ?? []), chat]);
  }
  const names = [...groups.keys()].sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a.localeCompare(b)));
  return (
    <Panel title={t("chats")}>
      {names.map((name) => (
        <section key={name}>
          {(name !== "" || names.length > 1) && <h3 className={classes.hint}>{name || t("noGroup")}</h3>}
          <ul aria-label={name || t("chats")}>
            {groups.get(name)?.map((chat) => (
              <ChatRow key={chat.id} guild={chat} groups={names.filter(Boolean)} />
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}

function ChatRow({ guild, groups }: { guild: GuildView; groups: string[] }) {
  const t = useTranslations("telegram");
  const format = useFormat();
  const kindWord = useChatKindWord();
  const [isSorting, setSorting] = useState(false);
  const state = shownState(guild);
  const { chat } = guild;
  const drop = async () => {
    try {
      await sendJson(`/telegram/chats/${guild.id}`, {}, "DELETE");
      notify.done(t("dropped", { name: guild.name }));
    } catch (error) {
      notify.failed(t("dropFailed"), error);
    }
    refreshAfterChange();
  };
  return (
    <li className={classes.row} data-guild={guild.id}>
      <Monogram id={guild.id} name={guild.name} size={28} />
      <span className={classes.words}>
        <span className={classes.title}>
          <LinkText href={`/admin?guild=${guild.id}`}>{guild.name}</LinkText>
        </span>
        <span className={classes.detail}>
          {[
            kindWord(guild.kind),
            chat?.username ? `@${chat.username}` : null,
            guild.memberCount === null
              ? null
              : t("members", { count: guild.memberCount, amount: format.compact(guild.memberCount) }),
            guild.priority === 0 ? null : t("priorityIs", { priority: format.number(guild.priority) }),
          ]
            .filter(Boolean)
            .join(" · ")}
          {chat?.checkedAt && (
            <>
              {" · "}
              {t("checked")} <Ago at={chat.checkedAt} />
            </>
          )}
        </span>
        {state === "inaccessible" && <span className={classes.detail}>{t("inaccessibleHint")}</span>}
        {state === "protected" && <span className={classes.detail}>{t("protectedHint")}</span>}
      </span>
      <span className={classes.state}>
        <Pill look={looks[state]}>{t(`chat_${state}`)}</Pill>
      </span>
      <MoreMenu
        width={220}
        label={t("menu", { name: guild.name })}
        entries={[
          { kind: "item", key: "sort", text: t("sort"), icon: "folder", onSelect: () => setSorting(true) },
          ...(chat?.isChosen
            ? [
                {
                  kind: "item" as const,
                  key: "drop",
                  text: t("drop"),
                  hint: t("dropHint"),
                  icon: "cancel" as const,
                  isDangerous: true,
                  onSelect: () => void drop(),
                },
              ]
            : []),
        ]}
      />
      <SortingDialog opened={isSorting} guild={guild} groups={groups} onClose={() => setSorting(false)} />
    </li>
  );
}
