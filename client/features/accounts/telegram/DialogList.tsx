"use client";
import { Button, Skeleton, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ChatRequestsView, DialogView } from "../../../../core/api/telegram.ts";
import { mostChatsAtOnce } from "../../../../core/model/telegram.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { CheckBox } from "../../../ui/common/CheckBox.tsx";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { matches } from "../../../ui/format/fold.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./DialogList.module.css";
import { useChatKindWord } from "./useChatKindWord.ts";
import { runErrand, useDialogs, useSending } from "./useTelegram.ts";

/** More rows would make a phone slow; who has more chats searches. */
const mostShown = 200;

/** The chats of an account, to be searched and ticked. */
export function DialogList({
  accountId,
  onAdded,
}: {
  accountId: string;
  onAdded: (batch: ChatRequestsView) => void;
}) {
  const t = useTranslations("telegram");
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const listing = useSending();
  const adding = useSending();
  const { data, error, mutate } = useDialogs(accountId, listing.isBusy);
  const list = () =>
    listing.run(async () => {
      await runErrand(`/bot-config/${accountId}/dialogs`);
      await mutate();
    });
  // Never listed: nobody should have to ask.
  const hasAsked = useRef(false);
  const wasNeverListed = data?.listedAt === null;
  useEffect(() => {
    if (!wasNeverListed || hasAsked.current) return;
    hasAsked.current = true;
    void list();
  });
  const found = useMemo(() => matching(data?.dialogs ?? [], search), [data, search]);
  if (!data)
    return error ? (
      <LoadFailed error={error} retry={() => void mutate()} />
    ) : (
      <Skeleton height={240} radius={9} aria-busy="true" />
    );
  const toggle = (chatId: string) => {
    const next = new Set(chosen);
    if (!next.delete(chatId) && next.size < mostChatsAtOnce) next.add(chatId);
    setChosen(next);
  };
  const add = () =>
    adding.run(async () =>
      onAdded(await sendJson<ChatRequestsView>("/telegram/chats", { chats: [...chosen], accountId })),
    );
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          className={classes.search}
          aria-label={t("searchChats")}
          placeholder={t("searchChats")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
        <Button variant="default" loading={listing.isBusy} onClick={() => void list()}>
          {t("listAnew")}
        </Button>
      </div>
      <p className={classes.hint} aria-live="polite">
        {data.listedAt === null ? (
          t("listing")
        ) : (
          <>
            {t("chatsFound", { count: found.length })} · {t("listed")} <Ago at={data.listedAt} />
          </>
        )}
      </p>
      {(listing.error ?? adding.error) && (
        <div className={classes.problem} role="alert">
          <ErrorNote error={(listing.error ?? adding.error) as NonNullable<typeof adding.error>} />
        </div>
      )}
      <ul className={classes.list} aria-label={t("fromDialogs")}>
        {found.slice(0, mostShown).map((dialog) => (
          <DialogRow
            key={dialog.chatId}
            dialog={dialog}
            isChosen={chosen.has(dialog.chatId)}
            onToggle={() => toggle(dialog.chatId)}
          />
        ))}
      </ul>
      {found.length > mostShown && <p className={classes.hint}>{t("searchForMore", { count: mostShown })}</p>}
      <div className={classes.bar}>
        <Button loading={adding.isBusy} disabled={chosen.size === 0} onClick={() => void add()}>
          {t("addChosen", { count: chosen.size })}
        </Button>
      </div>
    </>
  );
}

/** Those whose title, public name or folder holds every word. Pure. */
function matching(dialogs: readonly DialogView[], search: string): DialogView[] {
  return dialogs.filter(({ title, username, folders }) =>
    matches([title, username ?? "", ...folders].join(" "), search.trim()),
  );
}

function DialogRow({
  dialog,
  isChosen,
  onToggle,
}: {
  dialog: DialogView;
  isChosen: boolean;
  onToggle: () => void;
}) {
  const t = useTranslations("telegram");
  const format = useFormat();
  const kindWord = useChatKindWord();
  const { memberCount } = dialog;
  return (
    <li>
      <label className={classes.row} data-chat={dialog.chatId}>
        <CheckBox
          checked={isChosen || dialog.isAdded}
          disabled={dialog.isAdded}
          onChange={onToggle}
          aria-label={dialog.title}
        />
        <span className={classes.words}>
          <span className={classes.title}>{dialog.title}</span>
          <span className={classes.detail}>
            {[
              dialog.isAdded ? t("alreadyAdded") : null,
              kindWord(dialog.kind),
              dialog.username === null ? null : `@${dialog.username}`,
              memberCount === null
                ? null
                : t("members", { count: memberCount, amount: format.compact(memberCount) }),
              dialog.isProtected ? t("protected") : null,
              dialog.isArchived ? t("inArchive") : null,
              ...dialog.folders,
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        {dialog.lastMessageAt !== null && (
          <span className={classes.time}>
            <Ago at={dialog.lastMessageAt} />
          </span>
        )}
      </label>
    </li>
  );
}
