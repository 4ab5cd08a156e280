"use client";
import { Button, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ChatRequestsView } from "../../../../core/api/telegram.ts";
import { mostChatsAtOnce } from "../../../../core/model/telegram.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import classes from "../Dialogs.module.css";
import { useSending } from "./useTelegram.ts";

/** Chats by name, link or id, one a line: as they are copied. */
export function AddByName({
  accountId,
  onAdded,
}: {
  accountId: string;
  onAdded: (batch: ChatRequestsView) => void;
}) {
  const t = useTranslations("telegram");
  const [text, setText] = useState("");
  const [groupName, setGroupName] = useState("");
  const [priority, setPriority] = useState<number | string>(0);
  const { error, isBusy, run } = useSending();
  const chats = text.split(/[\n,;]+/).flatMap((line) => line.trim() || []);
  const wrong = error?.field?.startsWith("chats.")
    ? chats[Number(error.field.slice("chats.".length))]
    : undefined;
  const add = () =>
    run(async () =>
      onAdded(
        await sendJson<ChatRequestsView>("/telegram/chats", {
          chats,
          accountId,
          ...(groupName.trim() === "" ? {} : { groupName }),
          priority: Number(priority) || 0,
        }),
      ),
    );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Textarea
        label={t("lines")}
        description={t("linesHint")}
        placeholder={"@example\nhttps://t.me/+AbCdEfGhIjKl\n-1001234567890"}
        autosize
        minRows={5}
        maxRows={12}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={
          chats.length > mostChatsAtOnce
            ? t("tooManyLines", { count: mostChatsAtOnce })
            : wrong !== undefined && t("wrongLine", { line: wrong })
        }
        data-autofocus
      />
      <div className={classes.pair}>
        <TextInput
          label={t("group")}
          description={t("groupHint")}
          maxLength={60}
          value={groupName}
          onChange={(event) => setGroupName(event.currentTarget.value)}
        />
        <NumberInput
          label={t("priority")}
          description={t("priorityHint")}
          min={-100}
          max={100}
          allowDecimal={false}
          value={priority}
          onChange={setPriority}
        />
      </div>
      {error && wrong === undefined && (
        <div className={classes.problem} role="alert">
          <ErrorNote error={error} />
        </div>
      )}
      <div className={classes.buttons}>
        <Button
          type="submit"
          loading={isBusy}
          disabled={chats.length === 0 || chats.length > mostChatsAtOnce}
        >
          {t("addChosen", { count: chats.length })}
        </Button>
      </div>
    </form>
  );
}
